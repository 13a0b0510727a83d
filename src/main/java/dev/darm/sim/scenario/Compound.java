package dev.darm.sim.scenario;

import dev.darm.sim.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Compound faults as the primitive ones that they are made of. */
final class Compound {

    private Compound() {}

    /**
     * The primitive faults of {@code fault}, which is left as it is when it is primitive itself.
     *
     * @param runEnd when a link that flaps for good stops to
     */
    static List<TimedFault> expand(TimedFault fault, Duration runEnd, Seeds seeds) {
        RandomGenerator random = seeds.generator();
        return switch (fault.fault()) {
            case Fault.RollingRestart rolling -> {
                List<TimedFault> steps = new ArrayList<>();
                Duration at = fault.at();
                for (String node : shuffled(rolling.nodes(), random)) {
                    steps.add(new TimedFault(at, new Fault.Restart(List.of(node), rolling.downtime())));
                    at = at.plus(rolling.downtime()).plus(rolling.pause());
                }
                yield steps;
            }
            case Fault.RollingUpgrade rolling -> {
                List<TimedFault> steps = new ArrayList<>();
                Duration at = fault.at();
                for (String node : shuffled(rolling.nodes(), random)) {
                    steps.add(new TimedFault(
                            at, new Fault.Upgrade(List.of(node), rolling.version(), rolling.downtime())));
                    at = at.plus(rolling.downtime()).plus(rolling.pause());
                }
                yield steps;
            }
            case Fault.Swizzle swizzle -> swizzle(fault.at(), swizzle, random);
            case Fault.Flap flap -> flap(fault.at(), Durations.min(fault.end(), runEnd), flap);
            default -> List.of(fault);
        };
    }

    /** The k-th of n clogs begins k steps after the first; each ends in another order, the first {@code hold} after the last began. */
    private static List<TimedFault> swizzle(Duration from, Fault.Swizzle swizzle, RandomGenerator random) {
        List<String> half =
                shuffled(swizzle.nodes(), random).subList(0, (swizzle.nodes().size() + 1) / 2);
        List<String> freed = shuffled(half, random);
        Duration firstFreed =
                from.plus(swizzle.step().multipliedBy(half.size() - 1)).plus(swizzle.hold());
        List<TimedFault> clogs = new ArrayList<>();
        for (int i = 0; i < half.size(); i++) {
            String node = half.get(i);
            Duration at = from.plus(swizzle.step().multipliedBy(i));
            Duration end = firstFreed.plus(swizzle.step().multipliedBy(freed.indexOf(node)));
            Duration lasting = Durations.max(Duration.ofNanos(1), end.minus(at));
            clogs.add(new TimedFault(at, new Fault.Clog(List.of(node), List.of(), true, lasting)));
        }
        return clogs;
    }

    private static List<TimedFault> flap(Duration from, Duration end, Fault.Flap flap) {
        List<TimedFault> cuts = new ArrayList<>();
        for (Duration at = from;
                at.compareTo(end) < 0;
                at = at.plus(flap.down()).plus(flap.up())) {
            Duration down = Durations.min(flap.down(), end.minus(at));
            cuts.add(new TimedFault(at, new Fault.Cut(flap.from(), flap.to(), flap.bothWays(), down)));
        }
        return cuts;
    }

    static List<String> shuffled(List<String> names, RandomGenerator random) {
        List<String> order = new ArrayList<>(names);
        for (int i = order.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            String moved = order.get(i);
            order.set(i, order.get(j));
            order.set(j, moved);
        }
        return order;
    }
}
