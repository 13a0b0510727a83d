package dev.darm.sim.scenario;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes a plan that violates an invariant small: it runs smaller and smaller plans and keeps each that violates the same
 * invariant (delta debugging: Zeller and Hildebrandt, Simplifying and isolating failure-inducing input, TSE 2002).
 *
 * <p>First the end of the run goes, then faults, the liveness phase, work, then machines and time of the faults that are
 * left. All that is tried again until nothing can go. With enough runs the result is 1-minimal: without any one of its
 * faults or pieces of work it violates no longer.
 */
public final class Shrinker {

    /** Runs plans: the simulator, or a test's oracle. */
    public interface Runs {
        /** The first invariant that the run violates. The same plan always gives the same answer. */
        Optional<Violation> run(Plan plan);
    }

    /** Hears of each run. */
    public interface Progress {
        /**
         * @param runs so far
         * @param most that there will be
         * @param best the smallest plan so far that violates
         */
        void at(int runs, int most, Plan best);
    }

    /**
     * A small plan.
     *
     * @param plan violates the same invariant
     * @param violation what it violates
     * @param runs that it took
     * @param minimal whether nothing more can go; false when the runs were used up
     */
    public record Result(Plan plan, Violation violation, int runs, boolean minimal) {}

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final Runs runs;
    private final int most;
    private final Progress progress;
    private final Map<Plan, Optional<Violation>> known = new LinkedHashMap<>();
    private Plan best;
    private Violation violation;
    private int count;
    private boolean exhausted;

    private Shrinker(Plan failing, Violation violation, Runs runs, int most, Progress progress) {
        this.best = failing;
        this.violation = violation;
        this.runs = runs;
        this.most = most;
        this.progress = progress;
        this.count = 1;
        known.put(failing, Optional.of(violation));
    }

    /**
     * Shrinks {@code failing}.
     *
     * @param most runs to spend, at least 1
     * @return empty when {@code failing} violates nothing
     */
    public static Optional<Result> shrink(Plan failing, Runs runs, int most, Progress progress) {
        if (most < 1) throw new IllegalArgumentException("most: at least 1, found " + most);
        return runs.run(failing).map(violation -> new Shrinker(failing, violation, runs, most, progress).shrink());
    }

    private Result shrink() {
        Plan before;
        do {
            before = best;
            end();
            lessFaults();
            accept(best.withLiveness(Optional.empty()));
            less(best.work(), best::withWork);
            each(Shrinker::fewerMachines);
            each(Shrinker::shorter);
        } while (!best.equals(before) && !exhausted);
        return new Result(best, violation, count, !exhausted);
    }

    /** Nothing after the violation can have caused it. */
    private void end() {
        Duration seen = violation.at().plus(SHORTEST);
        if (seen.compareTo(best.duration()) < 0) accept(best.withDuration(seen));
    }

    /** What heals the core belongs to the liveness phase: without it the phase would ask what no code can do. */
    private void lessFaults() {
        if (best.liveness().isEmpty()) {
            less(best.faults(), best::withFaults);
            return;
        }
        List<TimedFault> healing = best.faults().stream()
                .filter(fault -> fault.fault().kind().mends())
                .toList();
        List<TimedFault> others = new ArrayList<>(best.faults());
        others.removeAll(healing);
        less(others, rest -> {
            List<TimedFault> both = new ArrayList<>(rest);
            both.addAll(healing);
            return best.withFaults(both);
        });
    }

    /** Zeller's ddmin: drops ever smaller parts of {@code items} as long as the rest still violates. */
    private <T> void less(List<T> items, Function<List<T>, Plan> plan) {
        if (items.isEmpty()) return;
        if (accept(plan.apply(List.of()))) return;
        List<T> left = items;
        int parts = 2;
        while (left.size() >= 2 && !exhausted) {
            Optional<List<T>> smaller = without(left, parts, rest -> accept(plan.apply(rest)));
            if (smaller.isPresent()) {
                left = smaller.get();
                parts = Math.max(2, parts - 1);
            } else if (parts >= left.size()) {
                return;
            } else {
                parts = Math.min(left.size(), 2 * parts);
            }
        }
    }

    private static <T> Optional<List<T>> without(List<T> items, int parts, Predicate<List<T>> violates) {
        int n = items.size();
        for (int part = 0; part < parts; part++) {
            int from = (int) ((long) n * part / parts);
            int to = (int) ((long) n * (part + 1) / parts);
            List<T> rest = new ArrayList<>(items.subList(0, from));
            rest.addAll(items.subList(to, n));
            if (violates.test(rest)) return Optional.of(rest);
        }
        return Optional.empty();
    }

    /** Tries smaller forms of each fault, over and over while one is taken. */
    private void each(Function<TimedFault, List<TimedFault>> smaller) {
        for (int i = 0; i < best.faults().size(); i++) {
            int index = i;
            while (smaller.apply(best.faults().get(i)).stream().anyMatch(fault -> accept(replaced(index, fault)))) {
                if (exhausted) return;
            }
        }
    }

    private Plan replaced(int index, TimedFault fault) {
        List<TimedFault> faults = new ArrayList<>(best.faults());
        faults.set(index, fault);
        return best.withFaults(faults);
    }

    private static List<TimedFault> fewerMachines(TimedFault fault) {
        List<TimedFault> smaller = new ArrayList<>();
        if (fault.fault().kind().mends() || fault.fault().kind() == FaultKind.SWAP_DISKS) return smaller;
        RecordComponent[] components = fault.fault().getClass().getRecordComponents();
        List<Object> values = FaultForm.values(fault.fault());
        for (String name : List.of("nodes", "from", "to")) {
            int at = Arrays.stream(components)
                    .map(RecordComponent::getName)
                    .toList()
                    .indexOf(name);
            if (at < 0 || !(values.get(at) instanceof List<?> machines) || machines.size() < 2) continue;
            for (int i = 0; i < machines.size(); i++) {
                List<Object> rest = new ArrayList<>(machines);
                rest.remove(i);
                smaller.add(fault.with(FaultForm.with(fault.fault(), name, List.copyOf(rest))));
            }
        }
        return smaller;
    }

    private static List<TimedFault> shorter(TimedFault fault) {
        Duration lasting = fault.fault().lasting();
        if (lasting.equals(Fault.ALWAYS) || lasting.compareTo(SHORTEST.multipliedBy(2)) < 0) return List.of();
        Duration half = Duration.ofMillis(lasting.toMillis() / 2);
        return List.of(fault.with(fault.fault().lasting(half)));
    }

    /** Whether {@code plan} violates the same invariant; then it is the best so far. */
    private boolean accept(Plan plan) {
        if (plan.equals(best)) return false;
        Optional<Violation> seen = run(plan).filter(found -> found.invariant().equals(violation.invariant()));
        if (seen.isEmpty()) return false;
        best = plan;
        violation = seen.get();
        return true;
    }

    private Optional<Violation> run(Plan plan) {
        Optional<Violation> before = known.get(plan);
        if (before != null) return before;
        if (count >= most) {
            exhausted = true;
            return Optional.empty();
        }
        count++;
        Optional<Violation> seen = runs.run(plan);
        known.put(plan, seen);
        progress.at(count, most, best);
        return seen;
    }
}
