package dev.darm.cli;

import dev.darm.sim.run.Simulation;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.trace.Build;
import dev.darm.sim.trace.TraceEnding;
import dev.darm.sim.trace.TraceEvent;
import dev.darm.sim.trace.TraceHeader;
import dev.darm.sim.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The run that a trace tells of.
 *
 * @param scenario as it was run
 * @param lastNanos when the last event was, virtual time since the start of the run
 */
record RecordedRun(TraceHeader header, Scenario scenario, TraceEnding ending, long lastNanos) {

    /**
     * Reads the whole trace, so that damage is known before a long run begins.
     *
     * @throws dev.darm.sim.trace.TraceUnreadable when it is damaged, or of another commit than this DARM
     */
    static RecordedRun read(Path file) throws IOException {
        try (TraceReader trace = TraceReader.open(file, Build.here())) {
            long last = 0;
            for (TraceEvent event = trace.next(); event != null; event = trace.next()) last = event.now();
            return new RecordedRun(trace.header(), scenario(trace.header()), trace.ending(), last);
        }
    }

    private static Scenario scenario(TraceHeader header) throws IOException {
        Path copy = Files.createTempFile("darm-trace-", ".conf");
        try {
            Files.writeString(copy, header.scenarioText());
            return Scenario.read(copy, Deployment.home(), Simulation.invariants());
        } finally {
            Files.delete(copy);
        }
    }

    /** What else differs from the run that was recorded, and may be why a replay strays. */
    List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        String jvm = System.getProperty("java.runtime.version");
        if (!header.jvm().equals(jvm)) doubts.add("recorded on Java " + header.jvm() + "; this is Java " + jvm);
        if (!header.configDigest().equals(Recording.digest(scenario)))
            doubts.add("recorded with other settings than this DARM has");
        return doubts;
    }

    /** Whether a run has done all that a trace of an interrupted run tells of. */
    boolean past(long events) {
        return ending.state() != TraceEnding.State.COMPLETE && events >= ending.events();
    }

    /** Whether there are events after {@code moment}. */
    boolean endsAfter(@Nullable Moment moment) {
        return moment != null && moment.nanos() <= lastNanos;
    }
}
