package dev.darm.journey;

import static dev.darm.journey.LocalCluster.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Validators of a running deployment change by the commands that users have, and what was proven before stays provable. */
class SeatsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @TempDir
    Path temp;

    private LocalCluster cluster;

    private String at(int node) {
        return "127.0.0.1:" + cluster.httpPorts.get(node);
    }

    /** The id of the record. */
    private String append(int node, String value) throws IOException, InterruptedException {
        return ok(cluster.tell("branch", "append", "notes", value, "--node", at(node)))
                .out()
                .strip();
    }

    /** Fetches the proof from {@code node}, once there is one, and checks it with the genesis alone. */
    private void proves(int node, String id) throws IOException, InterruptedException {
        String file = temp.resolve(id.substring(0, 8) + "-" + node + ".proof").toString();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        cluster.call(node, "GET", "/darm/branches/proof?branch=notes&id=" + id, "", Map.of())
                                .statusCode())
                .isEqualTo(200));
        ok(cluster.tell("branch", "proof", "notes", id, "--out", file, "--node", at(node)));
        String genesis =
                cluster.folder.resolveSibling("data").resolve("genesis.json").toString();
        assertThat(ok(LocalCluster.darm("chain", "proof", "--verify", file, "--genesis", genesis))
                        .out())
                .contains("Proven: record " + id);
    }

    /** Of the proof that {@link #proves} fetched, in the same words where it does not hold. */
    private void bothRootsHoldByTheCommandAndOverHttp(int node, String id) throws IOException, InterruptedException {
        Path file = temp.resolve(id.substring(0, 8) + "-" + node + ".proof");
        String proof = Files.readString(file).strip();
        JsonNode byGenesis = check(node, proof, "");
        String hash = byGenesis.path("hash").asText();

        assertThat(byGenesis.path("valid").asBoolean()).as(byGenesis::toString).isTrue();
        assertThat(byGenesis.at("/record/id").asText()).isEqualTo(id);
        assertThat(hash)
                .isEqualTo(cluster.get(node, "/darm/chain/" + byGenesis.path("height"))
                        .path("hash")
                        .asText());
        assertThat(ok(LocalCluster.darm("chain", "proof", "--verify", file.toString(), "--trusted", hash))
                        .out())
                .contains("Proven: record " + id, "whose hash is the trusted one");
        assertThat(check(node, proof, hash).path("valid").asBoolean()).isTrue();

        String other = "ab".repeat(32);
        LocalCluster.Ran refused = LocalCluster.darm("chain", "proof", "--verify", file.toString(), "--trusted", other);
        JsonNode fault = check(node, proof, other);
        assertThat(refused.exit()).as(refused::toString).isEqualTo(74);
        assertThat(fault.path("valid").asBoolean(true)).isFalse();
        assertThat(refused.err())
                .contains("proves nothing: " + fault.path("fault").asText());
    }

    private JsonNode check(int node, String proof, String trusted) throws IOException, InterruptedException {
        var body = LocalCluster.JSON.createObjectNode().put("proof", proof);
        if (!trusted.isEmpty()) body.put("trusted", trusted);
        return LocalCluster.JSON.readTree(
                cluster.call(node, "POST", "/darm/chain/proof/verify", body.toString(), Map.of())
                        .body());
    }

    @Test
    void aKeyIsChangedAndASeatGivenUpAndTaken() throws Exception {
        cluster = LocalCluster.write(temp, 4, "");
        try (LocalCluster closing = cluster) {
            ok(cluster.up());
            String before = append(1, "signed with the first key");
            proves(1, before);
            bothRootsHoldByTheCommandAndOverHttp(1, before);

            assertThat(ok(cluster.tell("validators", "rotate", "node-2")).out()).contains("start the node anew");
            cluster.kill(1);
            ok(cluster.up());
            String after = append(1, "signed with the second key");
            proves(1, after);
            proves(1, before);
            // asked of another node, which asks the one that signed it
            proves(0, before);

            ok(cluster.tell("validators", "leave", "node-4"));
            assertThat(ok(cluster.tell("validators", "list")).out())
                    .doesNotContain("node-4")
                    .contains("A block needs power 3 of 3.");
            String without = append(3, "written by a node without a seat");
            proves(3, without);
            ok(cluster.tell("validators", "join", "node-4"));
            assertThat(ok(cluster.tell("validators", "list")).out()).contains("node-4", "A block needs power 3 of 4.");

            cluster.learn(0, "notes.md", "The lantern of the lighthouse burns whale oil.\n");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            ok(cluster.tell("chain", "verify")).out())
                    .contains("4 of 4 nodes", "all agree"));
            proves(0, without);
        }
    }
}
