package dev.darm.sim;

import akka.actor.typed.ActorSystem;
import dev.darm.sim.disk.ModelledDisk;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.engine.SimulationFailed;
import dev.darm.sim.link.LinkFault;
import dev.darm.sim.link.LinkProfile;
import dev.darm.sim.link.LinkSet;
import dev.darm.sim.link.Network;
import dev.darm.sim.link.StreamRules;
import dev.darm.sim.net.Fabric;
import dev.darm.sim.net.LinkWire;
import dev.darm.sim.run.DiskTime;
import dev.darm.sim.trace.Kind;
import dev.darm.sim.trace.RunSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A cluster of actor systems in one JVM and in virtual time; a run of it is the same, event by event, whenever its plan and
 * seed are. The thread that starts it drives it: time passes only while {@link #run} or {@link #runUntil} does.
 */
public final class SimulatedCluster implements AutoCloseable {

    private static final long SECOND = 1_000_000_000L;

    /** How often a condition is looked at. */
    private static final long LOOK = 10_000_000L;

    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    private static final String SITE = "site";

    private final ClusterPlan plan;
    private final Engine engine;
    private final Network network;
    private final Map<String, ClusterNode> nodes = new LinkedHashMap<>();
    private final Map<String, Predicate<SimulatedCluster>> checks;
    private final PriorityQueue<Happening> happenings =
            new PriorityQueue<>(Comparator.comparingLong(Happening::at).thenComparingLong(Happening::number));
    private final List<String> lost = new ArrayList<>();
    private long planned;
    private long lookedAt;

    /** What the test does, by the thread that drives the run: it may ask nodes. Again {@code every} so many nanoseconds. */
    private record Happening(long at, long number, long every, Consumer<SimulatedCluster> what) {}

    /** A cluster to be simulated; see {@link ClusterPlan}. */
    public static ClusterPlan named(String name) {
        return new ClusterPlan(name);
    }

    SimulatedCluster(ClusterPlan plan) {
        this.plan = plan;
        this.checks = new LinkedHashMap<>(plan.checks);
        Engine.Options options = new Engine.Options(plan.seeds, plan.order, 1, plan.longestStep);
        this.engine = new Engine(options, new Recording(plan.recorder));
        LinkWire wire = new LinkWire(engine, plan.seeds.of("links"), StreamRules.LINUX);
        this.network = wire.network();
        Fabric fabric = new Fabric(engine, wire);
        network.site(SITE, LinkProfile.IDEAL);
        ClusterSettings settings = new ClusterSettings(plan.config);
        List<String> names = List.copyOf(plan.nodes.keySet());
        plan.nodes.forEach((name, root) -> {
            Machine machine = engine.machine(name, plan.costs);
            plan.recorder.name(machine.index(), name);
            network.machine(name, SITE, plan.uplinks.getOrDefault(name, plan.uplink));
            nodes.put(
                    name,
                    new ClusterNode(
                            machine, disk(machine), fabric, root, plan.name, settings.of(name, plan.name, names)));
        });
        if (plan.noDeadLetters) nodes.values().forEach(node -> node.lost(lost::add));
        for (String name : plan.uplinks.keySet()) node(name);
        for (ClusterPlan.Pair pair : plan.links) network.override(pair.from(), pair.to(), pair.profile());
        for (ClusterPlan.Happening one : plan.happenings)
            plan(one.at().toNanos(), one.every().toNanos(), one.what());
        for (ClusterNode node : nodes.values()) node.start();
        for (ClusterNode node : nodes.values()) begun(node);
    }

    /** Lets the first step of a node run, which makes its actor system. */
    private void begun(ClusterNode node) {
        if (!engine.runUntil(node::running, engine.now() + LONGEST_START.toNanos()))
            throw new SimulationFailed(node + " did not start within " + LONGEST_START + " of virtual time");
    }

    private ModelledDisk disk(Machine machine) {
        return new ModelledDisk(
                machine.name(),
                plan.disk,
                plan.seeds.of("disk").of(machine.name()),
                new DiskTime(engine),
                (now, operation, path, offset, bytes) ->
                        engine.happened(machine, Kind.DISK, path, operation, (int) Math.min(bytes, Integer.MAX_VALUE)));
    }

    private void plan(long at, long every, Consumer<SimulatedCluster> what) {
        happenings.add(new Happening(at, planned++, every, what));
    }

    // ---- time

    /**
     * Lets virtual time pass.
     *
     * @throws CheckFailed when a check does not hold
     * @throws dev.darm.sim.engine.SimulationFailed when something left the world, or a step took too long
     */
    public SimulatedCluster run(Duration time) {
        runUntil(() -> false, time);
        return this;
    }

    /**
     * Lets virtual time pass until {@code enough} holds, which is looked at every 10 ms, or {@code atMost} is over.
     *
     * @return whether it holds
     */
    public boolean runUntil(BooleanSupplier enough, Duration atMost) {
        long end = engine.now() + atMost.toNanos();
        while (!enough.getAsBoolean()) {
            if (engine.now() >= end) return false;
            Happening next = happenings.peek();
            long due = next == null ? Long.MAX_VALUE : next.at();
            if (next == null || due > engine.now()) {
                long now = engine.now();
                engine.runUntil(Math.min(Math.min(end, due), now - now % LOOK + LOOK));
                lookOncePerSecond();
            } else {
                happenings.remove();
                next.what().accept(this);
                if (next.every() > 0) plan(due + next.every(), next.every(), next.what());
            }
        }
        return true;
    }

    private void lookOncePerSecond() {
        long second = engine.now() / SECOND;
        if (second > lookedAt) {
            lookedAt = second;
            look();
        }
    }

    /** Lets virtual time pass until {@code stage} is complete, and returns what it gave. */
    public <T> T await(CompletionStage<T> stage, Duration atMost) {
        var future = stage.toCompletableFuture();
        if (!runUntil(future::isDone, atMost))
            throw new AssertionError("not complete after " + atMost + " of virtual time (seed " + seed() + ")");
        return future.join();
    }

    private void look() {
        if (!lost.isEmpty()) throw failed("no dead letters", lost.getFirst());
        checks.forEach((check, holds) -> {
            if (!holds.test(this)) throw failed(check, "");
        });
    }

    private CheckFailed failed(String check, String detail) {
        engine.happened(null, Kind.CHECK, check, "violated", 0);
        return new CheckFailed(check, detail, now(), seed(), traceHash());
    }

    /** Virtual time since the start. */
    public Duration now() {
        return Duration.ofNanos(engine.now());
    }

    /** Does {@code what} after {@code delay}, between steps, by the thread that drives the run. */
    public void in(Duration delay, Runnable what) {
        plan(engine.now() + delay.toNanos(), 0, cluster -> what.run());
    }

    /** As {@link ClusterPlan#check}, from now on. */
    public void check(String check, Predicate<SimulatedCluster> holds) {
        if (checks.put(check, holds) != null) throw new IllegalArgumentException("two checks '" + check + "'");
    }

    // ---- nodes

    public ClusterNode node(String name) {
        ClusterNode node = nodes.get(name);
        if (node == null)
            throw new IllegalArgumentException("no node " + name + ": there are " + String.join(", ", nodes.keySet()));
        return node;
    }

    /** All nodes, in the order of the plan. */
    public List<ClusterNode> nodes() {
        return new ArrayList<>(nodes.values());
    }

    /** Does {@code work} as a step of a node, now, and returns what it gave: ask, tell, spawn, read. */
    public <T> T onNode(String name, Function<ActorSystem<?>, T> work) {
        ClusterNode node = node(name);
        Callable<T> step = () -> work.apply(node.system());
        return engine.on(node.machine(), step);
    }

    /** How many members a node sees that are up; 0 while it is none itself. */
    public int members(String name) {
        return node(name).members();
    }

    /** Lets virtual time pass until every node that runs sees {@code count} members that are up. */
    public SimulatedCluster awaitMembers(int count, Duration atMost) {
        BooleanSupplier agreed = () ->
                nodes.values().stream().filter(ClusterNode::running).allMatch(node -> members(node.name()) == count);
        if (runUntil(agreed, atMost)) return this;
        List<String> seen = new ArrayList<>();
        for (String name : nodes.keySet()) seen.add(name + " sees " + members(name));
        throw new AssertionError(
                "not " + count + " members after " + atMost + " of virtual time: " + seen + " (seed " + seed() + ")");
    }

    // ---- faults

    /** Cuts a node's power: what it did not sync may be lost. */
    public void crash(String name) {
        fault("crash", name);
        node(name).crash(engine.now());
    }

    /** Switches a node on that is down, with the disk that it had. */
    public void restart(String name) {
        node(name).start();
        begun(node(name));
    }

    /** Ends a node's actor system in good order: it leaves the cluster. */
    public void stop(String name) {
        ClusterNode node = node(name);
        node.machine().submit(node.incarnation(), () -> node.system().terminate());
    }

    /** Stops a node where it is, as a long garbage collection does, until {@link #thaw}. */
    public void freeze(String name) {
        fault("freeze", name);
        node(name).machine().freeze();
    }

    public void thaw(String name) {
        node(name).machine().thaw();
    }

    /** Makes what a node computes take {@code factor} times as long. */
    public void slow(String name, double factor) {
        fault("slow", name);
        node(name).machine().slow(factor);
    }

    /** Cuts both directions between two nodes. */
    public void cut(String one, String other) {
        node(one);
        disturb(new LinkFault.Cut(), LinkSet.between(node(other).name(), one));
    }

    /** Cuts a node off from all others. */
    public void isolate(String name) {
        disturb(new LinkFault.Cut(), LinkSet.touching(node(name).name()));
    }

    /** Cuts everything between these groups; nodes in none of them are one more. */
    @SafeVarargs
    public final void split(Collection<String>... groups) {
        for (Collection<String> group : groups) group.forEach(this::node);
        disturb(new LinkFault.Cut(), LinkSet.across(List.of(groups)));
    }

    /** Any fault of links. */
    public void disturb(LinkFault fault, LinkSet where) {
        fault(fault.toString(), "links");
        network.disturb(engine.now(), fault, where);
    }

    /** Ends all faults of links. */
    public void heal() {
        fault("heal", "links");
        network.heal(engine.now());
    }

    private void fault(String what, String whom) {
        engine.happened(null, Kind.FAULT, whom, what, 0);
    }

    // ---- the run

    public long seed() {
        return plan.seeds.seed();
    }

    /** The run's seeds, from which a test takes what it leaves to chance: {@code seeds().of("orders").generator()}. */
    public Seeds seeds() {
        return plan.seeds.of("test");
    }

    /** Steps so far. */
    public long steps() {
        return engine.steps();
    }

    /** The hash of all that has happened so far: equal hashes, equal runs. */
    public long traceHash() {
        return plan.recorder.hash();
    }

    /** Hashes by node, checkpoints and the last events. */
    public RunSnapshot snapshot() {
        return plan.recorder.snapshot();
    }

    /** Ends the run and gives back what it took of the JVM; nothing is stopped in good order. */
    @Override
    public void close() {
        engine.close();
    }
}
