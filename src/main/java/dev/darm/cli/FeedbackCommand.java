package dev.darm.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.node.ExitCode;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says whether an answer was good. */
@Command(
        name = "feedback",
        mixinStandardHelpOptions = true,
        description = "Tells the swarm whether an answer was good; the id stands under the answer.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./darm feedback node-1-17 up", "  ./darm feedback node-1-17 down"})
final class FeedbackCommand implements Callable<Integer> {

    /** A thumb. */
    enum Thumb {
        UP,
        DOWN
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ANSWER-ID", description = "The answer's id.")
    String answer = "";

    @Parameters(index = "1", paramLabel = "up|down", description = "Good or bad.")
    Thumb thumb = Thumb.UP;

    @Mixin
    Target target = new Target();

    @Override
    public Integer call() {
        ObjectNode body = NodeApi.JSON.createObjectNode();
        body.put("answer", answer);
        body.put("vote", thumb.name().toLowerCase(Locale.ROOT));
        target.api().post("/darm/feedback", body, Duration.ofSeconds(10));
        spec.commandLine()
                .getOut()
                .println("Thank you: " + thumb.name().toLowerCase(Locale.ROOT) + " for " + answer + ".");
        return ExitCode.OK.code();
    }
}
