package io.quarterdeck.control.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.model.ResourceType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Runs operators in one process. They share caches' watches, time and metrics, and nothing else; each begins to work as
 * soon as its own caches are filled, so that one whose kind is not served holds up nobody.
 */
public final class OperatorRuntime implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(OperatorRuntime.class.getName());

    private final ApiClient reader;
    private final Function<String, ApiClient> writers;
    private final MeterRegistry registry;
    private final Tasks tasks;
    private final RuntimeConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<FeedName, ObjectFeed> feeds = new HashMap<>();
    private final List<DeclaredOperator> operators = new CopyOnWriteArrayList<>();
    private final List<LeaderLease> leases = new ArrayList<>();
    private volatile CountDownLatch pending = new CountDownLatch(0);
    private boolean running;

    private record FeedName(ResourceType type, ListOptions options) {}

    /**
     * A runtime on virtual threads whose operators all use one client.
     *
     * @param api what they read and write through
     */
    public OperatorRuntime(ApiClient api, MeterRegistry registry, InstantSource clock, RuntimeConfig config) {
        this(api, operator -> api, registry, new VirtualThreadTasks(clock), config);
    }

    /**
     * @param reader fills every cache
     * @param writers the client with an operator's own identity, by the operator's name
     * @param tasks closed with the runtime
     */
    public OperatorRuntime(
            ApiClient reader,
            Function<String, ApiClient> writers,
            MeterRegistry registry,
            Tasks tasks,
            RuntimeConfig config) {
        this.reader = reader;
        this.writers = writers;
        this.registry = registry;
        this.tasks = tasks;
        this.config = config;
    }

    /** Declares the operators and begins to fill their caches. Returns at once; may be called once. */
    public void start(List<? extends Operator> wanted) {
        pending = new CountDownLatch(wanted.size());
        for (Operator operator : wanted) {
            ApiClient writer = writers.apply(operator.name());
            DeclaredOperator declared = new DeclaredOperator(
                    operator.name(),
                    this,
                    writer,
                    new ApiEventRecorder(writer, operator.name() + "-controller", config.identity(), tasks));
            operator.declare(declared);
            operators.add(declared);
        }
        lock.lock();
        try {
            running = true;
            feeds.values().forEach(ObjectFeed::start);
        } finally {
            lock.unlock();
        }
        operators.forEach(this::seekLeadership);
        beginWhatIsReady();
    }

    /** Waits until every operator works; false if the time passed before. With an election that means: leads. */
    public boolean awaitStarted(Duration timeout) throws InterruptedException {
        return pending.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether every operator works. */
    public boolean started() {
        return pending.getCount() == 0;
    }

    /** The operators that do not work yet: their caches are not filled, or another replica leads. */
    public List<String> waiting() {
        lock.lock();
        try {
            return operators.stream()
                    .filter(operator -> !operator.started())
                    .map(DeclaredOperator::name)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all work; runs that are under way get a moment to finish. Leases are given back. */
    @Override
    public void close() {
        stop();
        leases.forEach(LeaderLease::release);
        tasks.close();
    }

    Tasks tasks() {
        return tasks;
    }

    MeterRegistry registry() {
        return registry;
    }

    ObjectFeed feed(ResourceType type, ListOptions options) {
        lock.lock();
        try {
            return feeds.computeIfAbsent(
                    new FeedName(type, options),
                    name -> new ObjectFeed(type, options, reader, tasks, this::progressed));
        } finally {
            lock.unlock();
        }
    }

    /** A feed has got its first cache; it runs if the runtime does. */
    void declared(ObjectFeed feed) {
        lock.lock();
        try {
            if (running) {
                feed.start();
            }
        } finally {
            lock.unlock();
        }
    }

    void release(ObjectFeed feed, InformerCache<?> cache) {
        lock.lock();
        try {
            if (feed.detach(cache)) {
                feeds.remove(new FeedName(feed.type(), feed.options()));
                feed.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void stop() {
        operators.forEach(DeclaredOperator::stop);
        lock.lock();
        try {
            running = false;
            feeds.values().forEach(ObjectFeed::close);
        } finally {
            lock.unlock();
        }
    }

    private void progressed() {
        operators.forEach(DeclaredOperator::progressed);
        if (pending.getCount() > 0) {
            beginWhatIsReady();
        }
    }

    private void beginWhatIsReady() {
        lock.lock();
        try {
            for (DeclaredOperator operator : operators) {
                if (running && operator.ready()) {
                    LOG.log(System.Logger.Level.INFO, "Operator {0} works", operator.name());
                    operator.start();
                    pending.countDown();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void seekLeadership(DeclaredOperator operator) {
        if (!config.leaderElection()) {
            leads(operator);
            return;
        }
        LeaderLease lease =
                new LeaderLease(operator.api(), tasks, config, operator.name(), () -> leads(operator), this::lost);
        leases.add(lease);
        lease.seek();
    }

    private void leads(DeclaredOperator operator) {
        lock.lock();
        try {
            operator.lead();
        } finally {
            lock.unlock();
        }
        beginWhatIsReady();
    }

    private void lost() {
        stop();
        config.leadershipLost().run();
    }
}
