package dev.darm.sim.link;

import dev.darm.sim.Seeds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Half of the machines are clogged one by one and freed one by one in another random order, as the network fault of this
 * name of FoundationDB's simulation does.
 */
public final class Swizzle {

    /** At {@code at}, all links of {@code machine} are clogged or freed. */
    public record Step(long at, String machine, boolean clogs) {}

    private final List<Step> steps;
    private final TreeMap<String, Disturbance> clogs = new TreeMap<>();

    private Swizzle(List<Step> steps) {
        this.steps = steps;
    }

    /**
     * The steps for half of {@code machines}, rounded down: the clogs at random instants of the first half of the time from
     * {@code start} to {@code end}, the releases in the second half.
     */
    public static Swizzle of(Collection<String> machines, long start, long end, Seeds seeds) {
        if (end < start) throw new IllegalArgumentException("a swizzle from " + start + " to " + end);
        Draws draws = new Draws(seeds.of("swizzle"));
        List<String> chosen = new ArrayList<>(new TreeSet<>(machines));
        shuffle(chosen, draws);
        chosen = new ArrayList<>(chosen.subList(0, chosen.size() / 2));
        long middle = start + (end - start) / 2;
        List<Step> steps = new ArrayList<>(steps(chosen, start, middle, true, draws));
        shuffle(chosen, draws);
        steps.addAll(steps(chosen, middle, end, false, draws));
        return new Swizzle(List.copyOf(steps));
    }

    private static List<Step> steps(List<String> order, long from, long to, boolean clogs, Draws draws) {
        long[] at = order.stream()
                .mapToLong(any -> from + (long) (draws.unit() * (to - from)))
                .sorted()
                .toArray();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < at.length; i++) steps.add(new Step(at[i], order.get(i), clogs));
        return steps;
    }

    private static void shuffle(List<String> machines, Draws draws) {
        for (int i = machines.size() - 1; i > 0; i--) Collections.swap(machines, i, (int) (draws.unit() * (i + 1)));
    }

    /** The steps in the order of their instants. */
    public List<Step> steps() {
        return steps;
    }

    /** Does one step, at its instant. */
    public void take(Network network, Step step) {
        if (step.clogs()) {
            clogs.put(
                    step.machine(), network.disturb(step.at(), new LinkFault.Clog(), LinkSet.touching(step.machine())));
        } else {
            Disturbance clog = clogs.remove(step.machine());
            if (clog != null) network.lift(step.at(), clog);
        }
    }
}
