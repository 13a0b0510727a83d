package dev.darm.cli;

import dev.darm.node.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Feeds files, folders or standard input. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = {
            "Feeds Markdown (.md), plain text and JSON lines (.jsonl: {\"text\":…} or "
                    + "{\"subject\":…,\"relation\":…,\"object\":…,\"source\":…,\"time\":…}). Folders are walked; hidden files, "
                    + "binary files and files that are not UTF-8 are skipped and counted.",
            "Interrupted, it can be run again: what was acknowledged is there, and a document fed twice adds nothing."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm ingest docs/",
            "  ./darm ingest notes.md facts.jsonl",
            "  echo 'The kettle holds two litres.' | ./darm ingest -",
            "  ./darm ingest docs/ --node 10.0.0.5:8551,10.0.0.6:8551 --token \"$TOKEN\""
        })
final class IngestCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, folders, or - for standard input.")
    List<String> paths = List.of();

    @Mixin
    Target target = new Target();

    @Override
    public Integer call() {
        CommandSpec command = spec;
        Ingestion.Totals totals = new Ingestion(
                        target.api(),
                        command.commandLine().getOut(),
                        command.commandLine().getErr())
                .feed(paths);
        if (totals.failed() > 0) return ExitCode.UNAVAILABLE.code();
        return totals.namedButSkipped() == 0 ? ExitCode.OK.code() : ExitCode.BAD_INPUT.code();
    }
}
