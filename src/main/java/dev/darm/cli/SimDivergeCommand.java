package dev.darm.cli;

import dev.darm.node.ExitCode;
import dev.darm.sim.run.RunOptions;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.trace.DivergenceFinder;
import dev.darm.sim.trace.DivergenceFinder.Verdict;
import dev.darm.sim.trace.RollingHash;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks whether a run is the same when it is run again. */
@Command(
        name = "diverge",
        mixinStandardHelpOptions = true,
        description = {
            "Carries out the same run twice and compares the rolling hashes over all events. Where they differ, runs again and "
                    + "reports the first step that does, with both events and the stacks that caused them.",
            "Ends with 0 when the runs are the same, 1 when they differ."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm sim diverge sim/home-lab.conf --short --seed 7",
            "  ./darm sim diverge sim/crash-storm.conf --seed 7 --until 10m"
        })
final class SimDivergeCommand implements Callable<Integer> {

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
            names = "--until",
            paramLabel = "TIME",
            converter = Moment.Converter.class,
            description = "Compare up to this moment of virtual time, such as 10m.")
    @Nullable
    Moment until;

    private final Simulator simulator;

    SimDivergeCommand() {
        this(Simulator.REAL);
    }

    SimDivergeCommand(Simulator simulator) {
        this.simulator = simulator;
    }

    @Override
    public Integer call() {
        Runs runs = Runs.of(simulator);
        Scenario scenario = argument.read();
        Plan plan = ScenarioArgument.plan(scenario, seed);
        PrintWriter err = spec.commandLine().getErr();
        try (Interruption interruption = Interruption.listen(err)) {
            return report(DivergenceFinder.find(run(runs, scenario, plan, interruption)))
                    .code();
        } catch (Stopped e) {
            err.println("Interrupted; nothing was found yet.");
            return ExitCode.INTERRUPTED.code();
        }
    }

    private DivergenceFinder.Run run(Runs runs, Scenario scenario, Plan plan, Interruption interruption) {
        Duration end = until == null ? plan.duration() : until.duration();
        int[] count = {0};
        return recorder -> {
            String task = scenario.name() + ", run " + ++count[0];
            try (RunProgress progress =
                    RunProgress.of(task, end, spec.commandLine().getErr())) {
                RunOptions options = RunOptions.quiet()
                        .recording(recorder)
                        .telling(progress)
                        .interruptedBy(() -> interruption.getAsBoolean() || recorder.satisfied());
                runs.run(scenario, plan, until == null ? options : options.until(end));
            }
            if (interruption.getAsBoolean()) throw new Stopped();
        };
    }

    private ExitCode report(Verdict verdict) {
        PrintWriter out = spec.commandLine().getOut();
        ExitCode code =
                switch (verdict) {
                    case Verdict.Same same -> {
                        out.printf("The two runs are the same: %,d events.%n", same.events());
                        out.println("trace hash = " + RollingHash.hex(same.hash()));
                        yield ExitCode.OK;
                    }
                    case Verdict.Differs differs -> {
                        out.println("The two runs differ.");
                        out.print(differs.divergence().text());
                        yield ExitCode.VIOLATED;
                    }
                    case Verdict.Elusive elusive -> {
                        out.println("The two runs differ, but not in the same place each time: last within "
                                + elusive.steps() + ", in " + elusive.runs() + " runs.");
                        yield ExitCode.VIOLATED;
                    }
                };
        out.flush();
        return code;
    }
}
