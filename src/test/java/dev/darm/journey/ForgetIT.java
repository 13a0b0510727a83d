package dev.darm.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator has two real nodes forget what they agreed on: they abstain, also after a restart, and the chain holds. */
class ForgetIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DOME = "The dome of the observatory weighs 40 tonnes.";
    private static final String KETTLE = "The kettle of the kitchen holds two litres of water.";
    private static final String ABOUT_DOME = "How much does the dome of the observatory weigh?";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temp;

    @Test
    void whatAnOperatorHasForgottenIsAnsweredByNoNode() throws Exception {
        try (LocalCluster cluster = LocalCluster.write(temp, 2, "")) {
            LocalCluster.Ran up = cluster.up();
            assertThat(up.exit()).as(up::toString).isZero();
            cluster.learn(0, "notes.md", DOME + "\n\n" + KETTLE + "\n");
            for (int node = 0; node < 2; node++) remembers(cluster, node, DOME, KETTLE);
            assertThat(cluster.ask(1, ABOUT_DOME).path("text").asText()).contains("40 tonnes");

            LocalCluster.Ran refused = cluster.tell("forget", idOf(cluster, DOME), "--token", "wrong", "--yes");
            assertThat(refused.exit()).as(refused::toString).isNotZero();
            LocalCluster.Ran forgotten = cluster.tell("forget", idOf(cluster, DOME), "--reason", "personal", "--yes");
            assertThat(forgotten.exit()).as(forgotten::toString).isZero();
            assertThat(forgotten.out()).contains("Forgotten: 1 bodies");

            for (int node = 0; node < 2; node++) {
                remembers(cluster, node, KETTLE);
                abstains(cluster, node);
            }
            LocalCluster.Ran down =
                    LocalCluster.darm("down", cluster.file(0).getParent().toString());
            assertThat(down.exit()).as(down::toString).isZero();
            LocalCluster.Ran again = cluster.up();
            assertThat(again.exit()).as(again::toString).isZero();
            for (int node = 0; node < 2; node++) {
                remembers(cluster, node, KETTLE);
                abstains(cluster, node);
            }
            LocalCluster.Ran verified = cluster.tell("chain", "verify");
            assertThat(verified.exit()).as(verified::toString).isZero();
        }
    }

    private static List<JsonNode> entries(LocalCluster cluster, int node) throws IOException, InterruptedException {
        String body =
                cluster.call(node, "GET", "/darm/memory?tier=ltm", "", Map.of()).body();
        List<JsonNode> entries = new ArrayList<>();
        LocalCluster.JSON.readTree(body).path("entries").forEach(entries::add);
        return entries;
    }

    private static void remembers(LocalCluster cluster, int node, String... texts) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(entries(cluster, node))
                .extracting(entry -> entry.path("text").asText())
                .containsExactlyInAnyOrder(texts));
    }

    private static String idOf(LocalCluster cluster, String text) throws IOException, InterruptedException {
        for (JsonNode entry : entries(cluster, 0))
            if (entry.path("text").asText().equals(text))
                return entry.path("id").asText();
        throw new AssertionError("no entry says: " + text);
    }

    private static void abstains(LocalCluster cluster, int node) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode answer = cluster.ask(node, ABOUT_DOME);
            assertThat(answer.path("abstained").asBoolean())
                    .as(answer::toString)
                    .isTrue();
        });
    }
}
