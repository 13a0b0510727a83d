package dev.darm.sim.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The voting power that is Byzantine, amnesiac, rolled back or robbed of its key, held against f = ⌊(N − 1) / 3⌋ at every
 * moment. Damage {@link Weight#FOR_GOOD} counts from its beginning to the end of the run; other damage while it lasts. A
 * validator counts once, however much befalls it. Faults of other machines do not count.
 */
public final class FaultBudget {

    /** The invariant that a plan breaks when it goes beyond the budget. */
    public static final String INVARIANT = "fault-budget";

    private final TreeMap<String, Long> power = new TreeMap<>();
    private final List<TimedFault> counted = new ArrayList<>();
    private final long total;

    public FaultBudget(Collection<NodePlan> nodes) {
        for (NodePlan node : nodes) if (node.validator()) power.put(node.name(), node.votingPower());
        this.total = power.values().stream().mapToLong(Long::longValue).sum();
    }

    /** f = ⌊(N − 1) / 3⌋ for the total voting power N; 0 without validators. */
    public long limit() {
        return total == 0 ? 0 : (total - 1) / 3;
    }

    /** N. */
    public long total() {
        return total;
    }

    /** Whether the fault counts at all. */
    public boolean counts(Fault fault) {
        return fault.weight() != Weight.NONE && fault.machines().stream().anyMatch(power::containsKey);
    }

    /** Adds {@code fault} when the budget bears it, and says whether it did. Faults that do not count always fit. */
    public boolean admit(TimedFault fault) {
        if (!counts(fault.fault())) return true;
        counted.add(fault);
        if (over().isEmpty()) return true;
        counted.removeLast();
        return false;
    }

    /** Adds {@code fault}, within the budget or not. */
    public void add(TimedFault fault) {
        if (counts(fault.fault())) counted.add(fault);
    }

    /** Takes back the last {@link #admit} or {@link #add} of {@code fault}. */
    void remove(TimedFault fault) {
        int last = counted.lastIndexOf(fault);
        if (last >= 0) counted.remove(last);
    }

    /** Validators that count at {@code time}, sorted by name. */
    public List<String> countedAt(Duration time) {
        TreeSet<String> names = new TreeSet<>();
        for (TimedFault fault : counted) {
            if (fault.at().compareTo(time) > 0 || endOf(fault).compareTo(time) <= 0) continue;
            fault.fault().machines().stream().filter(power::containsKey).forEach(names::add);
        }
        return List.copyOf(names);
    }

    /** Their voting power. */
    public long powerAt(Duration time) {
        return power(countedAt(time));
    }

    /** The first moment beyond the budget, with who counts then. */
    public Optional<Violation> over() {
        TreeSet<Duration> beginnings = new TreeSet<>();
        for (TimedFault fault : counted) beginnings.add(fault.at());
        for (Duration at : beginnings) {
            List<String> names = countedAt(at);
            if (power(names) > limit())
                return Optional.of(new Violation(
                        INVARIANT,
                        at,
                        "validators %s are Byzantine, amnesiac, rolled back or robbed of their keys at %s: power %d of %d, and f = %d"
                                .formatted(names, Durations.text(at), power(names), total, limit())));
        }
        return Optional.empty();
    }

    /** The check of a whole plan, for the report of a run: a plan beyond the budget is a violation by itself. */
    public static Optional<Violation> check(Collection<NodePlan> nodes, Plan plan) {
        FaultBudget budget = new FaultBudget(nodes);
        plan.faults().forEach(budget::add);
        return budget.over();
    }

    private long power(List<String> names) {
        long sum = 0;
        for (Map.Entry<String, Long> entry : power.entrySet())
            if (names.contains(entry.getKey())) sum += entry.getValue();
        return sum;
    }

    private static Duration endOf(TimedFault fault) {
        return fault.fault().weight() == Weight.FOR_GOOD ? Fault.ALWAYS : fault.end();
    }
}
