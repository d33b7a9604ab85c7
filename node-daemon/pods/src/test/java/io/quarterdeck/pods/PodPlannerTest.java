package io.quarterdeck.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.cri.Container;
import io.quarterdeck.cri.ContainerSummary.Phase;
import io.quarterdeck.cri.Sandbox;
import io.quarterdeck.pods.Memory.Fault;
import io.quarterdeck.pods.Memory.Health;
import io.quarterdeck.pods.Observed.Seen;
import io.quarterdeck.pods.PodPlanner.Action;
import io.quarterdeck.pods.PodPlanner.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PodPlannerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Sandbox ALIVE = sandbox("s0", 0, true);

    @Test
    void preparesVolumesAndSandboxAtTheSameTime() {
        assertThat(plan(pod(""), Observed.NOTHING, memory(false)).actions())
                .containsExactly(new Action.PrepareVolumes(), new Action.CreateSandbox(0));
    }

    @Test
    void startsContainersOnceTheSandboxLivesAndTheVolumesAreThere() {
        Observed observed = new Observed(List.of(ALIVE), List.of());
        assertThat(plan(pod(""), observed, memory(false)).actions()).containsExactly(new Action.PrepareVolumes());
        assertThat(plan(pod(""), observed, memory(true)).actions())
                .containsExactly(new Action.StartContainer("web", "s0", 0, false));
    }

    @Test
    void runsInitContainersOneAfterAnotherBeforeTheOthers() {
        Pod pod = pod("\"initContainers\": [" + Pods.container("one", "") + "," + Pods.container("two", "") + "]");
        assertThat(plan(pod, with(), memory(true)).actions())
                .containsExactly(new Action.StartContainer("one", "s0", 0, false));
        assertThat(plan(pod, with(running("one", 0)), memory(true)).actions()).isEmpty();
        assertThat(plan(pod, with(ended("one", 0, 0, 5)), memory(true)).actions())
                .containsExactly(new Action.StartContainer("two", "s0", 0, false));
        assertThat(plan(pod, with(ended("one", 0, 0, 5), ended("two", 0, 0, 4)), memory(true))
                        .actions())
                .containsExactly(new Action.StartContainer("web", "s0", 0, false));
    }

    @Test
    void waitsForASidecarToHaveStartedAndKeepsItBesideTheOthers() {
        Pod pod = pod("\"initContainers\": [" + Pods.container("side", "\"restartPolicy\": \"Always\"") + "]");
        assertThat(plan(pod, with(running("side", 0)), memory(true)).actions()).isEmpty();
        assertThat(plan(pod, with(running("side", 0)), healthy("side-0")).actions())
                .containsExactly(new Action.StartContainer("web", "s0", 0, false));
    }

    @Test
    void restartsACrashedContainerAtOnceTheFirstTimeAndLaterAfterItsDelay() {
        Observed crashed = with(ended("web", 0, 1, 5));
        assertThat(plan(pod(""), crashed, memory(true)).actions())
                .containsExactly(new Action.StartContainer("web", "s0", 1, true));
        Plan later = plan(pod(""), crashed, delayed("web", Duration.ofSeconds(20)));
        assertThat(later.actions()).isEmpty();
        assertThat(later.wakeAt()).contains(NOW.plusSeconds(15));
    }

    @Test
    void leavesAContainerAloneThatItsPolicyDoesNotRestart() {
        Pod job = pod("\"restartPolicy\": \"OnFailure\"");
        assertThat(plan(job, with(ended("web", 0, 1, 5)), memory(true)).actions())
                .containsExactly(new Action.StartContainer("web", "s0", 1, true));
        assertThat(plan(job, with(ended("web", 0, 0, 5)), memory(true)).actions())
                .containsExactly(new Action.StopSandbox("s0"));
        assertThat(plan(pod("\"restartPolicy\": \"Never\""), with(ended("web", 0, 1, 5)), memory(true))
                        .actions())
                .containsExactly(new Action.StopSandbox("s0"));
    }

    @Test
    void doesNotTryAgainWhatFailedBeforeItsTime() {
        Fault fault = new Fault("ErrImagePull", "no", NOW.plusSeconds(10));
        Memory memory =
                new Memory(false, Set.of(), true, Map.of("start web", fault), Map.of(), Map.of(), NOW.minusSeconds(60));
        Plan plan = plan(pod(""), with(), memory);
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.wakeAt()).contains(NOW.plusSeconds(10));
    }

    @Test
    void stopsTheContainerWhoseLivenessProbeFails() {
        Health failing = new Health(true, true, Optional.of("failed"), Optional.of(Duration.ofSeconds(7)));
        Memory memory =
                new Memory(false, Set.of(), true, Map.of(), Map.of(), Map.of("web-0", failing), NOW.minusSeconds(60));
        assertThat(plan(pod(""), with(running("web", 0)), memory).actions())
                .containsExactly(new Action.StopContainer("web", "web-0", Duration.ofSeconds(7), "failed"));
    }

    @Test
    void endsADeletedPodContainersFirstThenSandboxAndObject() {
        Pod pod = Pod.of(Pods.deleted(Pods.plain("p", ""), "2026-01-01T12:00:20Z", 20));
        assertThat(plan(pod, with(running("web", 0)), memory(true)).actions())
                .containsExactly(
                        new Action.StopContainer("web", "web-0", Duration.ofSeconds(20), "Stopping container web"));
        assertThat(plan(pod, with(ended("web", 0, 143, 1)), memory(true)).actions())
                .containsExactly(new Action.Finish());
    }

    @Test
    void endsSidecarsAfterTheContainersThatTheyServe() {
        Pod plain = pod("\"initContainers\": [" + Pods.container("side", "\"restartPolicy\": \"Always\"") + "]");
        Pod pod = Pod.of(Pods.deleted(plain.tree(), "2026-01-01T12:00:20Z", 20));
        assertThat(plan(pod, with(running("web", 0), running("side", 0)), memory(true))
                        .actions())
                .extracting(Action::key)
                .containsExactly("stop web-0 20");
        assertThat(plan(pod, with(ended("web", 0, 0, 1), running("side", 0)), memory(true))
                        .actions())
                .extracting(Action::key)
                .containsExactly("stop side-0 20");
    }

    @Test
    void replacesADeadSandboxAndRunsItsInitContainersAgain() {
        Pod pod = pod("\"initContainers\": [" + Pods.container("one", "") + "]");
        List<Seen> before = List.of(ended("one", 0, 0, 50), ended("web", 0, 137, 5));
        assertThat(plan(pod, new Observed(List.of(sandbox("s0", 0, false)), before), memory(true))
                        .actions())
                .containsExactly(new Action.CreateSandbox(1));
        Observed renewed = new Observed(List.of(sandbox("s1", 1, true), sandbox("s0", 0, false)), before);
        assertThat(plan(pod, renewed, memory(true)).actions())
                .containsExactly(new Action.StartContainer("one", "s1", 1, false));
    }

    @Test
    void keepsTheLastTwoRunsOfAContainer() {
        Observed observed = with(running("web", 3), ended("web", 2, 1, 9), ended("web", 1, 1, 20));
        assertThat(plan(pod(""), observed, memory(true)).actions())
                .containsExactly(new Action.RemoveContainer("web-1"));
    }

    @Test
    void endsAPodWhoseDeadlineHasPassed() {
        Pod pod = pod("\"activeDeadlineSeconds\": 30");
        assertThat(plan(pod, with(running("web", 0)), memory(true)).actions())
                .extracting(Action::key)
                .containsExactly("stop web-0 30");
    }

    private static Plan plan(Pod pod, Observed observed, Memory memory) {
        return PodPlanner.plan(pod, observed, memory, NOW);
    }

    private static Pod pod(String specParts) {
        return Pod.of(Pods.plain("p", specParts));
    }

    private static Memory memory(boolean volumesReady) {
        return new Memory(false, Set.of(), volumesReady, Map.of(), Map.of(), Map.of(), NOW.minusSeconds(60));
    }

    private static Memory healthy(String id) {
        Health health = new Health(true, true, Optional.empty(), Optional.empty());
        return new Memory(false, Set.of(), true, Map.of(), Map.of(), Map.of(id, health), NOW.minusSeconds(60));
    }

    private static Memory delayed(String name, Duration delay) {
        return new Memory(false, Set.of(), true, Map.of(), Map.of(name, delay), Map.of(), NOW.minusSeconds(60));
    }

    private static Observed with(Seen... containers) {
        return new Observed(List.of(ALIVE), List.of(containers));
    }

    private static Sandbox sandbox(String id, int attempt, boolean ready) {
        return new Sandbox(
                id, "uid-p", attempt, ready, NOW.minusSeconds(60), List.of("10.244.0.9"), Map.of(), Map.of());
    }

    private static Seen running(String name, int attempt) {
        return seen(name, attempt, Phase.RUNNING, 0, Instant.EPOCH);
    }

    private static Seen ended(String name, int attempt, int exitCode, int secondsAgo) {
        return seen(name, attempt, Phase.EXITED, exitCode, NOW.minusSeconds(secondsAgo));
    }

    private static Seen seen(String name, int attempt, Phase phase, int exitCode, Instant finishedAt) {
        Container container = new Container(
                name + "-" + attempt,
                name,
                attempt,
                phase,
                NOW.minusSeconds(50),
                NOW.minusSeconds(50),
                finishedAt,
                exitCode,
                Pods.IMAGE,
                Pods.IMAGE,
                "",
                "",
                "",
                Map.of(),
                Map.of());
        return new Seen("s0", container, "");
    }
}
