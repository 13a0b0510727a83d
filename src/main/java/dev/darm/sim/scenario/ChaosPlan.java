package dev.darm.sim.scenario;

import dev.darm.sim.Seeds;
import dev.darm.world.Unlikely;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Which unlikely branches of the code are taken in a run.
 *
 * @param enabled with which probability a point is on in a run, for all machines; 0 to 1
 * @param fires with which probability a point that is on is taken each time it is passed; 0 to 1
 * @param points those that may be on
 */
public record ChaosPlan(double enabled, double fires, List<Unlikely> points) {

    /** As FoundationDB does it. */
    static final double USUAL = 0.25;

    public ChaosPlan {
        points = List.copyOf(points);
    }

    /** Those that are on with this seed, as faults from the start of the run on. Each point draws from a seed of its own. */
    List<TimedFault> draw(List<String> machines, Seeds seeds) {
        List<TimedFault> faults = new ArrayList<>();
        for (Unlikely point : points) {
            RandomGenerator random = seeds.of(point.word()).generator();
            if (random.nextDouble() < enabled)
                faults.add(new TimedFault(Duration.ZERO, new Fault.Chaos(machines, point, fires, Fault.ALWAYS)));
        }
        return faults;
    }

    /** {@code chaos = on}, or a section. */
    static ChaosPlan read(Section section) {
        List<Unlikely> points = new ArrayList<>();
        for (var value : section.list("points"))
            points.add(new Section(value.atKey("points").root())
                    .choice("points", List.of(Unlikely.values()), Unlikely::word));
        ChaosPlan plan = new ChaosPlan(
                section.number("enabled", 0, 1, USUAL),
                section.number("fires", 0, 1, USUAL),
                points.isEmpty() ? List.of(Unlikely.values()) : points);
        section.done();
        return plan;
    }
}
