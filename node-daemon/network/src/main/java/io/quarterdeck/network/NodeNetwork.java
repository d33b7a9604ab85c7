package io.quarterdeck.network;

import io.quarterdeck.control.Informer;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.network.LinkPlanner.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The whole network of one node. It decides nothing: links follow {@link LinkPlanner}, service rules {@link
 * RulesetPlanner}, and both follow the informers without delay.
 *
 * <p>Closing stops the following and nothing else: links, routes and rules stay, so that running pods keep their network
 * while the daemon restarts, and no packet strays while the cluster is down. {@link #purge} removes them.
 */
public final class NodeNetwork implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(NodeNetwork.class.getName());

    /** Links and routes that somebody removed come back after this. */
    private static final Duration RESYNC = Duration.ofMinutes(5);

    /** How often a cache is asked whether it has been filled, until it has. */
    private static final Duration SYNC_LOOK = Duration.ofMillis(20);

    private final NetworkConfig config;
    private final Informer<ServiceView> services;
    private final Informer<EndpointSliceView> slices;
    private final Informer<NodeView> nodes;
    private final HostLinks links;
    private final RulesetApplier rules;
    private final LevelLoop overlay;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int mtu;
    private @Nullable Cidr own;
    private boolean closed;

    /**
     * Wires a node's network; nothing happens before {@link #start}.
     *
     * @param services parsed with {@link ServiceView#parse}
     * @param slices parsed with {@link EndpointSliceView#parse}
     * @param nodes parsed with {@link NodeView#parse}
     * @param commands where the network is: {@link Commands#HERE}
     */
    public NodeNetwork(
            NetworkConfig config,
            Informer<ServiceView> services,
            Informer<EndpointSliceView> slices,
            Informer<NodeView> nodes,
            Commands commands) {
        this.config = config;
        this.services = services;
        this.slices = slices;
        this.nodes = nodes;
        this.links = new HostLinks(commands, config);
        this.rules = new RulesetApplier(commands, config.table(), this::ruleset);
        this.overlay = new LevelLoop("overlay", RESYNC, this::followNodes);
        services.onChange((before, after) -> rules.changed());
        slices.onChange((before, after) -> rules.changed());
        nodes.onChange((before, after) -> overlay.signal());
    }

    /**
     * Makes the links that do not depend on the node's pod range, then follows the informers as soon as they have been
     * filled. The pod range may be given by {@link #podCidrAssigned} or is found on the node's own object.
     *
     * @throws IllegalArgumentException if the node's address is on none of its interfaces
     * @throws IllegalStateException if another cluster on this host has the same service range
     * @throws CommandException if a tool refuses
     */
    public void start() throws CommandException, InterruptedException {
        int largest = links.ensureBase();
        lock.lock();
        try {
            mtu = largest;
        } finally {
            lock.unlock();
        }
        overlay.start();
        Thread.ofVirtual().name("network-sync").start(this::followWhenFilled);
    }

    /**
     * Gives the node its pod range. When this returns, the CNI configuration is in place and pods may be made.
     *
     * @param podCidr as in {@code Node.spec.podCIDR}
     */
    public void podCidrAssigned(String podCidr) throws IOException, InterruptedException {
        Cidr range = Cidr.parse(podCidr);
        lock.lock();
        try {
            if (range.equals(own)) {
                return;
            }
            links.ensureBridge(range, mtu);
            CniConfiguration.write(config, range, mtu);
            own = range;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        LOG.log(System.Logger.Level.INFO, "pods get addresses from {0}", range);
        overlay.signal();
    }

    /** Waits until pods may be made; false if that took too long. */
    public boolean awaitReady(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (own == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            return own != null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether pods may be made: a NetworkReady condition. */
    public boolean isReady() {
        lock.lock();
        try {
            return own != null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the kernel has rules and routes for everything known so far; false if that took too long. */
    public boolean awaitSettled(Duration timeout) throws InterruptedException {
        return rules.awaitApplied(timeout) && overlay.awaitIdle(timeout);
    }

    /** Gives back addresses of sandboxes that no longer exist; see {@link CniConfiguration#releaseUnused}. */
    public List<String> releaseUnused(Set<String> sandboxes) throws IOException {
        return CniConfiguration.releaseUnused(config, sandboxes);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        overlay.close();
        rules.close();
    }

    /** Removes the cluster's links, routes and rules from this host. Pods must have been stopped. */
    public static void purge(NetworkConfig config, Commands commands) throws InterruptedException {
        new HostLinks(commands, config).purge();
    }

    private void followWhenFilled() {
        lock.lock();
        try {
            while (!closed && !(services.revision() > 0 && slices.revision() > 0)) {
                changed.awaitNanos(SYNC_LOOK.toNanos());
            }
            if (closed) {
                return;
            }
            // From here on only: rules planned from half a cache would cut off services that work.
            rules.start();
            rules.changed();
            while (!closed && nodes.revision() == 0) {
                changed.awaitNanos(SYNC_LOOK.toNanos());
            }
            overlay.signal();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private Ruleset ruleset() {
        return RulesetPlanner.plan(config, services.list(), slices.list());
    }

    private void followNodes() throws IOException, InterruptedException {
        if (nodes.revision() == 0) {
            return;
        }
        NodeView self = nodes.get(ObjectKey.clusterWide(config.nodeName())).orElse(null);
        if (self != null && !self.podCidr().isEmpty()) {
            podCidrAssigned(self.podCidr());
        }
        Cidr range;
        int largest;
        lock.lock();
        try {
            range = own;
            largest = mtu;
        } finally {
            lock.unlock();
        }
        if (range != null) {
            links.ensureOverlay(range, largest, peers(range));
        }
    }

    private List<Peer> peers(Cidr own) {
        List<Peer> peers = new ArrayList<>();
        Set<Cidr> taken = new HashSet<>(Set.of(own));
        for (NodeView node : nodes.list()) {
            boolean reachable = !node.name().equals(config.nodeName())
                    && !node.address().isEmpty()
                    && !node.address().equals(config.nodeIp())
                    && !node.podCidr().isEmpty();
            if (reachable) {
                Cidr range = Cidr.parse(node.podCidr());
                if (taken.add(range)) {
                    peers.add(new Peer(node.address(), range));
                }
            }
        }
        return peers;
    }
}
