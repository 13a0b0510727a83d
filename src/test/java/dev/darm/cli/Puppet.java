package dev.darm.cli;

import dev.darm.sim.report.RunSummary;
import dev.darm.sim.report.RunSummary.Outcome;
import dev.darm.sim.run.RunOptions;
import dev.darm.sim.run.RunResult;
import dev.darm.sim.scenario.Coverage;
import dev.darm.sim.scenario.FaultKind;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.scenario.Violation;
import dev.darm.sim.trace.Kind;
import dev.darm.sim.trace.RollingHash;
import dev.darm.sim.trace.TraceRecorder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Stands for the simulator in tests of the command line: a second of virtual time has one event, and nothing else happens. */
class Puppet implements Simulator {

    static final long SECOND = 1_000_000_000L;

    /** What a command printed and how it ended. */
    record Ran(int exit, String out, String err) {}

    final List<Plan> plans = new ArrayList<>();

    /** What is wrong with a run of a plan. */
    Function<Plan, Optional<Violation>> judge = plan -> Optional.empty();

    List<String> lacks = List.of();

    /** The message of the event at a second. */
    String message(long second) {
        return "Tick" + second % 7;
    }

    @Override
    public List<String> missing() {
        return lacks;
    }

    @Override
    public RunResult run(Scenario scenario, Plan plan, RunOptions options) {
        plans.add(plan);
        TraceRecorder recorder = options.recorder();
        for (int i = 0; i < scenario.names().size(); i++)
            recorder.name(i, scenario.names().get(i));
        long end = options.until().orElse(plan.duration()).toSeconds();
        end = Math.min(end, plan.duration().toSeconds());
        long second = 0;
        while (second < end && !options.interrupted().getAsBoolean()) {
            recorder.event(second, second * SECOND, 0, Kind.TIMER, "seed " + plan.seed(), message(second), 0);
            options.logs().line(second * SECOND, scenario.names().getFirst(), "INFO", "puppet", "second " + second);
            options.progress().at(second * SECOND, second / 100.0, second);
            second++;
        }
        Optional<Violation> violation = judge.apply(plan);
        Outcome outcome = second < end ? Outcome.INTERRUPTED : violation.isPresent() ? Outcome.FAILED : Outcome.PASSED;
        Coverage coverage = new Coverage(List.of(FaultKind.CRASH), List.of("consensus:propose"));
        coverage.met(FaultKind.CRASH, "consensus:propose");
        coverage.endOfSeed();
        return new RunResult(
                summary(scenario, plan, outcome, recorder, second), violation, recorder.snapshot(), coverage);
    }

    private static RunSummary summary(
            Scenario scenario, Plan plan, Outcome outcome, TraceRecorder recorder, long seconds) {
        return new RunSummary(
                new RunSummary.Run(
                        scenario.name(), plan.seed(), "0", "0", outcome, "", "", RollingHash.hex(recorder.hash())),
                new RunSummary.Cost(1, 1, seconds * SECOND, seconds, recorder.events(), plan.seed() * SECOND),
                List.of(),
                List.of(),
                List.of(new RunSummary.Commit(SECOND, 1, plan.seed() * 1_000_000)),
                new RunSummary.Recall(4, List.of(new RunSummary.Tier("RRC", 1))),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    static Violation violation(String invariant) {
        return new Violation(invariant, Duration.ofSeconds(5), "seen");
    }

    /** Runs {@code darm sim <arguments>} with this in the simulator's place. */
    Ran sim(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Darm.line(factory()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of("sim"));
        all.addAll(List.of(arguments));
        int exit = line.execute(all.toArray(String[]::new));
        return new Ran(exit, out.toString(), err.toString());
    }

    /** Makes the commands that run something with this simulator. */
    IFactory factory() {
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                if (type == SimRunCommand.class) return type.cast(new SimRunCommand(Puppet.this));
                if (type == SimReplayCommand.class) return type.cast(new SimReplayCommand(Puppet.this));
                if (type == SimDivergeCommand.class) return type.cast(new SimDivergeCommand(Puppet.this));
                if (type == SimShrinkCommand.class) return type.cast(new SimShrinkCommand(Puppet.this));
                if (type == SimCoverageCommand.class) return type.cast(new SimCoverageCommand(Puppet.this));
                return CommandLine.defaultFactory().create(type);
            }
        };
    }
}
