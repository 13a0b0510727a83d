package dev.darm.sim.run;

import dev.darm.branch.BranchProof;
import dev.darm.codec.ByteReader;
import dev.darm.gateway.GatewayPort;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.report.RunSummary;
import dev.darm.sim.scenario.Fault;
import dev.darm.sim.scenario.FaultBudget;
import dev.darm.sim.scenario.TimedFault;
import dev.darm.sim.scenario.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** DARM's own invariants, and those that a user adds; keeps the first that does not hold. */
final class Checks {

    private static final String BRANCHES = "branches";

    /** All that DARM watches, by name, with what each says. */
    static final Map<String, String> NAMES = new TreeMap<>(Map.ofEntries(
            Map.entry("agreement", "all nodes that commit a height commit the same block"),
            Map.entry(Ballots.ONE_VOTE, "no validator that kept its disk signs two votes of a round and type"),
            Map.entry(
                    Ballots.LOCKS_HOLD,
                    "no validator that precommitted a block prevotes another before two thirds have prevoted that one"),
            Map.entry("blocks-stay", "no node that kept its disk commits a height that it had committed before"),
            Map.entry("chains-verify", "at the end every node's chain is valid from the genesis on"),
            Map.entry("durability", "no document that was acknowledged is lost"),
            Map.entry(
                    BRANCHES,
                    "at the end what was written in branches is on all nodes that have run for a minute and reach each other, and anchored"),
            Map.entry(
                    "convergence",
                    "at the end the nodes that have run for a minute and reach each other have all blocks that are a minute old"),
            Map.entry("progress", "after the core is healed a block is committed within the computed bound"),
            Map.entry("no-restarts", "no actor starts anew after a failure"),
            Map.entry(Observations.LOST, "no message of DARM's own is lost or unhandled on a node that is up"),
            Map.entry("bounded-queues", "no machine has more than 100,000 pieces of work waiting"),
            Map.entry("answers-have-sources", "no answer is given without a source"),
            Map.entry("fault-budget", "no more than f of the validators lie, forget or are rolled back")));

    private static final int MOST_BACKLOG = 100_000;
    private static final long ANSWER = 60_000_000_000L;
    /** After so long a block or a record must have come to all that can be reached, and a record be anchored. */
    private static final long EXCHANGED = 60_000_000_000L;

    /** Of many records so many are looked at, the last ones and others at even distances. */
    private static final int MOST_LOOKED_AT = 32;

    private final RunningFleet fleet;
    private final Engine engine;
    private final Observations seen;
    private final List<Invariant> more;
    private final TreeMap<String, Long> looks = new TreeMap<>();
    private @Nullable Violation first;

    Checks(RunningFleet fleet, Observations seen, List<Invariant> more) {
        this.fleet = fleet;
        this.engine = fleet.engine();
        this.seen = seen;
        this.more = more;
        for (TimedFault fault : fleet.plan().faults())
            if (harms(fault.fault())) seen.harmed.addAll(fault.fault().machines());
    }

    Optional<Violation> violation() {
        return Optional.ofNullable(first);
    }

    private boolean on(String name) {
        return fleet.scenario().invariants().on(name);
    }

    private void counted(String name) {
        looks.merge(name, 1L, Long::sum);
    }

    private void broken(String name, String message) {
        if (first == null && on(name)) first = new Violation(name, Duration.ofNanos(engine.now()), message);
    }

    /** Looks at what holds at every moment. */
    void look() {
        seen.told.forEach((name, times) -> looks.put(name, times));
        seen.broken.forEach(this::broken);
        counted("bounded-queues");
        for (SimulatedNode node : fleet.nodes()) {
            Machine machine = node.machine();
            if (machine.backlog() > MOST_BACKLOG && !machine.frozen())
                broken("bounded-queues", machine + " has " + machine.backlog() + " pieces of work waiting");
        }
        for (Invariant invariant : more) {
            counted(invariant.name());
            invariant.look(fleet).ifPresent(message -> broken(invariant.name(), message));
        }
    }

    /** An actor started anew. */
    void restarted(Machine machine, Object actor, Throwable cause) {
        broken("no-restarts", "on %s %s starts anew after %s".formatted(machine, actor, cause));
    }

    /** Looks at what holds once the run is over; asks the nodes that run, so time goes on a little. */
    void atEnd() {
        look();
        counted("no-restarts");
        counted(Observations.LOST);
        counted("fault-budget");
        FaultBudget.check(fleet.scenario().nodes(), fleet.plan())
                .ifPresent(violation -> broken(violation.invariant(), violation.message()));
        progress();
        if (on("chains-verify")) chainsVerify();
        if (on("convergence")) converged();
        if (on("durability")) durable();
        if (on(BRANCHES)) branches();
        for (Invariant invariant : more) {
            counted(invariant.name());
            invariant.atEnd(fleet).ifPresent(message -> broken(invariant.name(), message));
        }
    }

    private void progress() {
        if (fleet.plan().liveness().isEmpty()) return;
        long healed = fleet.plan().liveness().get().at().toNanos();
        Progress bound = new Progress(fleet, seen);
        Optional<String> broken = bound.broken(healed, engine.now());
        if (bound.judged(healed, engine.now())) counted("progress");
        broken.ifPresent(message -> broken("progress", message));
    }

    private void chainsVerify() {
        for (SimulatedNode node : fleet.nodes()) {
            Optional<GatewayPort.ChainCheck> check = ask(node, GatewayPort::verifyChain);
            if (check.isEmpty()) continue;
            counted("chains-verify");
            if (!check.get().valid())
                broken(
                        "chains-verify",
                        node.name() + " at height " + check.get().height() + ": "
                                + check.get().fault());
        }
    }

    /** Those whose plan leaves them well at the end. */
    private List<SimulatedNode> well() {
        Set<String> unwell = new TreeSet<>();
        Duration end = Duration.ofNanos(engine.now());
        for (TimedFault fault : fleet.plan().faults()) {
            if (fault.fault() instanceof Fault.Chaos) continue; // what is unlikely is right all the same
            boolean lasting = fault.activeAt(end) || fault.end().compareTo(end) > 0;
            if (lasting || harms(fault.fault())) unwell.addAll(fault.fault().machines());
        }
        fleet.plan().liveness().ifPresent(liveness -> liveness.core().forEach(unwell::remove));
        return fleet.nodes().stream()
                .filter(node -> node.machine().alive() && !unwell.contains(node.name()))
                .toList();
    }

    private static boolean harms(Fault fault) {
        return fault instanceof Fault.EmptyDisk
                || fault instanceof Fault.OldDisk
                || fault instanceof Fault.SwapDisks
                || fault instanceof Fault.BitRot
                || fault instanceof Fault.MisdirectedWrite
                || fault instanceof Fault.LostRename
                || fault instanceof Fault.FailedSync
                || fault instanceof Fault.Byzantine
                || fault instanceof Fault.StolenKey;
    }

    private void converged() {
        List<SimulatedNode> well = well();
        TreeMap<String, Long> heights = new TreeMap<>();
        for (SimulatedNode node : well)
            ask(node, GatewayPort::chain).ifPresent(chain -> heights.put(node.name(), chain.height()));
        if (heights.size() < 2) return;
        counted("convergence");
        // a dish may be out for some seconds more, and a node that lost too many links just have begun anew
        long lately = engine.now() - EXCHANGED;
        long due = seen.chain.values().stream()
                .filter(block -> block.at() <= lately)
                .mapToLong(Observations.Committed::height)
                .max()
                .orElse(0);
        for (SimulatedNode node : well) {
            Long height = heights.get(node.name());
            if (height != null && height < due && node.machine().startedAt() <= lately)
                broken(
                        "convergence",
                        "%s is at height %d, and height %d is a minute old: %s"
                                .formatted(node.name(), height, due, heights));
        }
    }

    /**
     * Feeds again what was acknowledged, at the node that took it in: it says that it is unchanged, for its own log has it.
     * Another node may not have heard of it yet, when the two did not reach each other until lately.
     */
    private void durable() {
        if (well().size() < fleet.nodes().size()) return; // who keeps the only two copies may be gone for good
        for (Observations.Acknowledged kept : new ArrayList<>(seen.acknowledged.values())) {
            if (!kept.stored()) continue;
            GatewayPort.Feed feed =
                    new GatewayPort.Feed(kept.work().document(), kept.text(), Optional.empty(), Optional.empty());
            Optional<GatewayPort.Receipt> receipt = ask(fleet.node(kept.node()), port -> port.ingest(feed));
            if (receipt.isEmpty()) continue;
            counted("durability");
            if (receipt.get().status() == GatewayPort.Outcome.ACCEPTED)
                broken(
                        "durability",
                        "%s, which %s acknowledged at %s, is gone"
                                .formatted(kept.work().document(), kept.node(), Duration.ofNanos(kept.at())));
        }
    }

    /**
     * Each of the records that is looked at is on every node that is well and had the time to hear of it; its own node
     * proves that it is anchored.
     */
    private void branches() {
        long lately = engine.now() - EXCHANGED;
        List<SimulatedNode> well = well();
        SortedMap<String, Long> seats = seen.seats.now();
        long total = seats.values().stream().mapToLong(Long::longValue).sum();
        long power = well.stream()
                .filter(node -> node.machine().startedAt() <= lately)
                .mapToLong(node -> seats.getOrDefault(node.name(), 0L))
                .sum();
        boolean decides = 3 * power > 2 * total;
        for (Observations.Written written : lookedAt(lately)) {
            boolean ownIsWell = well.stream().anyMatch(node -> node.name().equals(written.node()));
            for (SimulatedNode node : well) {
                if (node.machine().startedAt() > lately && !node.name().equals(written.node())) continue;
                Optional<Boolean> has = ask(node, port -> port.branches()
                        .record(written.branch(), written.id())
                        .thenApply(Optional::isPresent));
                if (has.isEmpty()) continue;
                counted(BRANCHES);
                if (!has.get() && ownIsWell)
                    broken(BRANCHES, "%s lacks %s, written at %s".formatted(node.name(), written.id(), written.node()));
            }
            if (!ownIsWell || !decides) continue;
            Optional<String> why = ask(fleet.node(written.node()), port -> port.branches()
                    .proof(written.branch(), written.id())
                    .handle((proof, failure) ->
                            proof == null ? String.valueOf(failure.getMessage()) : proves(proof.proof())));
            if (why.isPresent() && !why.get().isEmpty())
                broken(BRANCHES, "%s does not prove %s: %s".formatted(written.node(), written.id(), why.get()));
        }
    }

    /** Why it proves nothing; empty when it proves. */
    private String proves(String hex) {
        BranchProof proof = ByteReader.readAll(HexFormat.of().parseHex(hex), BranchProof::read);
        return proof.refusal(fleet.nodes().getFirst().genesis()).orElse("");
    }

    private List<Observations.Written> lookedAt(long until) {
        List<Observations.Written> old =
                seen.written.stream().filter(one -> one.at() <= until).toList();
        if (old.size() <= MOST_LOOKED_AT) return old;
        List<Observations.Written> some = new ArrayList<>();
        for (int i = 1; i <= MOST_LOOKED_AT; i++) some.add(old.get((int) ((long) old.size() * i / MOST_LOOKED_AT) - 1));
        return some;
    }

    /** What a node says; empty when it does not run or does not answer. */
    private <T> Optional<T> ask(SimulatedNode node, Function<GatewayPort, CompletionStage<T>> question) {
        if (node.node() == null) return Optional.empty();
        Object[] answer = new Object[1];
        boolean[] done = new boolean[1];
        node.machine().submit(node.machine().incarnation(), () -> {
            GatewayPort port = node.port();
            if (port == null) {
                done[0] = true;
                return;
            }
            question.apply(port).whenComplete((value, failure) -> {
                answer[0] = value;
                done[0] = true;
            });
        });
        engine.runUntil(() -> done[0], engine.now() + ANSWER);
        @SuppressWarnings("unchecked")
        T value = (T) answer[0];
        return Optional.ofNullable(value);
    }

    List<RunSummary.Invariant> results() {
        List<RunSummary.Invariant> results = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(NAMES.keySet());
        more.forEach(invariant -> names.add(invariant.name()));
        for (String name : names) {
            if (!on(name)) continue;
            long times = looks.getOrDefault(name, 0L);
            boolean violated = first != null && first.invariant().equals(name);
            results.add(new RunSummary.Invariant(
                    name,
                    times,
                    violated
                            ? RunSummary.Result.BROKEN
                            : times == 0 ? RunSummary.Result.NEVER_CHECKED : RunSummary.Result.HELD,
                    violated && first != null ? first.message() : ""));
        }
        return results;
    }
}
