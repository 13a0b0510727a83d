package dev.darm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.node.ExitCode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The branch ledgers: what nodes record at their own speed. */
@Command(
        name = "branch",
        mixinStandardHelpOptions = true,
        description = {
            "Shows branches and appends to them.",
            "A branch takes records at a node's own speed, whether or not it reaches anybody; the nodes exchange them when they"
                    + " can, and every ten seconds the roots of what a node signed are anchored in the chain."
        },
        subcommands = {
            BranchCommand.ListThem.class,
            BranchCommand.Append.class,
            BranchCommand.Show.class,
            BranchCommand.Merge.class,
            BranchCommand.Proof.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm branch append notes/garden \"the pump runs at 7\"",
            "  ./darm branch append counts/visits --kind counter 42",
            "  ./darm branch show notes/garden",
            "  ./darm branch merge notes/garden                 what concurrent heads come to",
            "  ./darm branch proof notes/garden ID --out one.proof",
            "  ./darm chain proof --verify one.proof            needs nothing but the genesis"
        })
final class BranchCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PATH = "/darm/branches";

    @Override
    public Integer call() {
        throw new Darm.Failure(ExitCode.USAGE, "expected list, append, show, merge or proof; see --help");
    }

    private static String parameters(String branch, String more) {
        return "?branch=" + URLEncoder.encode(branch, StandardCharsets.UTF_8) + more;
    }

    /** What every subcommand has. */
    private abstract static class About implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        CommandSpec spec;

        @Mixin
        Target target = new Target();

        PrintWriter words() {
            return spec.commandLine().getOut();
        }
    }

    /** What the subcommands on a branch that is there have. */
    private abstract static class AboutOne extends About {

        @Parameters(index = "0", paramLabel = "BRANCH", description = "Its name.")
        @SuppressWarnings("NullAway.Init")
        String branch;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the branches that a node keeps.")
    static final class ListThem extends About {

        @Override
        public Integer call() {
            JsonNode found = target.api().get(PATH, PATIENCE);
            if (found.path("branches").isEmpty()) words().println("No branches yet.");
            for (JsonNode branch : found.path("branches"))
                words().printf(
                                "%-32s %,10d records, %,d sealed, %d heads%s%n",
                                branch.path("name").asText(),
                                branch.path("records").asLong(),
                                branch.path("sealed").asLong(),
                                branch.path("heads").size(),
                                branch.path("equivocators").asInt() == 0
                                        ? ""
                                        : ", " + branch.path("equivocators").asInt()
                                                + " authors contradicted themselves");
            words().printf(
                            "The node signed %,d batches; %,d of them are not anchored in the chain yet.%n",
                            found.path("batches").asLong(),
                            found.path("pending").asLong());
            return ExitCode.OK.code();
        }
    }

    @Command(
            name = "append",
            mixinStandardHelpOptions = true,
            description =
                    "Appends values to a branch, which is made when it is not there. Prints the ids of the records.")
    static final class Append extends About {

        @Parameters(index = "0", paramLabel = "BRANCH", description = "1 to 64 of a-z 0-9, and of . _ / - inside.")
        @SuppressWarnings("NullAway.Init")
        String branch;

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "VALUE",
                description = "Text; of a counter its total so far; of a set or vector a JSON list.")
        @SuppressWarnings("NullAway.Init")
        List<String> values;

        @Option(
                names = "--kind",
                paramLabel = "KIND",
                description =
                        "How concurrent values are merged: text, relation and other stay side by side, register keeps the"
                                + " last, set unites, counter adds up, vector takes the median (default: ${DEFAULT-VALUE}).")
        String kind = "text";

        @Override
        public Integer call() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("branch", branch);
            body.put("kind", kind);
            ArrayNode list = body.putArray("values");
            boolean json = kind.startsWith("counter") || kind.startsWith("set") || kind.startsWith("vector");
            for (String value : values) {
                if (json) list.add(parse(value));
                else list.add(value);
            }
            JsonNode found = target.api().post(PATH + "/records", body, PATIENCE);
            for (JsonNode id : found.path("ids")) words().println(id.asText());
            return ExitCode.OK.code();
        }

        private JsonNode parse(String value) {
            try {
                return new ObjectMapper().readTree(value);
            } catch (java.io.IOException e) {
                throw new Darm.Failure(
                        ExitCode.USAGE,
                        "'" + value + "' is no value of a " + kind + ": expected a number or a JSON list");
            }
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows records of a branch in the order of the node's copy, ancestors first.")
    static final class Show extends AboutOne {

        @Option(names = "--from", paramLabel = "N", description = "The number of the first, from 0.")
        long from;

        @Option(names = "--limit", paramLabel = "N", description = "How many, 1 to 256 (default: ${DEFAULT-VALUE}).")
        int limit = 50;

        @Override
        public Integer call() {
            JsonNode found = target.api()
                    .get(PATH + "/records" + parameters(branch, "&from=" + from + "&limit=" + limit), PATIENCE);
            for (JsonNode record : found.path("records")) {
                JsonNode value = record.path("value");
                words().printf(
                                "%s  %s  %s/%d  %s  %s%n",
                                record.path("id").asText(),
                                record.path("time").asText(),
                                record.path("author").asText(),
                                record.path("sequence").asLong(),
                                record.path("kind").asText(),
                                value.isTextual() ? value.asText() : value.toString());
            }
            return ExitCode.OK.code();
        }
    }

    @Command(
            name = "merge",
            mixinStandardHelpOptions = true,
            description = "Shows what the concurrent heads of a branch come to.")
    static final class Merge extends AboutOne {

        @Override
        public Integer call() {
            JsonNode merge = target.api().get(PATH + "/merge" + parameters(branch, ""), PATIENCE);
            words().println(merge.toPrettyString());
            return ExitCode.OK.code();
        }
    }

    @Command(
            name = "proof",
            mixinStandardHelpOptions = true,
            description = {
                "Fetches the proof that a record is anchored in the chain.",
                "`./darm chain proof --verify` checks it with nothing but the genesis."
            })
    static final class Proof extends AboutOne {

        @Parameters(index = "1", paramLabel = "ID", description = "Of the record.")
        @SuppressWarnings("NullAway.Init")
        String id;

        @Option(
                names = {"-o", "--out"},
                paramLabel = "FILE",
                description = "Write the proof there instead of to the terminal.")
        @Nullable
        Path out;

        @Override
        public Integer call() {
            JsonNode found = target.api()
                    .get(
                            PATH + "/proof"
                                    + parameters(branch, "&id=" + URLEncoder.encode(id, StandardCharsets.UTF_8)),
                            PATIENCE);
            String hex = found.path("proof").asText();
            if (out == null) {
                words().println(hex);
                return ExitCode.OK.code();
            }
            HexFile.write(out, hex);
            words().printf(
                            "%s: the proof of record %s, %d bytes; its anchor stands in block %d.%n",
                            out,
                            id,
                            found.path("bytes").asInt(),
                            found.path("height").asLong());
            return ExitCode.OK.code();
        }
    }
}
