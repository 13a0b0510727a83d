package dev.darm.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole journey of a user, with real processes: up, ingest, ask on two nodes, kill -9, ask, restart, verify, down. */
class JourneyIT {

    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @TempDir
    Path temp;

    @Test
    void aClusterLearnsFromRealTextAndAnswersFromMemoryThroughCrashes() throws Exception {
        Path notes = Files.createDirectories(temp.resolve("notes"));
        Files.writeString(notes.resolve("kettle.md"), """
                # The kettle

                The kettle of the observatory holds two litres of water.
                The kettle was made by Amelia Thornton in 1987.

                # The telescope

                The main telescope has a mirror of 90 centimetres.
                The dome of the telescope opens at sunset.
                """);
        Files.writeString(
                notes.resolve("facts.jsonl"),
                "{\"subject\":\"the night assistant\",\"relation\":\"is called\",\"object\":\"Rosalind Quist\"}\n");
        Files.write(notes.resolve("picture.bin"), new byte[] {1, 0, 2, 0, 3});

        try (LocalCluster cluster = LocalCluster.write(temp, 4, "")) {
            LocalCluster.Ran up = cluster.up();
            assertThat(up.exit()).as(up::toString).isZero();
            assertThat(up.out()).contains("All 4 nodes are ready").contains("Console: http://127.0.0.1:");
            LocalCluster.Ran again = cluster.up();
            assertThat(again.exit()).as(again::toString).isZero();
            assertThat(again.out()).contains("node-1 runs already");

            LocalCluster.Ran fed = cluster.tell("ingest", notes.toString());
            assertThat(fed.exit()).as(fed::toString).isZero();
            assertThat(fed.out())
                    .contains("2 new or changed")
                    .contains("1 skipped")
                    .contains("binary");
            LocalCluster.Ran fedAgain = cluster.tell("ingest", notes.toString());
            assertThat(fedAgain.out()).contains("0 new or changed, 2 unchanged");

            String question = "How much water does the kettle of the observatory hold?";
            awaitLongTerm(cluster, 0, question);
            JsonNode first = cluster.ask(0, question);
            assertThat(first.path("text").asText()).contains("two litres");
            assertThat(first.path("sources").path(0).path("uri").asText()).endsWith("kettle.md");
            assertThat(first.path("sources").path(0).path("line").asInt()).isEqualTo(3);
            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode second = cluster.ask(1, question);
                assertThat(second.path("tier").asText()).isEqualTo("RRC");
                assertThat(second.path("text").asText()).contains("two litres");
            });
            JsonNode unknown = cluster.ask(2, "Who painted the ceiling of the cathedral?");
            assertThat(unknown.path("abstained").asBoolean()).isTrue();
            assertThat(unknown.path("reason").asText()).isNotBlank();

            List<String> acknowledged = new ArrayList<>();
            for (int victim = 0; victim < 4; victim++) killOneWhileIngesting(cluster, victim, acknowledged);
            allAnswered(cluster, acknowledged);
            sameChainEverywhere(cluster);

            for (int node = 0; node < 4; node++) cluster.kill(node);
            LocalCluster.Ran restarted = cluster.up();
            assertThat(restarted.exit()).as(restarted::toString).isZero();
            allAnswered(cluster, acknowledged);
            assertThat(cluster.ask(3, question).path("text").asText()).contains("two litres");
            sameChainEverywhere(cluster);

            LocalCluster.Ran down = LocalCluster.darm("down", cluster.folder.toString());
            assertThat(down.exit()).as(down::toString).isZero();
            assertThat(down.out()).contains("node-4 stopped.");
        }
    }

    /**
     * Feeds documents one by one, the first through the node that is then killed; what was acknowledged is remembered for the
     * check. Each node is the victim once, so whoever would propose the next block is among them.
     */
    private void killOneWhileIngesting(LocalCluster cluster, int victim, List<String> acknowledged) throws Exception {
        int before = acknowledged.size();
        for (int i = 0; i < 10; i++) {
            if (i == 4) cluster.kill(victim);
            String name = "specimen" + victim + "x" + i;
            int shelf = 100 + victim * 20 + i;
            int node = i < 4 ? victim : (victim + 1) % 4;
            JsonNode receipt =
                    cluster.feed(node, name + ".txt", "The jar of " + name + " stands on shelf number " + shelf + ".");
            if (receipt.path("status").asText().equals("ACCEPTED")) acknowledged.add(name + " " + shelf);
        }
        assertThat(acknowledged.size() - before).isGreaterThanOrEqualTo(8);
        JsonNode answer = cluster.ask((victim + 2) % 4, "How much water does the kettle of the observatory hold?");
        assertThat(answer.path("text").asText()).contains("two litres");
        LocalCluster.Ran up = cluster.up();
        assertThat(up.exit()).as(up::toString).isZero();
    }

    private void allAnswered(LocalCluster cluster, List<String> acknowledged) {
        for (String fact : acknowledged) {
            String name = fact.split(" ")[0];
            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode answer = cluster.ask(2, "On which shelf stands the jar of " + name + "?");
                assertThat(answer.path("text").asText()).as(answer::toString).contains(fact.split(" ")[1]);
            });
        }
    }

    private static void awaitLongTerm(LocalCluster cluster, int node, String question) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode answer = cluster.ask(node, question);
            assertThat(answer.path("tier").asText()).as(answer::toString).isIn("LTM", "RRC");
        });
    }

    private static void sameChainEverywhere(LocalCluster cluster) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            LocalCluster.Ran verified = cluster.tell("chain", "verify");
            assertThat(verified.exit()).as(verified::toString).isZero();
            assertThat(verified.out()).contains("4 of 4 nodes are at height").contains("all agree");
        });
    }
}
