package dev.darm.cli;

import dev.darm.node.ExitCode;
import dev.darm.sim.run.RunResult;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.trace.RollingHash;
import dev.darm.sim.trace.TraceEvent;
import dev.darm.sim.trace.TraceText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command leaves of a run that Ctrl-C ended: its trace so far, and how to have the same run again. */
final class Interrupted {

    private Interrupted() {}

    /**
     * Tells about it. A run without a trace file leaves its last events as text, for that is what its recorder holds.
     *
     * @param words the scenario on the command line
     */
    static void tell(Scenario scenario, String words, @Nullable Path trace, RunResult result, PrintWriter err) {
        long seed = result.summary().run().seed();
        long now = result.summary().cost().virtualNanos();
        err.printf(
                "Interrupted at %s of virtual time, after %,d events; the hash so far is %s.%n",
                Moment.brief(now),
                result.trace().events(),
                RollingHash.hex(result.trace().hash()));
        if (trace != null) {
            err.println("The trace so far: " + trace.toAbsolutePath());
            err.println("Replay it:        ./darm sim replay " + trace);
            return;
        }
        Path file = Path.of(scenario.name() + "-" + seed + ".events.txt");
        write(file, result.trace().last());
        err.println("Its last " + result.trace().last().size() + " events: " + file.toAbsolutePath());
        err.println("Replay it, with all events: ./darm sim run " + words + " --seed " + seed + " --until "
                + (now / 1_000_000 + 1) + "ms --trace run.trace");
    }

    private static void write(Path file, List<TraceEvent> events) {
        try (BufferedWriter to = Files.newBufferedWriter(file)) {
            to.append(TraceText.COLUMNS).append('\n');
            for (TraceEvent event : events) to.append(TraceText.line(event)).append('\n');
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.DATA, "cannot write " + file + ": " + e.getMessage());
        }
    }
}
