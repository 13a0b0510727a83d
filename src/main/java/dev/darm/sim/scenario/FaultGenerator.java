package dev.darm.sim.scenario;

import dev.darm.sim.Seeds;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Draws faults by the rates of a scenario. Each kind draws from a seed of its own. A fault that would break the budget moves
 * to a machine that the budget bears, or does not happen; a scenario that is over budget by intent goes beyond it for
 * certain.
 */
final class FaultGenerator {

    private static final double HOUR = 3600;
    private static final double SEVERAL = 0.2;
    private static final double ONE_WAY = 0.4;

    private final Scenario scenario;
    private final Generator generator;
    private final FaultBudget budget;
    private final Seeds seeds;
    private final List<TimedFault> drawn = new ArrayList<>();
    private final Set<String> damaged = new TreeSet<>();

    private FaultGenerator(Scenario scenario, List<TimedFault> named, Seeds seeds) {
        this.scenario = scenario;
        this.generator = scenario.generator();
        this.budget = new FaultBudget(scenario.nodes());
        this.seeds = seeds;
        named.forEach(budget::add);
        for (TimedFault fault : named)
            if (LivenessPhase.damages(fault.fault()))
                damaged.addAll(fault.fault().machines());
    }

    /** Primitive faults besides {@code named}, by time. */
    static List<TimedFault> draw(Scenario scenario, List<TimedFault> named, Seeds seeds) {
        FaultGenerator run = new FaultGenerator(scenario, named, seeds);
        List<TimedFault> candidates = new ArrayList<>();
        for (Map.Entry<FaultKind, Generator.Rate> rate : run.generator.rates().entrySet())
            candidates.addAll(run.candidates(rate.getKey(), rate.getValue()));
        candidates.sort(Comparator.comparing(TimedFault::at));
        for (int i = 0; i < candidates.size(); i++)
            run.settle(candidates.get(i), seeds.of("expand").of(i));
        if (scenario.overBudget()) run.exceed();
        return run.drawn;
    }

    private List<TimedFault> candidates(FaultKind kind, Generator.Rate rate) {
        Seeds own = seeds.of(kind.word());
        List<TimedFault> candidates = new ArrayList<>();
        if (own.of("off").generator().nextDouble() < generator.off()) return candidates;
        RandomGenerator random = own.generator();
        Duration at = generator.from();
        while (true) {
            at = at.plus(Durations.ofSeconds(-HOUR / rate.perHour() * StrictMath.log(1 - random.nextDouble())));
            if (at.compareTo(end()) >= 0) return candidates;
            candidates.add(new TimedFault(at, one(kind, rate, at, random)));
        }
    }

    private Duration end() {
        return scenario.duration().minus(generator.quiet());
    }

    private Fault one(FaultKind kind, Generator.Rate rate, Duration at, RandomGenerator random) {
        List<String> first = machines(kind, rate.among(), random);
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : kind.type().getRecordComponents()) {
            List<Object> fixed = rate.fixed().getOrDefault(component.getName(), List.of());
            values.add(
                    fixed.isEmpty()
                            ? drawn(component, rate, first, at, random)
                            : fixed.get(random.nextInt(fixed.size())));
        }
        return FaultForm.make(kind, values);
    }

    private Object drawn(
            RecordComponent component, Generator.Rate rate, List<String> first, Duration at, RandomGenerator random) {
        return switch (component.getName()) {
            case "nodes", "from" -> first;
            // A file that names one side only means all others by it.
            case "to" -> rate.fixed().containsKey("from") ? List.of() : others(first, random);
            case "groups" -> List.of(first);
            case "bothWays" -> random.nextDouble() >= ONE_WAY;
            case "lasting" -> lasting(rate.lasting().draw(random), at);
            default -> parameter(component, random);
        };
    }

    /** Without a liveness phase, the quiet time is quiet; with one, what lasts into it is sorted out there. */
    private Duration lasting(Duration drawn, Duration at) {
        return generator.liveness() ? drawn : Durations.min(drawn, end().minus(at));
    }

    private static Object parameter(RecordComponent component, RandomGenerator random) {
        Class<?> type = component.getType();
        if (type == List.class) return List.of();
        if (type.isEnum()) return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
        Range range = Objects.requireNonNull(component.getAnnotation(Range.class), component.toString());
        return FaultForm.number(type, Durations.draw(random, range.from(), range.to()));
    }

    private List<String> machines(FaultKind kind, List<String> among, RandomGenerator random) {
        int count =
                switch (kind) {
                    case ROLLING_RESTART, ROLLING_UPGRADE, SWIZZLE -> among.size();
                    case SWAP_DISKS -> 2;
                    case EMPTY_DISK, OLD_DISK, BYZANTINE, STOLEN_KEY, BIT_ROT, MISDIRECTED_WRITE, LOST_RENAME -> 1;
                    case POWER_LOSS -> Math.min(among.size(), 2 + random.nextInt(among.size()));
                    case SPLIT ->
                        1 + random.nextInt(Math.max(1, scenario.nodes().size() - 1));
                    default -> random.nextDouble() < SEVERAL ? 1 + random.nextInt(among.size()) : 1;
                };
        // Links and splits need somebody on their other side.
        int most = kind.needsOthers() ? scenario.nodes().size() - 1 : among.size();
        return ordered(Compound.shuffled(among, random).subList(0, Math.min(Math.min(count, most), among.size())));
    }

    /** One other machine, some of them, or (empty) all. */
    private List<String> others(List<String> first, RandomGenerator random) {
        List<String> rest =
                scenario.names().stream().filter(name -> !first.contains(name)).toList();
        int shape = random.nextInt(3);
        if (shape == 0 || rest.isEmpty()) return List.of();
        int count = shape == 1 ? 1 : 1 + random.nextInt(rest.size());
        return ordered(Compound.shuffled(rest, random).subList(0, count));
    }

    private List<String> ordered(List<String> names) {
        return scenario.names().stream().filter(names::contains).toList();
    }

    private void settle(TimedFault candidate, Seeds own) {
        if (scenario.overBudget()) {
            budget.add(candidate);
            drawn.addAll(Compound.expand(candidate, scenario.duration(), own));
            return;
        }
        within(candidate, own).ifPresent(fault -> drawn.addAll(Compound.expand(fault, scenario.duration(), own)));
    }

    /** The fault where the budget bears it and a core is left to heal. */
    private Optional<TimedFault> within(TimedFault candidate, Seeds own) {
        if (bears(candidate)) return Optional.of(candidate);
        Generator.Rate rate =
                Objects.requireNonNull(generator.rates().get(candidate.fault().kind()));
        List<String> order = Compound.shuffled(rate.among(), own.of("elsewhere").generator());
        int size = candidate.fault().machines().size();
        for (int i = 0; i + size <= order.size(); i++) {
            TimedFault moved =
                    candidate.with(FaultForm.with(candidate.fault(), "nodes", ordered(order.subList(i, i + size))));
            if (bears(moved)) return Optional.of(moved);
        }
        return Optional.empty();
    }

    private boolean bears(TimedFault candidate) {
        boolean damages = LivenessPhase.damages(candidate.fault());
        if (!damages && !budget.counts(candidate.fault())) return true;
        Set<String> then = new TreeSet<>(damaged);
        if (damages) then.addAll(candidate.fault().machines());
        if (!budget.admit(candidate)) return false;
        if (generator.liveness() && !LivenessPhase.possible(scenario, budget, then, end())) {
            budget.remove(candidate);
            return false;
        }
        damaged.addAll(then);
        return true;
    }

    /** Makes liars of more validators than the protocol bears, when chance did not. */
    private void exceed() {
        if (budget.over().isPresent()) return;
        List<String> liars = new ArrayList<>();
        List<String> order =
                Compound.shuffled(scenario.names(), seeds.of("over-budget").generator());
        for (NodePlan node :
                order.stream().map(scenario::node).filter(NodePlan::validator).toList()) {
            if (budget.over().isPresent()) break;
            liars.add(node.name());
            budget.add(lie(List.of(node.name())));
        }
        drawn.add(lie(ordered(liars)));
    }

    private TimedFault lie(List<String> liars) {
        return new TimedFault(
                generator.from(),
                new Fault.Byzantine(
                        liars, Fault.Conduct.EQUIVOCATE, List.of(), 1, Duration.ofSeconds(2), Fault.ALWAYS));
    }
}
