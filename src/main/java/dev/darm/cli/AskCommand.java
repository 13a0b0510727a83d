package dev.darm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.node.ExitCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a question. */
@Command(
        name = "ask",
        mixinStandardHelpOptions = true,
        description = {
            "Asks the swarm and prints the answer with its sources, its confidence, the memory tier that served it and the "
                    + "time it took. When memory holds nothing that supports an answer it says so, and why."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm ask \"What is the default quorum threshold?\"",
            "  ./darm ask --json \"Who votes on a nomination?\"",
            "  ./darm ask --node 127.0.0.1:8552,127.0.0.1:8553 \"What is a block?\""
        })
final class AskCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "QUESTION", arity = "1..*", description = "The question; several words are joined.")
    List<String> words = List.of();

    @Option(names = "--json", description = "Print the node's answer as JSON.")
    boolean json;

    @Mixin
    Target target = new Target();

    @Override
    public Integer call() {
        String question = String.join(" ", words).strip();
        if (question.isEmpty())
            throw new Darm.Failure(ExitCode.USAGE, "the question is empty; expected a question of at least one word");
        ObjectNode body = NodeApi.JSON.createObjectNode();
        body.put("question", question);
        JsonNode answer = target.api().post("/darm/ask", body, Duration.ofSeconds(90));
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(answer.toPrettyString());
        else print(answer, out);
        out.flush();
        return ExitCode.OK.code();
    }

    private static void print(JsonNode answer, PrintWriter out) {
        if (answer.path("abstained").asBoolean()) {
            out.println("No answer: " + answer.path("reason").asText("memory holds nothing that supports one"));
        } else {
            out.println(answer.path("text").asText());
            for (JsonNode source : answer.path("sources")) {
                String heading = source.path("heading").asText("");
                out.printf(
                        "  source      %s, line %d%s%n",
                        source.path("uri").asText(),
                        source.path("line").asInt(),
                        heading.isEmpty() ? "" : " (" + heading + ")");
            }
            out.printf(
                    Locale.ROOT,
                    "  confidence  %.2f%n",
                    answer.path("confidence").asDouble());
            out.printf(
                    "  tier        %s%n",
                    tier(
                            answer.path("tier").asText(""),
                            answer.path("inference").asText("")));
        }
        out.printf(
                Locale.ROOT,
                "  latency     %.2f ms on %s%n  answer id   %s%n",
                answer.path("latencyMs").asDouble(),
                answer.path("node").asText(),
                answer.path("id").asText());
    }

    private static String tier(String tier, String inference) {
        return switch (tier) {
            case "RRC" -> "RRC (rapid retrieval cache)";
            case "STM" -> "inference over STM (" + inference + "); not agreed on yet";
            case "LTM" -> "inference over LTM (" + inference + ")";
            default -> tier;
        };
    }
}
