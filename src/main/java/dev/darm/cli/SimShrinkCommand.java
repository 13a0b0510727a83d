package dev.darm.cli;

import dev.darm.node.ExitCode;
import dev.darm.sim.run.RunOptions;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.scenario.Shrinker;
import dev.darm.sim.scenario.Violation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a run that violates an invariant small. */
@Command(
        name = "shrink",
        mixinStandardHelpOptions = true,
        description = {
            "Takes faults, work, machines of faults and time away from a run that violates an invariant, one after the other, as "
                    + "long as the rest violates the same one, and writes what is left as a scenario file.",
            "Ends with 65 when the run violates nothing. Ctrl-C writes the smallest found so far."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm sim shrink sim/over-budget.conf --short --seed 7",
            "  ./darm sim shrink sim/crash-storm.conf --seed 7 -o sim/found.conf --runs 100"
        })
final class SimShrinkCommand implements Callable<Integer> {

    /** Ctrl-C between two runs. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    ScenarioArgument argument = new ScenarioArgument();

    @Option(names = "--seed", paramLabel = "N", description = "Of every random choice (default: the scenario's, or 1).")
    @Nullable
    Long seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write the small scenario (default: <name>-<seed>-small.conf here).")
    @Nullable
    Path output;

    @Option(
            names = "--runs",
            paramLabel = "MOST",
            defaultValue = "300",
            description = "How many runs to spend at most (default: ${DEFAULT-VALUE}).")
    int most = 300;

    private final Simulator simulator;
    private @Nullable Plan smallest;
    private int spent;

    SimShrinkCommand() {
        this(Simulator.REAL);
    }

    SimShrinkCommand(Simulator simulator) {
        this.simulator = simulator;
    }

    @Override
    public Integer call() {
        if (most < 1) throw new Darm.Failure(ExitCode.USAGE, "--runs: expected at least 1, found " + most);
        Runs runs = Runs.of(simulator);
        Scenario scenario = argument.read();
        Plan plan = ScenarioArgument.plan(scenario, seed);
        PrintWriter err = spec.commandLine().getErr();
        try (Interruption interruption = Interruption.listen(err)) {
            try {
                Optional<Shrinker.Result> found =
                        Shrinker.shrink(plan, small -> run(runs, scenario, small, interruption), most, this::tell);
                return conclude(scenario, plan, found).code();
            } catch (Stopped e) {
                return stopped(scenario).code();
            }
        }
    }

    private static Optional<Violation> run(Runs runs, Scenario scenario, Plan plan, Interruption interruption) {
        Optional<Violation> violation = runs.run(
                        scenario, plan, RunOptions.quiet().interruptedBy(interruption))
                .violation();
        if (interruption.getAsBoolean()) throw new Stopped();
        return violation;
    }

    private void tell(int runs, int limit, Plan best) {
        PrintWriter err = spec.commandLine().getErr();
        if (!best.equals(smallest) || runs % 10 == 0)
            err.printf(
                    "run %d of at most %d: %d faults, %d pieces of work, %s%n",
                    runs,
                    limit,
                    best.faults().size(),
                    best.work().size(),
                    Moment.brief(best.duration().toNanos()));
        err.flush();
        smallest = best;
        spent = runs;
    }

    private ExitCode conclude(Scenario scenario, Plan plan, Optional<Shrinker.Result> found) {
        if (found.isEmpty())
            throw new Darm.Failure(
                    ExitCode.BAD_INPUT,
                    "seed " + plan.seed() + " of " + scenario.name() + " violates nothing: there is nothing to shrink");
        Shrinker.Result result = found.get();
        String how = result.minimal()
                ? "without any one of its faults or pieces of work it violates it no longer"
                : "more may go with more than " + most + " runs";
        write(
                scenario,
                plan,
                result.plan(),
                Verdict.of(plan.seed(), result.violation()) + "\n" + "In " + result.runs() + " runs; " + how + ".");
        return ExitCode.OK;
    }

    private ExitCode stopped(Scenario scenario) {
        Plan best = smallest;
        if (best == null) spec.commandLine().getErr().println("Interrupted before anything was taken away.");
        else write(scenario, best, best, "Interrupted after " + spent + " runs; more may go.");
        return ExitCode.INTERRUPTED;
    }

    private void write(Scenario scenario, Plan whole, Plan small, String comment) {
        Path file = output == null ? Path.of(scenario.name() + "-" + small.seed() + "-small.conf") : output;
        String origin = "What is left of " + scenario.name() + " with seed " + small.seed() + ".\n";
        try {
            Files.writeString(file, scenario.write(small, origin + comment));
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.DATA, "cannot write " + file + ": " + e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(comment);
        if (whole != small)
            out.printf(
                    "Faults: %d of %d. Pieces of work: %d of %d. Time: %s of %s.%n",
                    small.faults().size(),
                    whole.faults().size(),
                    small.work().size(),
                    whole.work().size(),
                    Moment.brief(small.duration().toNanos()),
                    Moment.brief(whole.duration().toNanos()));
        out.println("Written:  " + file.toAbsolutePath());
        out.println("Run it:   ./darm sim run " + file);
        out.flush();
    }
}
