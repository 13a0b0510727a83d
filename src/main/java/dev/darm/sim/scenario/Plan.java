package dev.darm.sim.scenario;

import dev.darm.sim.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Everything that a scenario does in a run with one seed, with its time. What begins after the run is not in it, and what
 * would end after the run lasts for good.
 *
 * @param seed of the whole run
 * @param duration of the run
 * @param faults primitive ones, by time
 * @param work by time
 * @param liveness the phase at the end, when there is one
 */
public record Plan(
        long seed, Duration duration, List<TimedFault> faults, List<TimedWork> work, Optional<Liveness> liveness) {

    public Plan {
        faults = faults.stream()
                .filter(fault -> fault.at().compareTo(duration) < 0)
                .map(fault -> endless(fault, duration))
                .sorted(Comparator.comparing(TimedFault::at))
                .toList();
        work = work.stream()
                .filter(item -> item.at().compareTo(duration) < 0)
                .sorted(Comparator.comparing(TimedWork::at))
                .toList();
    }

    private static TimedFault endless(TimedFault fault, Duration duration) {
        return fault.end().compareTo(duration) > 0 ? fault.with(fault.fault().lasting(Fault.ALWAYS)) : fault;
    }

    /** The plan of {@code scenario} with {@code seed}: always the same. */
    static Plan draw(Scenario scenario, long seed) {
        Seeds seeds = new Seeds(seed).of("scenario");
        List<TimedFault> faults = new ArrayList<>();
        scenario.chaos().ifPresent(chaos -> faults.addAll(chaos.draw(scenario.names(), seeds.of("chaos"))));
        List<TimedFault> named = scenario.timeline();
        for (int i = 0; i < named.size(); i++)
            faults.addAll(Compound.expand(
                    named.get(i), scenario.duration(), seeds.of("timeline").of(i)));
        faults.addAll(FaultGenerator.draw(scenario, faults, seeds.of("faults")));
        List<TimedWork> work = WorkloadDraw.draw(scenario.workload(), scenario.duration(), seeds.of("work"));
        Plan plan = new Plan(seed, scenario.duration(), faults, work, scenario.liveness());
        if (scenario.liveness().isPresent() || !scenario.generator().liveness()) return plan;
        return LivenessPhase.add(scenario, plan, seeds.of("liveness"));
    }

    Plan withFaults(List<TimedFault> other) {
        return new Plan(seed, duration, other, work, liveness);
    }

    /** The plan with other work; feedback on questions that are no longer asked goes too. */
    Plan withWork(List<TimedWork> other) {
        TreeSet<Long> asked = new TreeSet<>();
        for (TimedWork item : other) if (item.work() instanceof Work.Ask ask) asked.add(ask.id());
        List<TimedWork> kept = other.stream()
                .filter(item -> !(item.work() instanceof Work.Feedback feedback) || asked.contains(feedback.ask()))
                .toList();
        return new Plan(seed, duration, faults, kept, liveness);
    }

    Plan withDuration(Duration other) {
        return new Plan(seed, other, faults, work, liveness);
    }

    Plan withLiveness(Optional<Liveness> other) {
        return new Plan(seed, duration, faults, work, other);
    }
}
