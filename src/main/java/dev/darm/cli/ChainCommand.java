package dev.darm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darm.node.ExitCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at the chain. */
@Command(
        name = "chain",
        mixinStandardHelpOptions = true,
        description =
                "Checks the chain on every node, shows a block, proves what stands in it, copies it, or mends it.",
        subcommands = {
            ChainCommand.Verify.class,
            ChainCommand.Show.class,
            ProofCommand.class,
            LightCommand.class,
            ExportCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            RepairCommand.class,
            CheckpointCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./darm chain verify", "  ./darm chain show 7", "  ./darm chain proof 7 0 --out seven.proof"})
final class ChainCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() {
        throw new Darm.Failure(
                ExitCode.USAGE,
                "expected one of `darm chain "
                        + String.join("`, `darm chain ", spec.subcommands().keySet()) + "`");
    }

    /** Each node checks its own copy; the copies must agree. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description =
                    "Has every node check every block of its chain (hashes, links, roots, signatures), and compares the "
                            + "results. Ends with 74 when a chain is broken or two nodes disagree, 69 when none answers.",
            footerHeading = "%nExamples:%n",
            footer = {"  ./darm chain verify", "  ./darm chain verify --node 127.0.0.1:8551"})
    static final class Verify implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        CommandSpec spec;

        @Mixin
        Target target = new Target();

        private record Checked(String address, boolean valid, long height, String tip) {}

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            NodeApi api = target.api();
            List<Checked> checked = new ArrayList<>();
            for (String address : target.addresses()) {
                Optional<JsonNode> reply = api.getFrom(address, "/darm/chain/verify", Duration.ofMinutes(10));
                if (reply.isEmpty()) {
                    out.printf("%s  does not answer%n", address);
                    continue;
                }
                JsonNode result = reply.get();
                boolean valid = result.path("valid").asBoolean();
                checked.add(new Checked(
                        address,
                        valid,
                        result.path("height").asLong(),
                        result.path("tipHash").asText("")));
                out.printf(
                        "%s  %s, height %d, %s%n",
                        address,
                        valid ? "valid" : "BROKEN",
                        result.path("height").asLong(),
                        valid
                                ? result.path("tipHash").asText("")
                                : result.path("fault").asText(""));
            }
            out.flush();
            if (checked.isEmpty())
                throw new Darm.Failure(
                        ExitCode.UNAVAILABLE, "no node answers at " + String.join(", ", target.addresses()));
            return judge(api, checked, out);
        }

        /** Chains of different heights agree when the longer one holds the shorter one's last block. */
        private static int judge(NodeApi api, List<Checked> checked, PrintWriter out) {
            if (checked.stream().anyMatch(one -> !one.valid())) return ExitCode.DATA.code();
            Checked longest = checked.stream()
                    .reduce((a, b) -> b.height() > a.height() ? b : a)
                    .orElseThrow();
            for (Checked one : checked) {
                if (one.height() == 0) continue;
                Optional<JsonNode> block =
                        api.getFrom(longest.address(), "/darm/chain/" + one.height(), Duration.ofSeconds(10));
                String hash = block.map(found -> found.path("hash").asText()).orElse("");
                if (!hash.equals(one.tip())) {
                    out.printf(
                            "%s and %s DISAGREE at height %d: %s, %s%n",
                            one.address(), longest.address(), one.height(), one.tip(), hash);
                    return ExitCode.DATA.code();
                }
            }
            long same = checked.stream()
                    .filter(one -> one.height() == longest.height())
                    .count();
            out.printf(
                    "%d of %d nodes are at height %d with the same block; all agree.%n",
                    same, checked.size(), longest.height());
            return ExitCode.OK.code();
        }
    }

    /** One block. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows the block of a height: header, signers and payloads.",
            footerHeading = "%nExamples:%n",
            footer = {"  ./darm chain show 1", "  ./darm chain show 1 --json"})
    static final class Show implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        CommandSpec spec;

        @Parameters(paramLabel = "HEIGHT", description = "From 1 up to the chain's height.")
        long height;

        @Option(names = "--json", description = "Print the block as JSON.")
        boolean json;

        @Mixin
        Target target = new Target();

        @Override
        public Integer call() {
            if (height < 1)
                throw new Darm.Failure(ExitCode.USAGE, "no block at height " + height + "; expected 1 or more");
            JsonNode block = target.api().get("/darm/chain/" + height, Duration.ofSeconds(10));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(block.toPrettyString());
                return ExitCode.OK.code();
            }
            for (String field :
                    List.of("height", "hash", "previous", "time", "proposer", "validators", "round", "signers"))
                out.printf("%-12s %s%n", field, text(block.path(field)));
            if (!block.path("nextValidators").equals(block.path("validators")))
                out.printf("%-12s %s%n", "successors", text(block.path("nextValidators")));
            for (var root : block.path("roots").properties())
                out.printf(
                        "%-12s %s %s%n", "root", root.getKey(), root.getValue().asText());
            for (JsonNode payload : block.path("payloads")) {
                out.printf(
                        "payload      %s, %d bytes, %s%n",
                        payload.path("kind").asText(),
                        payload.path("bytes").asInt(),
                        payload.path("hash").asText());
                if (payload.hasNonNull("claim"))
                    out.println("             " + payload.path("claim").asText());
            }
            return ExitCode.OK.code();
        }

        private static String text(JsonNode value) {
            if (!value.isArray()) return value.asText();
            List<String> parts = new ArrayList<>();
            value.forEach(part -> parts.add(part.asText()));
            return String.join(", ", parts);
        }
    }
}
