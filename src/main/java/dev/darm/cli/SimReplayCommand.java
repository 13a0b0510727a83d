package dev.darm.cli;

import dev.darm.node.ExitCode;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.run.RunOptions;
import dev.darm.sim.run.RunResult;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.trace.ReplayCheck;
import dev.darm.sim.trace.RollingHash;
import dev.darm.sim.trace.TraceReader;
import dev.darm.sim.trace.TraceRecorder;
import dev.darm.sim.trace.VirtualTime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Carries out a run again. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Carries out the run of a trace again and checks every event against it; or the run of a scenario and a seed, whose "
                    + "hash is checked when --hash names it. Needs the commit that recorded it.",
            "--node shows what nodes logged, --to ends the run at a moment, --stop-at calls a method for a debugger "
                    + "(docs/simulation.md says how to start one).",
            "Ends with 0 when the run is the recorded one, whatever its invariants say, and with 1 at the first event that differs."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm sim replay run.trace",
            "  ./darm sim replay run.trace --node head-1 --to 5m30s",
            "  ./darm sim replay sim/crash-storm.conf --short --seed 7 --node head-1 --node head-2",
            "  ./darm sim replay sim/crash-storm.conf --seed 7 --hash c7fd9b76e27bbc63"
        })
final class SimReplayCommand implements Callable<Integer> {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{16}");

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "TRACE|SCENARIO", description = "A trace, or a scenario's file.")
    @SuppressWarnings("NullAway.Init")
    Path file;

    @Option(names = "--seed", paramLabel = "N", description = "Of a scenario (default: its own, or 1).")
    @Nullable
    Long seed;

    @Option(names = "--short", description = "Take the scenario's short horizon.")
    boolean brief;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            converter = ScenarioArgument.OrderConverter.class,
            description = "Of a scenario: random or fifo (default: its own).")
    Engine.@Nullable Order order;

    @Option(names = "--hash", paramLabel = "HEX", description = "The trace hash that a scenario's run must have.")
    @Nullable
    String hash;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = Moment.Converter.class,
            description = "End at this moment of virtual time, such as 5m30s.")
    @Nullable
    Moment to;

    @Option(names = "--node", paramLabel = "NAME", split = ",", description = "Show what these nodes log.")
    List<String> nodes = List.of();

    @Option(
            names = "--stop-at",
            paramLabel = "STEP",
            description = "Call SimReplayCommand.stopped before this step: set a breakpoint there.")
    @Nullable
    Long stopAt;

    private final Simulator simulator;

    SimReplayCommand() {
        this(Simulator.REAL);
    }

    SimReplayCommand(Simulator simulator) {
        this.simulator = simulator;
    }

    @Override
    public Integer call() throws IOException {
        Path at = Deployment.resolve(file);
        if (!Files.isRegularFile(at))
            throw new Darm.Failure(ExitCode.NO_INPUT, "no trace and no scenario " + at.toAbsolutePath());
        if (hash != null && !HASH.matcher(hash).matches())
            throw usage("--hash: expected 16 hexadecimal digits, found '" + hash + "'");
        Runs runs = Runs.of(simulator);
        PrintWriter err = spec.commandLine().getErr();
        try (Interruption interruption = Interruption.listen(err)) {
            ExitCode code =
                    TraceReader.recognises(at) ? trace(runs, at, interruption) : scenario(runs, at, interruption);
            return interruption.getAsBoolean() ? ExitCode.INTERRUPTED.code() : code.code();
        } catch (ReplayCheck.Strayed e) {
            err.println("darm: " + e.getMessage());
            return ExitCode.VIOLATED.code();
        } finally {
            spec.commandLine().getOut().flush();
            err.flush();
        }
    }

    private static Darm.Failure usage(String what) {
        return new Darm.Failure(ExitCode.USAGE, what);
    }

    private ExitCode scenario(Runs runs, Path at, Interruption interruption) {
        Scenario scenario = ScenarioArgument.read(at, brief, order);
        Plan plan = ScenarioArgument.plan(scenario, seed);
        TraceRecorder recorder = new TraceRecorder();
        RunResult result = run(runs, scenario, plan, options(scenario, recorder).interruptedBy(interruption));
        if (interruption.getAsBoolean()) return ExitCode.INTERRUPTED;
        String ran = RollingHash.hex(recorder.hash());
        PrintWriter out = spec.commandLine().getOut();
        tell(result);
        out.println("trace hash = " + ran);
        if (hash == null || hash.equals(ran)) {
            out.printf(
                    "%s: %,d events.%n",
                    hash == null ? "Nothing was recorded to compare with" : "Verified", recorder.events());
            return ExitCode.OK;
        }
        spec.commandLine()
                .getErr()
                .println("darm: this run is not the recorded one: its hash is " + ran + ", not " + hash
                        + ". Look whether it repeats: ./darm sim diverge "
                        + ScenarioArgument.words(file, brief, order) + " --seed " + plan.seed());
        return ExitCode.VIOLATED;
    }

    private ExitCode trace(Runs runs, Path at, Interruption interruption) throws IOException {
        if (seed != null || brief || order != null || hash != null)
            throw usage(
                    "--seed, --short, --order and --hash are of a scenario; " + file + " is a trace and knows its own");
        RecordedRun recorded = RecordedRun.read(at);
        recorded.doubts().forEach(doubt -> spec.commandLine().getErr().println("darm: " + doubt));
        Scenario scenario = recorded.scenario();
        Plan plan = scenario.plan(recorded.header().seed());
        TraceRecorder recorder = new TraceRecorder();
        try (TraceReader trace = TraceReader.open(at)) {
            ReplayCheck check = new ReplayCheck(trace);
            recorder.record(check);
            RunOptions options = options(scenario, recorder)
                    .interruptedBy(() -> interruption.getAsBoolean() || recorded.past(recorder.events()));
            tell(run(runs, scenario, plan, options));
            PrintWriter out = spec.commandLine().getOut();
            boolean whole = !interruption.getAsBoolean() && !recorded.endsAfter(to);
            if (whole) check.finish();
            long verified = Math.min(recorder.events(), recorded.ending().events());
            out.printf(
                    "Verified: %,d of %,d events are as recorded.%n",
                    verified, recorded.ending().events());
            out.println(
                    "trace hash = " + RollingHash.hex(whole ? recorded.ending().hash() : recorder.hash()));
            return ExitCode.OK;
        }
    }

    private RunOptions options(Scenario scenario, TraceRecorder recorder) {
        for (String node : nodes) {
            if (!scenario.names().contains(node))
                throw usage("no machine '" + node + "' in " + scenario.name() + "; expected one of "
                        + String.join(", ", scenario.names()));
        }
        if (stopAt != null) recorder.breakpoint(stopAt, SimReplayCommand::stopped);
        RunOptions options = RunOptions.quiet().recording(recorder).logging(this::log);
        return to == null ? options : options.until(to.duration());
    }

    /** Called before the step of {@code --stop-at}: the place for a breakpoint. */
    static void stopped(long step) {
        // nothing to do; from here a debugger steps into the run
    }

    private RunResult run(Runs runs, Scenario scenario, Plan plan, RunOptions options) {
        try (RunProgress progress = RunProgress.of(
                scenario.name(),
                to == null ? plan.duration() : to.duration(),
                spec.commandLine().getErr())) {
            return runs.run(scenario, plan, nodes.isEmpty() ? options.telling(progress) : options);
        }
    }

    private void log(long now, String machine, String level, String logger, String message) {
        if (!nodes.contains(machine)) return;
        spec.commandLine()
                .getOut()
                .println(VirtualTime.text(now) + " " + machine + " " + level + " " + logger + " - " + message);
    }

    private void tell(RunResult result) {
        if (!Verdict.held(result)) spec.commandLine().getOut().println("As before: " + Verdict.of(result));
    }
}
