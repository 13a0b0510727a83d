package dev.darm.sim.mutation;

import dev.darm.sim.run.RunOptions;
import dev.darm.sim.run.RunResult;
import dev.darm.sim.run.Simulation;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.scenario.Shrinker;
import dev.darm.sim.scenario.TimedFault;
import dev.darm.sim.scenario.Violation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Runs the scenario made for a mutation with one seed after the other until an invariant does not hold, and shrinks that
 * run: {@code Hunt <mutation> <first seed> <last seed> <most runs to shrink> [<folder>]}, in a JVM that was started with
 * {@link Mutations} and the property for this mutation. The last line printed is a row of the table in {@code
 * docs/simulation.md}: mutation, invariant, seeds run, seed, faults of the run, faults left, and runs that the shrinking
 * took. {@code Hunt hold <mutation> <first seed> <last seed> …}, in a JVM without a bug, sees that the same runs hold then.
 */
public final class Hunt {

    /** As many faults may be left. */
    static final int MOST_FAULTS = 5;

    /** Exit codes: it was caught and shrunk, or every run held; it was not; more faults are left. */
    static final int AS_IT_SHOULD = 0;

    static final int ESCAPED = 1;
    static final int TOO_MANY = 2;

    private static final double NANOS = 1e9;

    private final Scenario scenario;
    private final String word;
    private final int mostRuns;
    private final Optional<Path> folder;

    private Hunt(String word, int mostRuns, Optional<Path> folder) {
        this.word = word;
        this.scenario = Scenario.read(
                Path.of("src/test/resources/planted", word + ".conf"), Path.of(""), Simulation.invariants());
        this.mostRuns = mostRuns;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("hold")) System.exit(hold(arguments));
        Optional<Path> folder = arguments.length > 4 ? Optional.of(Path.of(arguments[4])) : Optional.empty();
        Hunt hunt = new Hunt(arguments[0], Integer.parseInt(arguments[3]), folder);
        System.exit(hunt.run(Long.parseLong(arguments[1]), Long.parseLong(arguments[2])));
    }

    private static int hold(String[] arguments) {
        boolean held = true;
        for (int i = 1; i + 2 < arguments.length; i += 3) {
            Hunt hunt = new Hunt(arguments[i], 0, Optional.empty());
            for (long seed = Long.parseLong(arguments[i + 1]); seed <= Long.parseLong(arguments[i + 2]); seed++)
                held &= hunt.violation(hunt.scenario.plan(seed)).isEmpty();
        }
        return held ? AS_IT_SHOULD : ESCAPED;
    }

    private Optional<Violation> violation(Plan plan) {
        long start = System.nanoTime();
        RunResult result = Simulation.run(scenario, plan, RunOptions.quiet());
        System.err.printf(
                "%s seed %d, %d faults, %d blocks, %.1f s: %s%n",
                word,
                plan.seed(),
                plan.faults().size(),
                result.summary().commits().size(),
                (System.nanoTime() - start) / NANOS,
                told(result.violation()));
        return result.violation();
    }

    private int run(long first, long last) throws Exception {
        for (long seed = first; seed <= last; seed++) {
            Plan plan = scenario.plan(seed);
            Optional<Violation> violation = violation(plan);
            if (violation.isPresent()) return shrink(plan, violation.get(), seed - first + 1);
        }
        System.out.printf("| %s | – | %d | – | – | – | – |%n", word, last - first + 1);
        return ESCAPED;
    }

    private int shrink(Plan plan, Violation violation, long seeds) throws Exception {
        Shrinker.Runs runs = smaller -> {
            if (smaller.equals(plan)) return Optional.of(violation);
            return Simulation.run(scenario, smaller, RunOptions.quiet()).violation();
        };
        Shrinker.Progress progress = (run, most, best) -> System.err.printf(
                "%s shrinking, run %d: %d faults%n", word, run, best.faults().size());
        Shrinker.Result small = Shrinker.shrink(plan, runs, mostRuns, progress).orElseThrow();
        for (TimedFault fault : small.plan().faults())
            System.out.println("  " + fault.at() + " " + fault.fault().text());
        System.out.println("  " + told(Optional.of(small.violation())));
        if (folder.isPresent())
            Files.writeString(
                    folder.get().resolve(word + ".conf"),
                    scenario.write(small.plan(), "The smallest run found that shows the planted bug " + word + "."));
        int left = small.plan().faults().size();
        System.out.printf(
                "| %s | %s | %d | %d | %d | %d | %d |%n",
                word, violation.invariant(), seeds, plan.seed(), plan.faults().size(), left, small.runs());
        return left <= MOST_FAULTS ? AS_IT_SHOULD : TOO_MANY;
    }

    private static String told(Optional<Violation> violation) {
        return violation
                .map(broken -> broken.invariant() + " at " + broken.at() + ": " + broken.message())
                .orElse("all invariants held");
    }
}
