package dev.darm.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document is edited, edited back and emptied: long-term memory of a real node follows, and forgets nothing. */
class EditIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DOME = "The dome of the observatory weighs 40 tonnes.";
    private static final String KETTLE = "The kettle of the kitchen holds two litres of water.";
    private static final String ABOUT_DOME = "How much does the dome of the observatory weigh?";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temp;

    @Test
    void longTermMemoryFollowsTheEditsOfADocument() throws Exception {
        try (LocalCluster cluster = LocalCluster.write(temp, 1, "")) {
            LocalCluster.Ran up = cluster.up();
            assertThat(up.exit()).as(up::toString).isZero();

            cluster.learn(0, "notes.md", DOME + "\n\n" + KETTLE + "\n");
            standings(cluster, Map.of(DOME, "HELD", KETTLE, "HELD"));
            assertThat(cluster.ask(0, ABOUT_DOME).path("text").asText()).contains("40 tonnes");

            cluster.learn(0, "notes.md", KETTLE + "\n");
            standings(cluster, Map.of(DOME, "WITHDRAWN", KETTLE, "HELD"));
            answersNothingOn(cluster, ABOUT_DOME);

            cluster.learn(0, "notes.md", DOME + "\n\n" + KETTLE + "\n");
            standings(cluster, Map.of(DOME, "HELD", KETTLE, "HELD"));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            cluster.ask(0, ABOUT_DOME).path("text").asText())
                    .contains("40 tonnes"));

            cluster.learn(0, "notes.md", "");
            standings(cluster, Map.of(DOME, "WITHDRAWN", KETTLE, "WITHDRAWN"));
            answersNothingOn(cluster, ABOUT_DOME);
            answersNothingOn(cluster, "How much water does the kettle of the kitchen hold?");

            LocalCluster.Ran verified = cluster.tell("chain", "verify");
            assertThat(verified.exit()).as(verified::toString).isZero();
        }
    }

    /** Waits until long-term memory says this of its claims, and of no others. */
    private static void standings(LocalCluster cluster, Map<String, String> expected) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(standings(cluster)).isEqualTo(expected));
    }

    private static Map<String, String> standings(LocalCluster cluster) throws IOException, InterruptedException {
        String body =
                cluster.call(0, "GET", "/darm/memory?tier=ltm", "", Map.of()).body();
        Map<String, String> standings = new TreeMap<>();
        for (JsonNode entry : LocalCluster.JSON.readTree(body).path("entries"))
            standings.put(entry.path("text").asText(), entry.path("standing").asText());
        return standings;
    }

    private static void answersNothingOn(LocalCluster cluster, String question) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode answer = cluster.ask(0, question);
            assertThat(answer.path("abstained").asBoolean())
                    .as(answer::toString)
                    .isTrue();
        });
    }
}
