package dev.darm.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two documents contradict each other, a third decides: on a real node, with the rules that its genesis enrols. */
class ContestIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String OLD = "The round trip of Starlink is 40 ms.";
    private static final String NEW = "The round trip of Starlink is 30 ms.";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temp;

    @Test
    void aFurtherDocumentDecidesAContestAndTheLoserIsNoAnswer() throws Exception {
        try (LocalCluster cluster = LocalCluster.write(temp, 1, "darm.consolidation.contest-votes = 1")) {
            LocalCluster.Ran up = cluster.up();
            assertThat(up.exit()).as(up::toString).isZero();

            feed(cluster, "a.md", OLD);
            standings(cluster, Map.of(OLD, "HELD"));
            feed(cluster, "b.md", NEW);
            standings(cluster, Map.of(OLD, "CONTESTED", NEW, "CONTESTED"));
            feed(cluster, "c.md", NEW + "\n\nPenguins live in the south.");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            entries(cluster).get(NEW).path("standing").asText())
                    .isEqualTo("HELD"));

            JsonNode lost = entries(cluster).get(OLD);
            assertThat(lost.path("standing").asText()).isEqualTo("SUPERSEDED");
            assertThat(lost.path("supersededBy").asText())
                    .isEqualTo(entries(cluster).get(NEW).path("id").asText());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(cluster.ask(0, "What is the round trip of Starlink?")
                                    .path("text")
                                    .asText())
                            .contains("30 ms"));
        }
    }

    private static void feed(LocalCluster cluster, String name, String text) throws Exception {
        cluster.learn(0, name, text + "\n");
    }

    private static void standings(LocalCluster cluster, Map<String, String> expected) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Map<String, String> found = new TreeMap<>();
            entries(cluster)
                    .forEach((text, entry) ->
                            found.put(text, entry.path("standing").asText()));
            assertThat(found).isEqualTo(expected);
        });
    }

    private static Map<String, JsonNode> entries(LocalCluster cluster) throws Exception {
        String body =
                cluster.call(0, "GET", "/darm/memory?tier=ltm", "", Map.of()).body();
        Map<String, JsonNode> entries = new TreeMap<>();
        for (JsonNode entry : LocalCluster.JSON.readTree(body).path("entries"))
            entries.put(entry.path("text").asText(), entry);
        return entries;
    }
}
