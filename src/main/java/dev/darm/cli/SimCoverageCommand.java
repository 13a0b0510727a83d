package dev.darm.cli;

import dev.darm.node.ExitCode;
import dev.darm.sim.run.RunOptions;
import dev.darm.sim.run.RunResult;
import dev.darm.sim.scenario.Coverage;
import dev.darm.sim.scenario.Scenario;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what many runs met. */
@Command(
        name = "coverage",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a scenario with many seeds and prints which kinds of faults met which states of the protocols, how often and "
                    + "in how many seeds, and what never happened.",
            "Ends with 0 also when an invariant did not hold, which it tells; `./darm sim run` judges."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm sim coverage sim/crash-storm.conf --short --seeds 1..20",
            "  ./darm sim coverage sim/home-lab.conf --seeds 1..5 --json"
        })
final class SimCoverageCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    ScenarioArgument argument = new ScenarioArgument();

    @Option(
            names = "--seeds",
            paramLabel = "A..B",
            required = true,
            converter = SeedRange.Converter.class,
            description = "The seeds to run, such as 1..20.")
    @SuppressWarnings("NullAway.Init")
    SeedRange seeds;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    private final Simulator simulator;

    SimCoverageCommand() {
        this(Simulator.REAL);
    }

    SimCoverageCommand(Simulator simulator) {
        this.simulator = simulator;
    }

    @Override
    public Integer call() {
        Runs runs = Runs.of(simulator);
        Scenario scenario = argument.read();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Interruption interruption = Interruption.listen(err)) {
            Coverage all = null;
            for (long seed : seeds.seeds()) {
                RunResult result = run(runs, scenario, seed, interruption);
                if (interruption.getAsBoolean()) break;
                if (!Verdict.held(result)) err.println(Verdict.of(result));
                all = sum(all, result.coverage());
            }
            if (all != null) out.println(json ? all.json() : all.text().stripTrailing());
            out.flush();
            err.flush();
            return interruption.getAsBoolean() ? ExitCode.INTERRUPTED.code() : ExitCode.OK.code();
        }
    }

    private RunResult run(Runs runs, Scenario scenario, long seed, Interruption interruption) {
        String task = "seed " + seed + " of " + seeds.from() + " to " + seeds.to();
        try (RunProgress progress =
                RunProgress.of(task, scenario.duration(), spec.commandLine().getErr())) {
            RunOptions options = RunOptions.quiet().telling(progress).interruptedBy(interruption);
            return runs.run(scenario, scenario.plan(seed), options);
        }
    }

    private static Coverage sum(@Nullable Coverage all, Coverage one) {
        if (all == null) return one;
        all.add(one);
        return all;
    }
}
