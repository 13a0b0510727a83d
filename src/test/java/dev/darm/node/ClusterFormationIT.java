package dev.darm.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.Cluster;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import com.typesafe.config.ConfigFactory;
import dev.darm.gateway.FakeNode;
import dev.darm.gateway.GatewayDoor;
import dev.darm.journey.FreePorts;
import dev.darm.node.keys.KeyFolder;
import dev.darm.node.keys.NodeIdentity;
import dev.darm.world.shell.Peers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes without DARM's own actors, in one JVM on loopback: who forms a cluster with whom. */
class ClusterFormationIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final List<DarmNode> nodes = new ArrayList<>();

    @AfterEach
    void stopAll() {
        nodes.forEach(node -> node.cut());
        nodes.forEach(node -> node.ended().toCompletableFuture().join());
    }

    @Test
    void threeNodesFormOneClusterAndAMajorityFormsItAgainAfterAPowerLoss() throws Exception {
        write("tcp", 3);
        start(1, 2, 3);
        awaitMembers("node-1", "node-2", "node-3");
        assertThat(status("/ready", 1)).isEqualTo(200);
        assertThat(status("/alive", 1)).isEqualTo(200);
        assertThat(status("/cluster/members", 1)).isEqualTo(200);
        String stranger = "/cluster/members/akka://t@127.0.0.1:1";
        assertThat(send(request(stranger, 1).DELETE())).isEqualTo(503);
        GatewayDoor.of(nodes.getFirst().system()).open(new FakeNode(), "a-token");
        assertThat(send(request(stranger, 1).DELETE())).isEqualTo(401);
        assertThat(send(request(stranger, 1).DELETE().header("Authorization", "Bearer a-token")))
                .isEqualTo(404);

        stopAll();
        nodes.clear();
        start(2, 3);

        awaitMembers("node-2", "node-3");
        assertThat(nodes.stream().map(node -> Cluster.get(node.system()).state().getLeader()))
                .containsOnly(Cluster.get(nodes.getFirst().system()).state().getLeader());
    }

    @Test
    void aMinorityFormsNoCluster() throws Exception {
        write("tcp", 3);
        start(1);

        await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(7)).until(() -> members(nodes.getFirst())
                .isEmpty());
    }

    @Test
    void twoNodesFormAClusterOverAeron() throws Exception {
        write("aeron-udp", 2);
        start(1, 2);

        awaitMembers("node-1", "node-2");
    }

    @Test
    void twoNodesWithKeysOfOneAuthorityFormAClusterAndOneOfAnotherStaysOut() throws Exception {
        write("tcp, tls = on", 3);
        keys("keys", "node-1", "node-2");
        keys("foreign", "node-3");
        Files.writeString(folder.resolve("node-3.conf"), "darm.keys-folder = foreign\n", StandardOpenOption.APPEND);
        start(1, 2);
        awaitMembers("node-1", "node-2");

        start(3);

        await().during(Duration.ofSeconds(6))
                .atMost(Duration.ofSeconds(8))
                .until(() -> members(nodes.get(2)).isEmpty()
                        && members(nodes.getFirst()).size() == 2);
    }

    @Test
    void ofTwoClustersOneGivesWayAndItsNodeJoinsTheOtherOnceStartedAgain() throws Exception {
        write("tcp", 3);
        start(1, 2);
        // what partial reachability at a cold start could do: each forms a cluster of its own
        for (DarmNode node : nodes)
            Cluster.get(node.system()).join(Cluster.get(node.system()).selfAddress());

        await().atMost(LONG).until(() -> nodes.stream()
                .anyMatch(node -> node.ended().toCompletableFuture().isDone()));
        int loser = nodes.getFirst().ended().toCompletableFuture().isDone() ? 1 : 2;
        assertThat(CoordinatedShutdown.get(nodes.get(loser - 1).system()).getShutdownReason())
                .hasValueSatisfying(reason -> assertThat(reason).isInstanceOf(StopReason.SecondCluster.class));
        nodes.remove(loser - 1);
        start(loser);

        awaitMembers("node-1", "node-2");
    }

    private void awaitMembers(String... names) {
        await().atMost(LONG).untilAsserted(() -> {
            for (DarmNode node : nodes) assertThat(members(node)).containsExactly(names);
        });
    }

    private static TreeSet<String> members(DarmNode node) {
        TreeSet<String> names = new TreeSet<>();
        for (Member member :
                Cluster.get(Adapter.toClassic(node.system())).state().getMembers())
            if (member.status().equals(MemberStatus.up())) names.add(Peers.nameOf(member));
        return names;
    }

    private void start(int... numbers) {
        for (int number : numbers) {
            NodeConfig config = NodeConfig.load(folder.resolve("node-" + number + ".conf"));
            nodes.add(DarmNode.start(config, ConfigFactory.parseString("""
                            akka.loglevel = WARNING
                            akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                            akka.cluster.run-coordinated-shutdown-when-down = off
                            """), NodeGuardian.create(context -> {
                context.spawn(SplitWatch.create(config), "split-watch");
                return () -> CompletableFuture.completedFuture(true);
            })));
        }
    }

    /** One file a node, each node on free ports. */
    private void write(String transport, int count) throws IOException {
        StringBuilder entries = new StringBuilder();
        for (int number = 1; number <= count; number++) {
            int artery = FreePorts.take();
            int http = FreePorts.take();
            entries.append("{ name = node-%d, host = \"127.0.0.1\", port = %d, http-port = %d }%n"
                    .formatted(number, artery, http));
        }
        Files.writeString(folder.resolve("deployment.conf"), """
                darm.cluster { name = t, form-after = 2 s, nodes = [
                %s] }
                darm.network { transport = %s }
                darm.data-folder = ${darm.node.name}
                darm.node.split-check-interval = 1 s
                """.formatted(entries, transport));
        for (int number = 1; number <= count; number++)
            Files.writeString(folder.resolve("node-" + number + ".conf"), """
                    include required("deployment.conf")
                    darm.node.name = node-%d
                    """.formatted(number));
    }

    private void keys(String name, String... nodes) throws IOException {
        KeyFolder.createMissing(
                folder.resolve(name),
                Stream.of(nodes)
                        .map(node -> new NodeIdentity(node, List.of("127.0.0.1")))
                        .toList(),
                new SecureRandom(),
                Instant.now().minusSeconds(60));
    }

    private int status(String path, int number) throws Exception {
        return send(request(path, number).GET());
    }

    private HttpRequest.Builder request(String path, int number) {
        return HttpRequest.newBuilder(
                URI.create(nodes.get(number - 1).config().network().self().httpAddress() + path));
    }

    private static int send(HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }
}
