package dev.darm.cli;

import dev.darm.node.ExitCode;
import dev.darm.sim.report.HtmlReport;
import dev.darm.sim.report.RunSummary;
import dev.darm.sim.report.RunSummary.Outcome;
import dev.darm.sim.report.TerminalReport;
import dev.darm.sim.run.RunOptions;
import dev.darm.sim.run.RunResult;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.trace.TraceRecorder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Carries out a scenario, once or with many seeds. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Carries out a scenario with one seed and prints what it came to: invariants, faults, commits, recall hits, "
                    + "messages, bytes per link, and the trace hash, which is the same for every run with this scenario and seed.",
            "With --seeds it carries out many and prints the median, the 5 % and the 95 % of the time to converge, of the commit "
                    + "latency and of the recall hits.",
            "Ends with 0, or with 1 and the seed and the first invariant that did not hold. Ctrl-C writes the trace so far."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm sim run sim/home-lab.conf",
            "  ./darm sim run sim/home-lab.conf --seed 7 --until 24h --report home-lab.html",
            "  ./darm sim run sim/crash-storm.conf --short --seed 7 --trace run.trace",
            "  ./darm sim run sim/crash-storm.conf --short --seeds 1..100 --jobs 4",
            "  ./darm sim run sim/crash-storm.conf --short --json"
        })
final class SimRunCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    ScenarioArgument argument = new ScenarioArgument();

    @Option(names = "--seed", paramLabel = "N", description = "Of every random choice (default: the scenario's, or 1).")
    @Nullable
    Long seed;

    @Option(
            names = "--seeds",
            paramLabel = "A..B",
            converter = SeedRange.Converter.class,
            description = "Run with each of these seeds, one after the other in this JVM unless --jobs says otherwise.")
    @Nullable
    SeedRange seeds;

    @Option(
            names = "--jobs",
            paramLabel = "J",
            description = "With --seeds: one JVM a seed, so many at once; each may take the heap of the cap.")
    @Nullable
    Integer jobs;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Moment.Converter.class,
            description = "End the run at this moment of virtual time, such as 24h or 90s.")
    @Nullable
    Moment until;

    @Option(names = "--trace", paramLabel = "FILE", description = "Write every event to this file.")
    @Nullable
    Path trace;

    @Option(names = "--report", paramLabel = "FILE", description = "Write a page of HTML with tables and charts.")
    @Nullable
    Path report;

    @Option(names = "--json", description = "Print the figures as JSON.")
    boolean json;

    private final Simulator simulator;

    SimRunCommand() {
        this(Simulator.REAL);
    }

    SimRunCommand(Simulator simulator) {
        this.simulator = simulator;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Runs runs = Runs.of(simulator);
        Scenario scenario = argument.read();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Interruption interruption = Interruption.listen(err)) {
            ExitCode code = seeds == null
                    ? one(runs, scenario, interruption)
                    : new ManySeeds(scenario, seeds, argument, until, json, out, err, interruption).run(runs, jobs);
            out.flush();
            err.flush();
            return code.code();
        }
    }

    private void check() {
        if (until != null && until.nanos() < 1) throw usage("--until: expected a moment after the start of the run");
        if (jobs != null && jobs < 1) throw usage("--jobs: expected at least 1, found " + jobs);
        if (seeds == null && jobs != null) throw usage("--jobs goes with --seeds");
        if (seeds != null && seed != null) throw usage("either --seed or --seeds");
        if (seeds != null && (trace != null || report != null))
            throw usage("--trace and --report are of one run; give --seed N");
    }

    private static Darm.Failure usage(String what) {
        return new Darm.Failure(ExitCode.USAGE, what);
    }

    private ExitCode one(Runs runs, Scenario scenario, Interruption interruption) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Plan plan = ScenarioArgument.plan(scenario, seed);
        TraceRecorder recorder = new TraceRecorder();
        RunResult result;
        try (Recording recording = Recording.to(trace, scenario, plan, recorder)) {
            try (RunProgress progress = RunProgress.of(scenario.name(), end(plan), err)) {
                RunOptions options =
                        RunOptions.quiet().recording(recorder).telling(progress).interruptedBy(interruption);
                result = runs.run(scenario, plan, until == null ? options : options.until(until.duration()));
            } catch (RuntimeException e) {
                recording.howToReplay().ifPresent(how -> err.println("The trace until then replays with: " + how));
                throw e;
            }
            // A run that --until ended goes on in a replay, so its trace is not one to the end of the run.
            if (result.summary().run().outcome() != Outcome.INTERRUPTED
                    && end(plan).equals(plan.duration())) recording.complete();
        }
        print(result.summary());
        return judge(scenario, plan, result);
    }

    private Duration end(Plan plan) {
        return until == null || until.duration().compareTo(plan.duration()) > 0 ? plan.duration() : until.duration();
    }

    private void print(RunSummary summary) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(TerminalReport.json(summary));
        else out.print(TerminalReport.text(summary));
        out.flush();
        if (report == null) return;
        try {
            HtmlReport.write(summary, report);
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.DATA, "cannot write the report " + report + ": " + e.getMessage());
        }
        if (!json) spec.commandLine().getErr().println("Report: " + report.toAbsolutePath());
    }

    private ExitCode judge(Scenario scenario, Plan plan, RunResult result) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        if (result.summary().run().outcome() == Outcome.INTERRUPTED) {
            Interrupted.tell(scenario, argument.words(), trace, result, err);
            return ExitCode.INTERRUPTED;
        }
        if (Verdict.held(result)) {
            if (trace != null) err.println("Trace: " + trace.toAbsolutePath());
            return ExitCode.OK;
        }
        err.println("darm: " + Verdict.of(result));
        String again = argument.words() + " --seed " + plan.seed();
        if (trace != null) err.println("Again:    ./darm sim replay " + trace);
        else err.println("Again:    ./darm sim run " + again + " --trace run.trace");
        err.println("Smaller:  ./darm sim shrink " + again);
        return ExitCode.VIOLATED;
    }
}
