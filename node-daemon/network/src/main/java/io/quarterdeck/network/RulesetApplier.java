package io.quarterdeck.network;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the kernel's table equal to the ruleset that is wanted. Sends only the difference to what it sent before; the
 * first time, and after any failure, replaces the whole table in one transaction, so that nothing of a killed run or of
 * somebody else's hand stays, and no connection meets an empty table.
 *
 * <p>While a batch is in flight, changes gather; there is no delay when nothing is.
 */
final class RulesetApplier implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RulesetApplier.class.getName());

    /** Somebody who flushes all of nftables is found out after this. One look costs 5 ms. */
    private static final Duration RESYNC = Duration.ofMinutes(1);

    private final Commands commands;
    private final String table;
    private final Supplier<Ruleset> wanted;
    private final LevelLoop loop;
    private @Nullable Ruleset applied;

    /** @param wanted plans the ruleset from what is known at the time of the call */
    RulesetApplier(Commands commands, String table, Supplier<Ruleset> wanted) {
        this.commands = commands;
        this.table = table;
        this.wanted = wanted;
        this.loop = new LevelLoop("service-rules", RESYNC, this::apply);
    }

    void start() {
        loop.start();
    }

    /** The ruleset may have to change. Never blocks. */
    void changed() {
        loop.signal();
    }

    /** Waits until the kernel has everything that was known at the call. */
    boolean awaitApplied(Duration timeout) throws InterruptedException {
        return loop.awaitIdle(timeout);
    }

    @Override
    public void close() {
        loop.close();
    }

    private void apply() throws CommandException, InterruptedException {
        Ruleset to = wanted.get();
        Ruleset from = applied;
        if (from != null && isLost(from, to)) {
            from = null;
        }
        String batch = from == null ? RulesetDiff.replacement(table, to) : RulesetDiff.difference(table, from, to);
        if (batch.isEmpty()) {
            applied = to;
            return;
        }
        // Unknown until nft has answered: a failure leaves null behind, and the next round replaces everything.
        applied = null;
        commands.feed(batch, "nft", "-f", "-");
        applied = to;
        if (from != null) {
            forgetFlows(from, to);
        }
    }

    /** A difference would fail by itself if the table had gone; only a round without one has to look. */
    private boolean isLost(Ruleset from, Ruleset to) throws InterruptedException {
        if (!from.equals(to)) {
            return false;
        }
        try {
            commands.run("nft", "list", "chain", "ip", table, "guard");
            return false;
        } catch (CommandException e) {
            LOG.log(System.Logger.Level.WARNING, "the service rules were removed by somebody; they are put back");
            return true;
        }
    }

    private void forgetFlows(Ruleset from, Ruleset to) throws InterruptedException {
        for (RulesetDiff.StaleFlow flow : RulesetDiff.staleFlows(from, to)) {
            try {
                String port = Integer.toString(flow.port());
                if (flow.address().isEmpty()) {
                    commands.run("conntrack", "-D", "-p", "udp", "--orig-port-dst", port, "--dst-nat", flow.endpoint());
                } else {
                    commands.run(
                            "conntrack",
                            "-D",
                            "-p",
                            "udp",
                            "--orig-dst",
                            flow.address(),
                            "--orig-port-dst",
                            port,
                            "--dst-nat",
                            flow.endpoint());
                }
            } catch (CommandException e) {
                // conntrack also fails when there was nothing to forget; a flow that stays ends by its own timeout.
                LOG.log(System.Logger.Level.DEBUG, "no flow to forget: {0}", e.getMessage());
            }
        }
    }
}
