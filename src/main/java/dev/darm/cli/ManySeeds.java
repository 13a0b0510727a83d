package dev.darm.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darm.node.ExitCode;
import dev.darm.sim.report.RunSummary;
import dev.darm.sim.report.RunSummary.Outcome;
import dev.darm.sim.report.SeedStatistics;
import dev.darm.sim.run.RunOptions;
import dev.darm.sim.run.RunResult;
import dev.darm.sim.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One scenario with many seeds: a line for each, as it ends, and figures over all of them. */
final class ManySeeds {

    private static final ObjectMapper JSON = NodeApi.JSON;

    /** The JSON of many runs. */
    private record Printed(SeedStatistics statistics, List<RunSummary> runs) {}

    private final Scenario scenario;
    private final SeedRange seeds;
    private final ScenarioArgument argument;
    private final @Nullable Moment until;
    private final boolean json;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Interruption interruption;
    private final List<RunSummary> ended = new ArrayList<>();
    private @Nullable String firstBroken;
    private int broken;
    private int failed;

    ManySeeds(
            Scenario scenario,
            SeedRange seeds,
            ScenarioArgument argument,
            @Nullable Moment until,
            boolean json,
            PrintWriter out,
            PrintWriter err,
            Interruption interruption) {
        this.scenario = scenario;
        this.seeds = seeds;
        this.argument = argument;
        this.until = until;
        this.json = json;
        this.out = out;
        this.err = err;
        this.interruption = interruption;
    }

    /** @param jobs how many JVMs at once, one a seed; null for this one, one seed after the other */
    ExitCode run(Runs runs, @Nullable Integer jobs) throws IOException, InterruptedException {
        if (jobs == null) here(runs);
        else apart(jobs);
        conclude();
        if (interruption.getAsBoolean()) return ExitCode.INTERRUPTED;
        if (failed > 0) return ExitCode.SOFTWARE;
        return broken == 0 ? ExitCode.OK : ExitCode.VIOLATED;
    }

    private void here(Runs runs) throws IOException {
        Duration end = until == null ? scenario.duration() : until.duration();
        for (long seed : seeds.seeds()) {
            try (RunProgress progress = RunProgress.of("seed " + seed, end, err)) {
                RunOptions options = RunOptions.quiet().interruptedBy(interruption);
                if (Progress.terminal()) options = options.telling(progress);
                if (until != null) options = options.until(until.duration());
                RunResult result = runs.run(scenario, scenario.plan(seed), options);
                progress.close();
                add(result.summary(), Verdict.held(result) ? null : Verdict.of(result));
            } catch (RuntimeException e) {
                err.println("darm: seed " + seed + " did not end");
                throw e;
            }
            if (interruption.getAsBoolean()) return;
        }
    }

    private void apart(int jobs) throws IOException, InterruptedException {
        List<String> more = until == null ? List.of() : List.of("--until", until.nanos() + "ns");
        SeedJobs children = new SeedJobs(seed -> OwnJvm.command(arguments(seed, more)), jobs, interruption);
        children.run(seeds.seeds(), (seed, exit, printed, complaints) -> {
            if (exit == ExitCode.OK.code() || exit == ExitCode.VIOLATED.code()) {
                RunSummary summary = JSON.readValue(printed, RunSummary.class);
                add(summary, exit == 0 ? null : brokenSeed(seed, complaints));
            } else if (!interruption.getAsBoolean()) {
                failed++;
                err.println("darm: seed " + seed + " did not end (exit code " + exit + "):");
                err.print(complaints);
                err.flush();
            }
        });
    }

    private List<String> arguments(long seed, List<String> more) {
        List<String> arguments =
                new ArrayList<>(List.of("sim", "run", scenario.file().toString()));
        if (argument.brief) arguments.add("--short");
        if (argument.order != null) arguments.addAll(List.of("--order", argument.order.word()));
        arguments.addAll(List.of("--seed", String.valueOf(seed), "--json"));
        arguments.addAll(more);
        return arguments;
    }

    /** What the other JVM said of the violation. */
    private static String brokenSeed(long seed, String complaints) {
        return complaints
                .lines()
                .filter(line -> line.startsWith("darm: "))
                .map(line -> line.substring("darm: ".length()))
                .findFirst()
                .orElse("seed " + seed + " did not pass");
    }

    private void add(RunSummary summary, @Nullable String why) {
        if (summary.run().outcome() == Outcome.INTERRUPTED) return;
        ended.add(slim(summary));
        if (why != null) {
            broken++;
            if (firstBroken == null) firstBroken = why;
        }
        if (json) return;
        out.println(line(summary) + (why == null ? "" : "  " + why));
        out.flush();
    }

    /** One run on a line, in columns that scripts can rely on. */
    static String line(RunSummary run) {
        return String.format(
                Locale.ROOT,
                "seed %-6d %-6s  hash %s  virtual %s  cpu %.3f s",
                run.run().seed(),
                run.run().outcome().name().toLowerCase(Locale.ROOT),
                run.run().traceHash(),
                Moment.brief(run.cost().virtualNanos()),
                run.cost().cpuSeconds());
    }

    /** What figures over many seeds are made from; the curves of thousands of runs would fill the heap. */
    private static RunSummary slim(RunSummary run) {
        return new RunSummary(
                run.run(),
                run.cost(),
                run.invariants(),
                run.faults(),
                run.commits(),
                run.recall(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                run.chaos(),
                List.of());
    }

    private void conclude() throws IOException {
        ended.sort(Comparator.comparingLong(run -> run.run().seed()));
        SeedStatistics statistics = SeedStatistics.of(ended);
        if (json) {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new Printed(statistics, ended)));
        } else {
            out.println();
            out.print(statistics.table().text());
        }
        out.flush();
        if (interruption.getAsBoolean())
            err.println("Interrupted after " + ended.size() + " of " + seeds.count() + " seeds.");
        if (broken > 0) {
            err.println("darm: " + broken + " of " + ended.size() + " seeds did not pass; the first to end: "
                    + Objects.requireNonNull(firstBroken));
            err.println("One again: ./darm sim run " + argument.words() + " --seed N --trace run.trace");
        }
        if (failed > 0) err.println("darm: " + failed + " of " + seeds.count() + " seeds did not end");
    }
}
