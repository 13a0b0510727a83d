package dev.darm.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real node with a model server beside it, for vectors and for answers; the server may fail and may invent things. */
class ModelServerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temp;

    @Test
    void aModelAnswersFromTheSourcesAndGivesWayToExtractionWhenItFailsOrInvents() throws Exception {
        try (BagOfWordsServer server = BagOfWordsServer.start(256);
                LocalCluster cluster = LocalCluster.write(temp, 1, """
                        darm.encoding { kind = ollama, ollama { url = "%s", model = bag, dimensions = 256 } }
                        darm.model { url = "%s", name = scripted, timeout = 10 s, retries = 0 }
                        """.formatted(server.url(), server.url()))) {
            LocalCluster.Ran up = cluster.up();
            assertThat(up.exit()).as(up::toString).isZero();
            cluster.learn(0, "dome.md", "The dome of the observatory weighs 40 tonnes.\n");
            cluster.learn(0, "house.md", """
                    # The house

                    The kettle of the kitchen holds two litres of water.

                    The mirror in the hall was polished by Amelia Thornton in 1987.
                    """);

            answersAsModel(cluster);
            assertThat(server.embeddings()).isPositive();

            server.fail(true);
            JsonNode fallen = cluster.ask(0, "How much water does the kettle of the kitchen hold?");
            assertThat(fallen.path("inference").asText()).as(fallen::toString).isEqualTo("extractive");
            assertThat(fallen.path("text").asText()).contains("two litres");
            assertThat(fallen.path("reason").asText()).contains("no model answer", "status 500");
            server.fail(false);

            server.invent("The mirror was polished by Amelia Thornton in 2024 [1].");
            JsonNode invented = cluster.ask(0, "Who polished the mirror in the hall?");
            assertThat(invented.path("inference").asText())
                    .as(invented::toString)
                    .isEqualTo("extractive");
            assertThat(invented.path("text").asText()).contains("Amelia Thornton in 1987");
            assertThat(invented.path("reason").asText()).contains("2024");
        }
    }

    private static void answersAsModel(LocalCluster cluster) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode answer = cluster.ask(0, "How much does the dome of the observatory weigh?");
            assertThat(answer.path("inference").asText()).as(answer::toString).isEqualTo("model:scripted");
            assertThat(answer.path("text").asText()).contains("40 tonnes").doesNotContain("[1]");
            assertThat(answer.path("sources").path(0).path("uri").asText()).isEqualTo("dome.md");
            assertThat(answer.path("reason").asText()).isEmpty();
        });
        // The house must be in memory too, before the server fails: nothing could be encoded then.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(LocalCluster.JSON
                        .readTree(cluster.call(0, "GET", "/darm/memory", "", java.util.Map.of())
                                .body())
                        .toString())
                .contains("Amelia Thornton", "two litres"));
    }
}
