package io.quarterdeck.deployment;

import static io.quarterdeck.deployment.World.NOW;
import static io.quarterdeck.deployment.World.deployment;
import static io.quarterdeck.deployment.World.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.deployment.Progress.News;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void saysThatTheNewReplicaSetWasMade() {
        DeploymentStatus before = status(World.noStatus(), null, NOW, set("v1", 1, 3, 3));
        DeploymentStatus status = status(before, News.created("web-v2"), NOW, set("v1", 1, 3, 3));
        assertThat(progressing(status))
                .extracting(Condition::status, Condition::reason, Condition::message)
                .containsExactly("True", "NewReplicaSetCreated", "Created new replica set \"web-v2\"");
        assertThat(status.condition(Condition.AVAILABLE))
                .isNotNull()
                .extracting(Condition::status, Condition::reason)
                .containsExactly("True", "MinimumReplicasAvailable");
    }

    @Test
    void isDoneOnlyWhenNoOldPodIsLeft() {
        DeploymentStatus rolling = status(World.noStatus(), null, NOW, set("v1", 1, 1, 1), set("v2", 2, 3, 3));
        assertThat(progressing(rolling).reason()).isEqualTo("ReplicaSetUpdated");
        DeploymentStatus done = status(rolling, null, NOW, set("v1", 1, 0, 0), set("v2", 2, 3, 3));
        assertThat(progressing(done).reason()).isEqualTo("NewReplicaSetAvailable");
        assertThat(progressing(done).message()).isEqualTo("ReplicaSet \"web-v2\" has successfully progressed.");
        assertThat(done.unavailableReplicas()).isZero();
    }

    @Test
    void timesOutAfterTheDeadlineWithoutProgressAndMendsLater() {
        ReplicaSetView stuck = set("v2", 1, 3, 1);
        DeploymentStatus begun = status(World.noStatus(), null, NOW, stuck);
        assertThat(progressing(begun).reason()).isEqualTo("ReplicaSetUpdated");
        DeploymentStatus waiting = status(begun, null, NOW.plusSeconds(599), stuck);
        assertThat(waiting).as("nothing new is not written").isEqualTo(begun);
        DeploymentStatus late = status(waiting, null, NOW.plusSeconds(601), stuck);
        assertThat(progressing(late))
                .extracting(Condition::status, Condition::reason, Condition::message)
                .containsExactly(
                        "False", "ProgressDeadlineExceeded", "ReplicaSet \"web-v2\" has timed out progressing.");
        DeploymentStatus mended = status(late, null, NOW.plusSeconds(700), set("v2", 1, 3, 3));
        assertThat(progressing(mended).reason()).isEqualTo("NewReplicaSetAvailable");
    }

    @Test
    void staysDoneWhenAPodOfAFinishedRolloutDies() {
        DeploymentStatus done = status(World.noStatus(), null, NOW, set("v2", 1, 3, 3));
        DeploymentStatus hurt = status(done, null, NOW.plusSeconds(5000), set("v2", 1, 3, 1));
        assertThat(progressing(hurt).reason()).isEqualTo("NewReplicaSetAvailable");
        assertThat(hurt.condition(Condition.AVAILABLE))
                .isNotNull()
                .extracting(Condition::status)
                .isEqualTo("False");
    }

    @Test
    void looksAgainWhenTheDeadlineHasPassed() {
        DeploymentStatus begun = status(World.noStatus(), null, NOW, set("v2", 1, 3, 1));
        DeploymentView view = deployment().status(begun).view();
        Progress later = new Progress(view, ReplicaSets.of(view, List.of()), NOW.plusSeconds(100));
        assertThat(later.nextLook(begun)).contains(Duration.ofSeconds(501));
    }

    private static DeploymentStatus status(
            DeploymentStatus before, @Nullable News news, Instant now, ReplicaSetView... sets) {
        DeploymentView view = deployment().status(before).view();
        return new Progress(view, ReplicaSets.of(view, List.of(sets)), now).status(news, true);
    }

    private static Condition progressing(DeploymentStatus status) {
        Condition condition = status.condition(Condition.PROGRESSING);
        assertThat(condition).isNotNull();
        return java.util.Objects.requireNonNull(condition);
    }
}
