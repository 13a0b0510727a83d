package dev.darm.sim.run;

import dev.darm.sim.disk.Image;
import dev.darm.sim.disk.ModelledDisk;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.link.Disturbance;
import dev.darm.sim.link.LinkFault;
import dev.darm.sim.link.LinkSet;
import dev.darm.sim.link.Network;
import dev.darm.sim.report.RunSummary;
import dev.darm.sim.scenario.Fault;
import dev.darm.sim.scenario.FaultKind;
import dev.darm.sim.scenario.TimedFault;
import dev.darm.sim.trace.Kind;
import dev.darm.world.Unlikely;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Does to the machines and links of a run what its plan says, and takes it back when its time is over. */
final class Faulty {

    /** Bits a second of a link that a fault makes narrower, before it does. */
    private static final double NOMINAL_BITS = 1e8;

    private final RunningFleet fleet;
    private final Engine engine;
    private final Network network;
    private final Observations seen;
    private final Lies lies;
    private final Consumer<FaultKind> met;

    /** Who keeps a machine down: how many faults; it starts when the last is over. */
    private final TreeMap<String, Integer> down = new TreeMap<>();

    private final TreeMap<String, Integer> frozen = new TreeMap<>();

    private final TreeMap<String, Image> oldDisks = new TreeMap<>();

    Faulty(RunningFleet fleet, Network network, Observations seen, Lies lies, Consumer<FaultKind> met) {
        this.fleet = fleet;
        this.engine = fleet.engine();
        this.network = network;
        this.seen = seen;
        this.lies = lies;
        this.met = met;
    }

    void plan(List<TimedFault> faults) {
        for (TimedFault fault : faults) {
            if (fault.fault() instanceof Fault.OldDisk old)
                engine.at(fault.at().minus(old.age()).toNanos(), () -> old.nodes()
                        .forEach(name ->
                                oldDisks.put(name, fleet.node(name).disk().image())));
            engine.at(fault.at().toNanos(), () -> begin(fault));
        }
    }

    private void begin(TimedFault timed) {
        Fault fault = timed.fault();
        boolean ends = !fault.lasting().equals(Fault.ALWAYS) && !fault.lasting().isZero();
        engine.happened(null, Kind.FAULT, fault.text(), fault.kind().word(), 0);
        met.accept(fault.kind());
        seen.faults.add(new RunSummary.Fault(
                engine.now(),
                ends ? Long.valueOf(timed.end().toNanos()) : null,
                fault instanceof Fault.Chaos chaos
                        ? "chaos " + chaos.point().word()
                        : fault.kind().word(),
                String.join(", ", fault.machines())));
        Runnable undo = apply(fault);
        if (ends || fault.lasting().isZero() && undoesAtOnce(fault))
            engine.at(engine.now() + fault.lasting().toNanos(), undo);
    }

    private static boolean undoesAtOnce(Fault fault) {
        return fault instanceof Fault.Crash
                || fault instanceof Fault.Restart
                || fault instanceof Fault.PowerLoss
                || fault instanceof Fault.EmptyDisk
                || fault instanceof Fault.OldDisk
                || fault instanceof Fault.SwapDisks;
    }

    /** Begins a fault; returns what ends it. */
    private Runnable apply(Fault fault) {
        return switch (fault) {
            case Fault.Crash(var nodes, Duration lasting) -> outage(nodes, SimulatedNode::crash, node -> {});
            case Fault.PowerLoss(var nodes, Duration lasting) -> outage(nodes, SimulatedNode::crash, node -> {});
            case Fault.Restart(var nodes, Duration lasting) -> outage(nodes, SimulatedNode::stop, node -> {});
            case Fault.EmptyDisk(var nodes, Duration lasting) ->
                outage(nodes, SimulatedNode::crash, node -> node.disk().wipe());
            case Fault.OldDisk(var nodes, Duration age, Duration lasting) ->
                outage(nodes, SimulatedNode::crash, node -> Optional.ofNullable(oldDisks.get(node.name()))
                        .ifPresent(image -> node.disk().restore(image)));
            case Fault.SwapDisks(var nodes, Duration lasting) -> swap(nodes);
            case Fault.Upgrade(var nodes, int version, Duration downtime) -> {
                Runnable start = outage(nodes, SimulatedNode::stop, node -> node.speak(version));
                engine.at(engine.now() + downtime.toNanos(), start);
                yield () -> {};
            }
            case Fault.Freeze(var nodes, Duration lasting) -> freeze(nodes);
            case Fault.SlowCpu(var nodes, double factor, Duration lasting) ->
                each(nodes, node -> node.machine().slow(factor), node -> node.machine()
                        .slow(1));
            case Fault.SlowDisk(var nodes, double factor, Duration lasting) ->
                each(nodes, node -> node.disk().slow(factor), node -> node.disk()
                        .slow(1));
            case Fault.FullDisk(var nodes, long free, Duration lasting) ->
                each(nodes, node -> node.disk().full(free), node -> node.disk().full(Long.MAX_VALUE));
            case Fault.ReadErrors(var nodes, double share, Duration lasting) ->
                failing(nodes, ModelledDisk.Operation.READ, share);
            case Fault.WriteErrors(var nodes, double share, Duration lasting) ->
                failing(nodes, ModelledDisk.Operation.WRITE, share);
            case Fault.FailedSync(var nodes, int times) ->
                once(nodes, node -> node.disk().failNext(ModelledDisk.Operation.SYNC, 0, times));
            case Fault.BitRot(var nodes, int bytes) -> times(nodes, bytes, disk -> disk.bitRot());
            case Fault.MisdirectedWrite(var nodes, int times) -> times(nodes, times, ModelledDisk::misdirectNextWrite);
            case Fault.LostRename(var nodes, int times) -> times(nodes, times, ModelledDisk::loseNextRename);
            case Fault.ClockSkew(var nodes, Duration offset, Duration lasting) ->
                each(nodes, node -> node.time().jump(offset.toNanos()), node -> node.time()
                        .jump(-offset.toNanos()));
            case Fault.ClockDrift(var nodes, double ppm, Duration lasting) ->
                each(nodes, node -> node.time().drift(engine.now(), within(ppm)), node -> node.time()
                        .drift(engine.now(), 0));
            case Fault.ClockJump(var nodes, Duration by) ->
                once(nodes, node -> node.time().jump(by.toNanos()));
            case Fault.Byzantine byzantine -> lies.tell(byzantine);
            case Fault.StolenKey(var nodes, Duration lasting) -> lies.steal(nodes);
            case Fault.Chaos(var nodes, Unlikely point, double probability, Duration lasting) ->
                each(nodes, node -> node.chance(point, probability), node -> node.chance(point, 0));
            case Fault.Recover(var nodes) -> {
                recover(new LinkedHashSet<>(nodes));
                yield () -> {};
            }
            case Fault.Cut(var from, var to, boolean both, Duration lasting) ->
                disturb(new LinkFault.Cut(), directions(from, to, both));
            case Fault.Clog(var from, var to, boolean both, Duration lasting) ->
                disturb(new LinkFault.Clog(), directions(from, to, both));
            case Fault.Lossy(var from, var to, boolean both, double share, Duration lasting) ->
                disturb(new LinkFault.Lossy(share), directions(from, to, both));
            case Fault.Duplicate(var from, var to, boolean both, double share, Duration lasting) ->
                disturb(new LinkFault.Duplicate(share), directions(from, to, both));
            case Fault.Reorder(var from, var to, boolean both, double share, Duration within, Duration lasting) ->
                disturb(new LinkFault.Reorder(share, within.toNanos()), directions(from, to, both));
            case Fault.SlowLink slow -> slowLink(slow);
            case Fault.Isolate(var nodes, Fault.Direction direction, Duration lasting) -> isolate(nodes, direction);
            case Fault.Split(var groups, Duration lasting) -> disturb(new LinkFault.Cut(), LinkSet.across(groups));
            case Fault.Heal(var from, var to, boolean both) -> {
                heal(directions(from, to, both));
                yield () -> {};
            }
            case Fault.RollingRestart _, Fault.RollingUpgrade _, Fault.Swizzle _, Fault.Flap _ ->
                throw new IllegalStateException("a plan holds primitive faults only: " + fault.text());
        };
    }

    private static double within(double ppm) {
        return Math.clamp(ppm, -100_000, 100_000);
    }

    // ---- machines

    private Runnable each(List<String> names, Consumer<SimulatedNode> begin, Consumer<SimulatedNode> end) {
        once(names, begin);
        return () -> once(names, end);
    }

    private Runnable once(List<String> names, Consumer<SimulatedNode> act) {
        for (String name : names) act.accept(fleet.node(name));
        return () -> {};
    }

    private Runnable times(List<String> names, int times, Consumer<ModelledDisk> act) {
        return once(names, node -> {
            for (int i = 0; i < times; i++) act.accept(node.disk());
        });
    }

    private Runnable failing(List<String> names, ModelledDisk.Operation operation, double share) {
        return each(names, node -> node.disk().fail(operation, share), node -> node.disk()
                .fail(operation, 0));
    }

    /** Takes machines down; {@code meanwhile} is done to each before it starts again. */
    private Runnable outage(List<String> names, Consumer<SimulatedNode> stop, Consumer<SimulatedNode> meanwhile) {
        for (String name : names) {
            down.merge(name, 1, Integer::sum);
            stop.accept(fleet.node(name));
        }
        return () -> {
            for (String name : names) {
                SimulatedNode node = fleet.node(name);
                if (node.machine().alive() && !node.wanted()) node.crash();
                meanwhile.accept(node);
                if (down.merge(name, -1, Integer::sum) <= 0) node.start();
            }
        };
    }

    private Runnable swap(List<String> names) {
        if (names.size() != 2) throw new IllegalArgumentException("two machines swap their disks, not " + names);
        Runnable start = outage(names, SimulatedNode::crash, node -> {});
        return () -> {
            ModelledDisk.swap(
                    fleet.node(names.getFirst()).disk(),
                    fleet.node(names.getLast()).disk());
            start.run();
        };
    }

    private Runnable freeze(List<String> names) {
        for (String name : names)
            if (frozen.merge(name, 1, Integer::sum) == 1)
                fleet.node(name).machine().freeze();
        return () -> {
            for (String name : names)
                if (frozen.merge(name, -1, Integer::sum) <= 0)
                    fleet.node(name).machine().thaw();
        };
    }

    private void recover(Set<String> core) {
        for (String name : core) {
            SimulatedNode node = fleet.node(name);
            down.put(name, 0);
            frozen.put(name, 0);
            node.disk().lift();
            node.machine().slow(1);
            node.time().drift(engine.now(), 0);
            node.time().synchronise(engine.now());
            if (node.machine().frozen()) node.machine().thaw();
            lies.honest(name);
            node.calm();
            node.start();
        }
        heal(LinkSet.fromTo(core, core));
    }

    // ---- links

    private LinkSet directions(List<String> from, List<String> to, boolean both) {
        List<String> others = to.isEmpty()
                ? fleet.names().stream().filter(name -> !from.contains(name)).toList()
                : to;
        LinkSet there = LinkSet.fromTo(from, others);
        return both ? there.or(LinkSet.fromTo(others, from)) : there;
    }

    private Runnable isolate(List<String> names, Fault.Direction direction) {
        LinkSet all = (from, to) -> false;
        for (String name : names)
            all = all.or(
                    switch (direction) {
                        case BOTH -> LinkSet.touching(name);
                        case IN -> LinkSet.into(name);
                        case OUT -> LinkSet.outOf(name);
                    });
        return disturb(new LinkFault.Cut(), all);
    }

    private Runnable slowLink(Fault.SlowLink slow) {
        LinkSet where = directions(slow.from(), slow.to(), slow.bothWays());
        Runnable first =
                disturb(new LinkFault.Slow(slow.extra().toNanos(), slow.jitter().toNanos()), where);
        if (slow.narrower() <= 1) return first;
        Runnable second = disturb(new LinkFault.Throttle(NOMINAL_BITS / slow.narrower()), where);
        return () -> {
            first.run();
            second.run();
        };
    }

    private Runnable disturb(LinkFault fault, LinkSet where) {
        Disturbance disturbance = network.disturb(engine.now(), fault, where);
        return () -> network.lift(engine.now(), disturbance);
    }

    /** Lifts what disturbs {@code healed}; a disturbance that reaches further goes on where it does. */
    private void heal(LinkSet healed) {
        List<String> names = fleet.names();
        for (Disturbance one : List.copyOf(network.disturbances())) {
            LinkSet where = one.where();
            boolean touches = names.stream().anyMatch(from -> names.stream()
                    .anyMatch(to -> healed.contains(from, to) && where.contains(from, to)));
            if (!touches) continue;
            network.lift(engine.now(), one);
            LinkSet rest = (from, to) -> where.contains(from, to) && !healed.contains(from, to);
            boolean left = names.stream().anyMatch(from -> names.stream().anyMatch(to -> rest.contains(from, to)));
            if (left) network.disturb(engine.now(), one.fault(), rest);
        }
    }
}
