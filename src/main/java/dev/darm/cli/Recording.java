package dev.darm.cli;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import dev.darm.codec.Hash;
import dev.darm.node.ExitCode;
import dev.darm.sim.scenario.NodePlan;
import dev.darm.sim.scenario.Plan;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.trace.Build;
import dev.darm.sim.trace.TraceHeader;
import dev.darm.sim.trace.TraceRecorder;
import dev.darm.sim.trace.TraceWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The trace file of a run, or none. Closed without {@link #complete}, the file says that the run was interrupted. */
final class Recording implements AutoCloseable {

    private static final Recording NONE = new Recording(null, null);

    private final @Nullable Path file;
    private final @Nullable TraceWriter writer;

    private Recording(@Nullable Path file, @Nullable TraceWriter writer) {
        this.file = file;
        this.writer = writer;
    }

    /**
     * Writes what {@code recorder} is told to {@code file}, when there is one. The plan goes with it as a scenario in which
     * nothing is left to chance, so that the trace replays though the scenario's file has changed since.
     */
    static Recording to(@Nullable Path file, Scenario scenario, Plan plan, TraceRecorder recorder) {
        if (file == null) return NONE;
        try {
            TraceWriter writer = TraceWriter.create(file, header(scenario, plan));
            recorder.record(event -> {
                try {
                    writer.on(event);
                } catch (UncheckedIOException e) {
                    throw unwritable(file, e);
                }
            });
            return new Recording(file, writer);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static TraceHeader header(Scenario scenario, Plan plan) {
        String text = scenario.write(plan, "The plan of " + scenario.name() + " with seed " + plan.seed());
        String jvm = System.getProperty("java.runtime.version");
        return new TraceHeader(Build.here(), scenario.name(), text, plan.seed(), jvm, digest(scenario));
    }

    /** Over the settings of DARM and of every machine. */
    static String digest(Scenario scenario) {
        ConfigRenderOptions plain = ConfigRenderOptions.concise();
        StringBuilder settings =
                new StringBuilder(ConfigFactory.load().getValue("darm").render(plain));
        for (NodePlan node : scenario.nodes())
            settings.append('\n')
                    .append(node.name())
                    .append(node.settings().root().render(plain));
        return Hash.of(settings.toString()).hex();
    }

    /** The run came to its end. */
    void complete() {
        end(TraceWriter::complete);
    }

    @Override
    public void close() {
        end(TraceWriter::close);
    }

    /** How to run this run again; empty when no trace was asked for. */
    Optional<String> howToReplay() {
        return Optional.ofNullable(file).map(TraceWriter::howToReplay);
    }

    @FunctionalInterface
    private interface Ending {
        void of(TraceWriter writer) throws IOException;
    }

    private void end(Ending ending) {
        if (writer == null || file == null) return;
        try {
            ending.of(writer);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static Darm.Failure unwritable(Path file, Exception e) {
        return new Darm.Failure(ExitCode.DATA, "cannot write the trace " + file + ": " + e.getMessage());
    }
}
