package io.quarterdeck.testkit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.runtime.OperatorRuntime;
import io.quarterdeck.control.runtime.RuntimeConfig;
import io.quarterdeck.control.runtime.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Operators on a simulated API. Each is a process of its own, which is started again a while after it was killed. */
public final class SimulatedCluster {

    /** How long a supervisor takes to start a dead process again. */
    private static final Duration RESTART = Duration.ofSeconds(1);

    private final Simulation simulation;
    private final SimulatedApi api;
    private final Tasks supervisor;
    private final Faults faults;

    public SimulatedCluster(long seed, Faults faults) {
        this.simulation = new Simulation(seed);
        this.api = new SimulatedApi(simulation.clock());
        this.supervisor = simulation.process("supervisor");
        this.faults = faults;
    }

    public Simulation simulation() {
        return simulation;
    }

    public SimulatedApi api() {
        return api;
    }

    /** The API without faults, as a user has it. */
    public ApiClient user() {
        return new SimulatedClient(api, supervisor, Faults.NONE, () -> {});
    }

    /**
     * Starts an operator as a process.
     *
     * @param operator makes it anew at each start: nothing it remembers survives
     */
    public Running start(Supplier<Operator> operator) {
        Running running = new Running(operator);
        running.start();
        return running;
    }

    /** Lets time pass. */
    public void advance(Duration duration) {
        simulation.advance(duration);
    }

    /** An operator that is kept running. */
    public final class Running {

        private final Supplier<Operator> operator;
        private int starts;
        private Tasks tasks = simulation.process("none");

        private Running(Supplier<Operator> operator) {
            this.operator = operator;
        }

        /** Kills the process: whatever it was about to do is never done. It is started again. */
        public void crash() {
            tasks.close();
            supervisor.after(RESTART, "restart", this::start);
        }

        public int starts() {
            return starts;
        }

        private void start() {
            starts++;
            Operator made = operator.get();
            Tasks mine = simulation.process(made.name() + "#" + starts);
            tasks = mine;
            ApiClient client = new SimulatedClient(api, mine, faults, this::crash);
            OperatorRuntime runtime = new OperatorRuntime(
                    client, name -> client, new SimpleMeterRegistry(), mine, RuntimeConfig.single(made.name()));
            runtime.start(List.of(made));
        }
    }
}
