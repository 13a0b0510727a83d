package dev.darm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.node.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has the swarm forget an entry of long-term memory. */
@Command(
        name = "forget",
        mixinStandardHelpOptions = true,
        description = {
            "Has the swarm forget an entry of long-term memory, for good: when a quorum of heads consents, every node destroys the"
                    + " key of its text. The chain keeps the hash and verifies as before.",
            "The document that says it is not touched: feed an edited version first, or whoever studies it anew may learn it again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm forget 3f6c…e1                    an entry by its id, as GET /darm/memory shows it; asks before it does it",
            "  ./darm forget 3f6c…e1 --reason personal   with the reason that stands in the block",
            "  ./darm forget 3f6c…e1 --yes               without asking, for scripts"
        })
final class ForgetCommand implements Callable<Integer> {

    /** Why. */
    enum Reason {
        REQUESTED,
        PERSONAL,
        CONFIDENTIAL,
        LEGAL
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "The entry's commitment or claim id, 64 hexadecimal digits.")
    String id = "";

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            defaultValue = "requested",
            description = "requested, personal, confidential or legal (default: ${DEFAULT-VALUE}).")
    Reason reason = Reason.REQUESTED;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    boolean yes;

    @Mixin
    Target target = new Target();

    @Override
    public Integer call() {
        NodeApi api = target.api();
        PrintWriter out = spec.commandLine().getOut();
        if (!yes && !confirmed(api, out)) {
            out.println("Nothing was forgotten.");
            return ExitCode.USAGE.code();
        }
        ObjectNode body = NodeApi.JSON.createObjectNode();
        body.put("id", id);
        body.put("reason", reason.name().toLowerCase(Locale.ROOT));
        JsonNode done = api.post("/darm/memory/forget", body, Duration.ofSeconds(60));
        out.printf(
                "Forgotten: %d bodies, by the block at height %d. Nodes that are down do it when they catch up.%n",
                done.path("commitments").size(), done.path("height").asLong());
        return ExitCode.OK.code();
    }

    private boolean confirmed(NodeApi api, PrintWriter out) {
        JsonNode entry = api.get("/darm/memory/" + id, Duration.ofSeconds(10));
        out.println(entry.path("text").asText());
        for (JsonNode source : entry.path("sources"))
            out.println("  " + source.path("uri").asText() + ":"
                    + source.path("line").asInt());
        out.print("Forget this on all nodes, for good? Type yes: ");
        out.flush();
        String answer = readLine();
        return answer != null && answer.strip().equalsIgnoreCase("yes");
    }

    private static @Nullable String readLine() {
        try {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.NO_INPUT, "cannot read the answer: " + e.getMessage() + "; use --yes");
        }
    }
}
