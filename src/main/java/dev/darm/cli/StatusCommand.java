package dev.darm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darm.node.ExitCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows how a deployment does. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Shows each node, the members and validators it sees, its chain, and why the chain is not moving when it "
                        + "is not. Ends with 69 when no node answers.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./darm status", "  ./darm status --json", "  ./darm status --node 127.0.0.1:8552"})
final class StatusCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object a node that answers.")
    boolean json;

    @Mixin
    Target target = new Target();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        NodeApi api = target.api();
        List<JsonNode> answers = new ArrayList<>();
        for (String address : target.addresses()) {
            Optional<JsonNode> status = api.getFrom(address, "/darm/status", Duration.ofSeconds(10));
            if (status.isEmpty()) {
                if (!json) out.printf("%-10s does not answer (%s)%n", "", address);
                continue;
            }
            answers.add(status.get());
            if (json) out.println(status.get());
            else line(status.get(), out);
        }
        if (answers.isEmpty())
            throw new Darm.Failure(
                    ExitCode.UNAVAILABLE,
                    "no node answers at " + String.join(", ", target.addresses())
                            + "; is the deployment up (`./darm up`)?");
        if (!json) details(answers.get(0), out);
        out.flush();
        return ExitCode.OK.code();
    }

    private static void line(JsonNode status, PrintWriter out) {
        out.printf(
                "%-10s %s, up %d s, height %d, %d of %d members reachable%n",
                status.path("node").asText(),
                status.path("ready").asBoolean() ? "ready" : "not ready",
                status.path("uptimeSeconds").asLong(),
                status.path("height").asLong(),
                stream(status.path("members"))
                        .filter(member -> member.path("reachable").asBoolean())
                        .count(),
                status.path("members").size() + status.path("absent").size());
    }

    private static void details(JsonNode status, PrintWriter out) {
        out.println();
        out.printf(
                "members    %s%n",
                join(stream(status.path("members"))
                        .map(member -> member.path("name").asText() + " "
                                + member.path("status").asText()
                                + (member.path("reachable").asBoolean() ? "" : " (unreachable)"))
                        .toList()));
        if (status.path("absent").size() > 0)
            out.printf(
                    "absent     %s%n",
                    join(stream(status.path("absent")).map(JsonNode::asText).toList()));
        out.printf(
                "validators %s%n",
                join(stream(status.path("validators"))
                        .map(one -> one.path("name").asText()
                                + (one.path("connected").asBoolean() ? "" : " (not connected)"))
                        .toList()));
        out.printf(
                "chain      height %d, round %d, %s%n",
                status.path("height").asLong(),
                status.path("round").asInt(),
                status.path("step").asText());
        String waiting = status.path("waiting").asText("");
        if (!waiting.isEmpty()) out.println("           not moving: " + waiting);
        out.println("encoder    " + status.path("encoder").asText());
        List<String> counts = new ArrayList<>();
        status.path("counts")
                .properties()
                .forEach(entry ->
                        counts.add(entry.getKey() + " " + entry.getValue().asLong()));
        out.println("counts     " + join(counts));
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String join(List<String> parts) {
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }
}
