package dev.darm.cli;

import dev.darm.node.ExitCode;
import dev.darm.sim.trace.Kind;
import dev.darm.sim.trace.TraceFilter;
import dev.darm.sim.trace.TraceReader;
import dev.darm.sim.trace.TraceText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a trace. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a trace, one line an event, and how it ends. Filters add up: an event is shown when each lets it through.",
            "Reads traces of every commit; only `./darm sim replay` needs the commit that recorded it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm sim trace run.trace | less",
            "  ./darm sim trace run.trace --node head-1 --kind fault,node",
            "  ./darm sim trace run.trace --from 5m --to 5m30s --message 'Prevote|Precommit'",
            "  ./darm sim trace run.trace --subject /user/memory"
        })
final class SimTraceCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The trace.")
    @SuppressWarnings("NullAway.Init")
    Path file;

    @Option(names = "--node", paramLabel = "NAME", split = ",", description = "Events of these machines only.")
    List<String> nodes = List.of();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            split = ",",
            description = "Events of these kinds only: ${COMPLETION-CANDIDATES}.")
    List<Kind> kinds = List.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Moment.Converter.class,
            description = "From this moment on, such as 5m30s.")
    @Nullable
    Moment from;

    @Option(names = "--to", paramLabel = "TIME", converter = Moment.Converter.class, description = "Up to this moment.")
    @Nullable
    Moment to;

    @Option(names = "--subject", paramLabel = "REGEX", description = "Found in the subject: an actor, a link, a file.")
    @Nullable
    Pattern subject;

    @Option(
            names = "--message",
            paramLabel = "REGEX",
            description = "Found in the detail: a message's class, an operation.")
    @Nullable
    Pattern message;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) throw new Darm.Failure(ExitCode.NO_INPUT, "no trace " + file.toAbsolutePath());
        PrintWriter out = spec.commandLine().getOut();
        try (TraceReader trace = TraceReader.open(file)) {
            TraceText.print(trace, filter(), out);
        } finally {
            out.flush();
        }
        return ExitCode.OK.code();
    }

    private TraceFilter filter() {
        return new TraceFilter(
                new LinkedHashSet<>(nodes),
                new LinkedHashSet<>(kinds),
                from == null ? Long.MIN_VALUE : from.nanos(),
                to == null ? Long.MAX_VALUE : to.nanos(),
                subject,
                message);
    }
}
