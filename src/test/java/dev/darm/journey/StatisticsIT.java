package dev.darm.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deployment of four processes that learns corpus statistics while it is asked, loses a head, and starts again. */
class StatisticsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final String QUESTION = "Which port does machine 3 use?";
    private static final String LEARNS_SOON =
            "darm.consolidation.statistics { growth = 0.5, least-growth = 8, take-over = 5 s }";

    @TempDir
    Path temp;

    @Test
    void aBlockSwitchesTheEncoderOfAllNodesWhileARepeatedQuestionStaysAHitAndARestartKeepsIt() throws Exception {
        try (LocalCluster cluster = LocalCluster.write(temp, 4, LEARNS_SOON)) {
            LocalCluster.Ran up = cluster.up();
            assertThat(up.exit()).as(up::toString).isZero();
            feed(cluster, 0, 0, 5);
            for (int node = 0; node < 4; node++) awaitHit(cluster, node);
            assertThat(encoder(cluster, 0)).isEqualTo("ngram-512/0");

            feed(cluster, 1, 5, 5);
            List<String> misses = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                boolean all = true;
                for (int node = 0; node < 4; node++) {
                    String by = encoder(cluster, node);
                    all &= by.equals("ngram-512/1");
                    if (!hit(cluster, node)) misses.add("node " + node + " by " + by);
                }
                return all;
            });
            assertThat(misses).isEmpty();
            awaitNothingOutdated(cluster, 4);
            for (int node = 0; node < 4; node++) assertThat(hit(cluster, node)).isTrue();

            // version 2 starts with the third head of the genesis; without it the next takes over
            cluster.kill(2);
            feed(cluster, 0, 10, 10);
            await().atMost(PATIENCE).untilAsserted(() -> {
                for (int node : new int[] {0, 1, 3})
                    assertThat(encoder(cluster, node)).isEqualTo("ngram-512/2");
            });
            assertThat(hit(cluster, 0)).isTrue();

            for (int node = 0; node < 4; node++) cluster.kill(node);
            LocalCluster.Ran again = cluster.up();
            assertThat(again.exit()).as(again::toString).isZero();
            for (int node = 0; node < 4; node++) {
                int asked = node;
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(encoder(cluster, asked)).isEqualTo("ngram-512/2"));
            }
            awaitNothingOutdated(cluster, 4);
            LocalCluster.Ran verified = cluster.tell("chain", "verify");
            assertThat(verified.exit()).as(verified::toString).isZero();
            assertThat(cluster.tell("status").out()).contains("encoder    ngram-512/2");
        }
    }

    private static void feed(LocalCluster cluster, int node, int from, int count) throws Exception {
        StringBuilder text = new StringBuilder("# Ports\n\n");
        for (int i = from; i < from + count; i++)
            text.append("- Machine ")
                    .append(i)
                    .append(" listens on port ")
                    .append(9000 + i)
                    .append(".\n");
        JsonNode receipt = cluster.feed(node, "ports-" + from + ".md", text.toString());
        assertThat(receipt.path("status").asText()).isEqualTo("ACCEPTED");
    }

    private static void awaitHit(LocalCluster cluster, int node) {
        await().atMost(PATIENCE).until(() -> hit(cluster, node));
    }

    private static boolean hit(LocalCluster cluster, int node) throws Exception {
        JsonNode answer = cluster.ask(node, QUESTION);
        return answer.path("tier").asText().equals("RRC")
                && answer.path("text").asText().contains("9003");
    }

    private static void awaitNothingOutdated(LocalCluster cluster, int nodes) {
        for (int node = 0; node < nodes; node++) {
            int asked = node;
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(cluster.status(asked)
                            .path("counts")
                            .path("vectors outdated")
                            .asLong(-1))
                    .isZero());
        }
    }

    private static String encoder(LocalCluster cluster, int node) throws Exception {
        return cluster.status(node).path("encoder").asText();
    }
}
