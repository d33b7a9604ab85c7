package io.quarterdeck.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.runtime.OperatorRuntime;
import io.quarterdeck.control.runtime.RuntimeConfig;
import io.quarterdeck.control.runtime.Tasks;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaderElectionTest {

    private final Simulation simulation = new Simulation(1);
    private final SimulatedApi api = new SimulatedApi(simulation.clock());
    private final List<String> runs = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();

    /** Notes every minute who it is. */
    private Operator clockOf(String identity) {
        return new Operator() {
            @Override
            public String name() {
                return "clock";
            }

            @Override
            public void declare(OperatorContext context) {
                Informer<KubeObject> maps = context.informer(Resources.CONFIG_MAPS, ListOptions.ALL, object -> object);
                context.controller("clock", (key, client) -> {
                            runs.add(identity);
                            return Outcome.after(Duration.ofMinutes(1));
                        })
                        .watches(maps, map -> List.of(map.key()));
            }
        };
    }

    private OperatorRuntime replica(String identity, Tasks tasks) {
        ApiClient client = new SimulatedClient(api, tasks, Faults.NONE, () -> {});
        OperatorRuntime runtime = new OperatorRuntime(
                client,
                name -> client,
                new SimpleMeterRegistry(),
                tasks,
                new RuntimeConfig(true, identity, "kube-system", () -> lost.add(identity)));
        runtime.start(List.of(clockOf(identity)));
        return runtime;
    }

    @Test
    void oneReplicaWorksAndTheOtherTakesOverOnlyAfterItsLeaseHasRunOut() {
        api.create(Resources.CONFIG_MAPS, "default", Manifests.named("map"));
        Tasks first = simulation.process("first");
        replica("first", first);
        simulation.advance(Duration.ofSeconds(10));
        replica("second", simulation.process("second"));
        simulation.advance(Duration.ofMinutes(5));
        assertThat(runs).hasSize(6).containsOnly("first");

        first.close();
        simulation.advance(Duration.ofSeconds(14));
        assertThat(runs).containsOnly("first");
        simulation.advance(Duration.ofSeconds(6));
        assertThat(runs).endsWith("second");
    }

    @Test
    void aReplicaThatStopsGivesItsLeaseBack() {
        api.create(Resources.CONFIG_MAPS, "default", Manifests.named("map"));
        OperatorRuntime first = replica("first", simulation.process("first"));
        simulation.advance(Duration.ofSeconds(10));
        replica("second", simulation.process("second"));
        simulation.advance(Duration.ofSeconds(10));
        first.close();
        simulation.advance(Duration.ofSeconds(3));
        assertThat(runs).containsExactly("first", "second");
        assertThat(lost).isEmpty();
    }

    @Test
    void aLeaderThatCannotRenewStopsBeforeAnotherMayBegin() {
        api.create(Resources.CONFIG_MAPS, "default", Manifests.named("map"));
        replica("first", simulation.process("first"));
        simulation.advance(Duration.ofSeconds(10));
        api.stopAnswering(true);
        simulation.advance(Duration.ofSeconds(8));
        assertThat(lost).isEmpty();
        simulation.advance(Duration.ofSeconds(6));
        assertThat(lost).containsExactly("first");
    }
}
