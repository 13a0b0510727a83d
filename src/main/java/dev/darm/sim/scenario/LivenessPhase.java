package dev.darm.sim.scenario;

import dev.darm.node.NodeSettings;
import dev.darm.sim.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Adds the liveness phase to a plan (after the liveness mode of TigerBeetle's simulator). */
final class LivenessPhase {

    private LivenessPhase() {}

    /**
     * The plan with the phase, or as it is when no quorum is left that could make progress: too many validators lied, forgot,
     * or have disks whose damage only a person can mend.
     */
    static Plan add(Scenario scenario, Plan plan, Seeds seeds) {
        Duration at = scenario.duration().minus(scenario.generator().quiet());
        Optional<List<String>> core = core(scenario, plan, at, seeds);
        if (core.isEmpty()) return plan;
        List<TimedFault> faults = new ArrayList<>();
        for (TimedFault fault : plan.faults()) {
            if (fault.at().compareTo(at) < 0) faults.add(settled(fault, core.get(), at));
        }
        faults.add(new TimedFault(at, new Fault.Recover(core.get())));
        return plan.withFaults(faults).withLiveness(Optional.of(new Liveness(at, core.get())));
    }

    /** Power that a quorum needs: more than two thirds of all. */
    static long quorum(long total) {
        return total * 2 / 3 + 1;
    }

    private static Optional<List<String>> core(Scenario scenario, Plan plan, Duration at, Seeds seeds) {
        FaultBudget budget = new FaultBudget(scenario.nodes());
        plan.faults().forEach(budget::add);
        Set<String> unfit = new TreeSet<>(budget.countedAt(at));
        unfit.addAll(damaged(plan));
        List<NodePlan> order = Compound.shuffled(scenario.names(), seeds.generator()).stream()
                .filter(name -> !unfit.contains(name))
                .map(scenario::node)
                .toList();
        Set<String> core = new LinkedHashSet<>();
        long power = 0;
        long needed = needed(budget);
        for (NodePlan node : order) {
            if (power >= needed || !node.validator()) continue;
            core.add(node.name());
            power += node.votingPower();
        }
        // Somebody must host agents, and a cluster takes orders from a majority of its machines only.
        if (core.stream().map(scenario::node).noneMatch(LivenessPhase::hosts))
            order.stream().filter(LivenessPhase::hosts).findFirst().ifPresent(node -> core.add(node.name()));
        for (NodePlan node : order) if (core.size() <= scenario.nodes().size() / 2) core.add(node.name());
        if (power < needed || core.size() <= scenario.nodes().size() / 2) return Optional.empty();
        return Optional.of(scenario.names().stream().filter(core::contains).toList());
    }

    private static boolean hosts(NodePlan node) {
        return node.roles().contains(NodeSettings.Role.EDGE);
    }

    /** Whether the validators and machines that are fit for a core still suffice for one. */
    static boolean possible(Scenario scenario, FaultBudget budget, Set<String> damaged, Duration at) {
        Set<String> unfit = new TreeSet<>(damaged);
        unfit.addAll(budget.countedAt(at));
        long power = 0;
        long machines = 0;
        for (NodePlan node : scenario.nodes()) {
            if (unfit.contains(node.name())) continue;
            power += node.votingPower();
            machines++;
        }
        return power >= needed(budget) && machines > scenario.nodes().size() / 2;
    }

    private static long needed(FaultBudget budget) {
        return budget.total() == 0 ? 0 : quorum(budget.total());
    }

    /** Whether only a person can mend what it does, because a node refuses a damaged log. */
    static boolean damages(Fault fault) {
        return switch (fault.kind()) {
            case BIT_ROT, MISDIRECTED_WRITE, LOST_RENAME -> true;
            default -> false;
        };
    }

    private static Set<String> damaged(Plan plan) {
        Set<String> damaged = new TreeSet<>();
        for (TimedFault fault : plan.faults())
            if (damages(fault.fault())) damaged.addAll(fault.fault().machines());
        return damaged;
    }

    /** What lasts at {@code at}: over by then within the core, for good elsewhere. */
    private static TimedFault settled(TimedFault fault, List<String> core, Duration at) {
        if (!fault.activeAt(at)) return fault;
        return fault.with(fault.fault().lasting(within(fault.fault(), core) ? at.minus(fault.at()) : Fault.ALWAYS));
    }

    private static boolean within(Fault fault, List<String> core) {
        boolean bounded =
                switch (fault) {
                    case Fault.OnLinks links -> !links.to().isEmpty();
                    case Fault.Isolate isolate -> false;
                    case Fault.Split split -> false;
                    case Fault.OnNodes nodes -> true;
                };
        return bounded && core.containsAll(fault.machines());
    }
}
