package dev.darm.journey;

import static dev.darm.journey.LocalCluster.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain that is pruned on three of four nodes, backed up, damaged, mended and restored by the commands that users have. */
class ChainCareIT {

    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @TempDir
    Path temp;

    private LocalCluster cluster;

    private long height(int node) throws IOException, InterruptedException {
        return cluster.get(node, "/darm/chain").path("height").asLong();
    }

    private String hash(long height) throws IOException, InterruptedException {
        return cluster.get(0, "/darm/chain/" + height).path("hash").asText();
    }

    private void feed(int from, int count) throws IOException, InterruptedException {
        for (int i = from; i < from + count; i++) {
            long before = height(0);
            cluster.learn(0, "notes-" + i + ".md", "The lantern number " + i + " of the lighthouse burns whale oil.\n");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(height(0))
                    .as(() -> "a block after " + before + cluster.lastLines(40))
                    .isGreaterThan(before));
        }
    }

    @Test
    void aPrunedChainIsBackedUpMendedAndRestored() throws Exception {
        cluster = LocalCluster.write(temp, 4, "darm { ledger.keep-blocks = 3, journal.segment-size = 1 KiB }");
        Files.writeString(cluster.file(0), Files.readString(cluster.file(0)) + "darm.ledger.keep-blocks = 0\n");
        try (LocalCluster closing = cluster) {
            ok(closing.up());
            eachBlockIsToldAsItIsMade();
            feed(1, 7);
            await().atMost(PATIENCE)
                    .until(() -> cluster.call(1, "GET", "/darm/chain/1", "", Map.of())
                                    .statusCode()
                            == 410);

            String pruned = "127.0.0.1:" + cluster.httpPorts.get(1);
            await().atMost(PATIENCE).until(() -> cluster.tell("chain", "show", "1", "--node", pruned)
                    .err()
                    .contains("an archive: node-1"));
            LocalCluster.Ran shown = cluster.tell("chain", "show", "1", "--node", pruned);
            assertThat(shown.exit()).isEqualTo(64);
            assertThat(shown.err()).contains("keeps whole blocks from height", "an archive: node-1");
            LocalCluster.Ran exported =
                    cluster.tell("chain", "export", temp.resolve("x").toString(), "--node", pruned);
            assertThat(exported.exit()).as(exported::toString).isEqualTo(69);
            assertThat(exported.err()).contains("keeps no block 1");
            ok(cluster.tell("chain", "verify"));
            anExportOverHttpIsTheCommandsFile();
            aBackupBegunOverHttpIsGoneOnWith(temp.resolve("backup"));
            headersOverHttpLeadWhereTheCommandComesTo(5);

            cluster.kill(2);
            Path log = cluster.data(2).resolve("chain.abridged");
            Path second = files(log).get(1);
            byte[] bytes = Files.readAllBytes(second);
            bytes[bytes.length / 2] ^= 1;
            Files.write(second, bytes);
            LocalCluster.Ran refused = LocalCluster.darmNode(cluster.file(2));
            assertThat(refused.exit()).as(refused::toString).isEqualTo(74);
            assertThat(refused.err()).containsPattern("the chain is damaged at height \\d+: chain.abridged/");
            assertThat(ok(LocalCluster.darm("chain", "repair", cluster.file(2).toString()))
                            .out())
                    .contains("Mended: ", "Fetched height ", "chain.abridged.damaged");
            // with two of four gone at once, keep-majority may stop the other two
            ok(cluster.up());

            cluster.kill(3);
            delete(cluster.data(3));
            assertThat(ok(LocalCluster.darm(
                                    "chain",
                                    "restore",
                                    temp.resolve("backup").toString(),
                                    cluster.file(3).toString()))
                            .out())
                    .contains("every block verified");

            String config = Files.readString(cluster.file(3));
            String trusted = "darm.ledger.trusted { height = 2, hash = %s }\n";
            Files.writeString(cluster.file(3), config + trusted.formatted("ab".repeat(32)));
            LocalCluster.Ran another = LocalCluster.darmNode(cluster.file(3));
            assertThat(another.exit()).as(another::toString).isEqualTo(74);
            assertThat(another.err()).contains("height 2", "darm.ledger.trusted names " + "ab".repeat(32));
            Files.writeString(cluster.file(3), config + trusted.formatted(hash(2)));

            ok(cluster.up());
            feed(8, 2);
            await().atMost(PATIENCE).until(() -> height(3) == height(0) && height(2) == height(0));
            aNodeThatIsPutOutComesBack(1);
            // a block may be on its way
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            ok(cluster.tell("chain", "verify")).out())
                    .contains("4 of 4 nodes", "all agree"));
        }
    }

    private void anExportOverHttpIsTheCommandsFile() throws IOException, InterruptedException {
        Path file = temp.resolve("home.chain");
        String out = ok(cluster.tell(
                        "chain", "export", file.toString(), "--node", "127.0.0.1:" + cluster.httpPorts.get(0)))
                .out();
        Matcher height = Pattern.compile("height (\\d+)").matcher(out);
        assertThat(height.find()).as(out).isTrue();

        assertThat(cluster.download(0, "/darm/chain/export?to=" + height.group(1))
                        .body())
                .isEqualTo(Files.readAllBytes(file));
        HttpResponse<String> pruned = cluster.call(1, "GET", "/darm/chain/export", "", Map.of());
        assertThat(pruned.statusCode()).as(pruned::body).isEqualTo(410);
        assertThat(pruned.body()).contains("an archive: node-1");
    }

    private void aBackupBegunOverHttpIsGoneOnWith(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Files.write(
                folder.resolve("genesis.json"),
                cluster.download(0, "/darm/chain/genesis").body());
        for (String heights : List.of("to=3", "from=4&to=5")) {
            HttpResponse<byte[]> blocks = cluster.download(0, "/darm/chain/export?" + heights);
            String name = blocks.headers().firstValue("Content-Disposition").orElseThrow();
            Files.write(folder.resolve(name.replaceAll(".*\"(.*)\"", "$1")), blocks.body());
        }

        assertThat(ok(cluster.tell("chain", "backup", folder.toString())).out()).contains("Added heights 6 to ");
        assertThat(Files.readString(folder.resolve("genesis.json")))
                .isEqualTo(Files.readString(cluster.data(0).resolveSibling("genesis.json")));
    }

    private void headersOverHttpLeadWhereTheCommandComesTo(long to) throws IOException, InterruptedException {
        String node = "127.0.0.1:" + cluster.httpPorts.get(0);
        String known = hash(2);
        String end = Long.toString(to);

        String all =
                ok(cluster.tell("chain", "light", "--node", node, "--to", end)).out();
        String some = ok(cluster.tell(
                        "chain", "light", "--node", node, "--to", end, "--trust-height", "2", "--trust-hash", known))
                .out();
        assertThat(all).contains(words(cluster.get(0, "/darm/chain/light?to=" + end)));
        assertThat(some)
                .contains(words(cluster.get(0, "/darm/chain/light?trust-height=2&trust-hash=" + known + "&to=" + end)));
        LocalCluster.Ran another = cluster.tell(
                "chain", "light", "--node", node, "--to", end, "--trust-height", "3", "--trust-hash", known);
        JsonNode fault = cluster.get(0, "/darm/chain/light?trust-height=3&trust-hash=" + known + "&to=" + end);
        assertThat(another.exit()).isEqualTo(74);
        assertThat(fault.path("valid").asBoolean(true)).isFalse();
        assertThat(another.err()).contains(fault.path("fault").asText());
    }

    /** As the command says it. */
    private static String words(JsonNode check) {
        assertThat(check.path("valid").asBoolean()).as(check::toString).isTrue();
        return "Trusted: height %s, %s, of %s. From height %s with %s headers. Next validators: %s"
                .formatted(
                        check.path("height"),
                        check.path("hash").asText(),
                        check.path("time").asText(),
                        check.path("from"),
                        check.path("headers"),
                        check.path("nextValidators").asText());
    }

    /** An open stream of events tells of the next block, which is then the one that the chain shows. */
    private void eachBlockIsToldAsItIsMade() throws IOException, InterruptedException {
        try (Stream<String> lines = cluster.lines(1, "/darm/events")) {
            long before = height(1);
            CompletableFuture<List<String>> told = CompletableFuture.supplyAsync(() -> {
                Iterator<String> line = lines.iterator();
                List<String> event = new ArrayList<>();
                while (line.hasNext()) {
                    String next = line.next();
                    if (!next.isEmpty()) event.add(next);
                    else if (event.contains("event:block")) return event;
                    else event.clear();
                }
                throw new IllegalStateException("the stream of events ended");
            });

            feed(0, 1);

            List<String> event =
                    told.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            JsonNode block = LocalCluster.JSON.readTree(event.stream()
                    .filter(line -> line.startsWith("data:"))
                    .findFirst()
                    .orElseThrow()
                    .substring("data:".length()));
            // a block may have come between
            assertThat(block.path("height").asLong()).isBetween(before, before + 1);
            LocalCluster.Ran shown =
                    ok(cluster.tell("chain", "show", block.path("height").asText(), "--json"));
            JsonNode same = LocalCluster.JSON.readTree(shown.out());
            assertThat(same.path("height")).isEqualTo(block.path("height"));
            assertThat(same.path("hash").asText())
                    .isNotEmpty()
                    .isEqualTo(block.path("hash").asText());
        }
    }

    /** Nobody but {@code up} started it, and its process stays. */
    private void aNodeThatIsPutOutComesBack(int node) throws IOException, InterruptedException {
        ProcessHandle process = cluster.process(node).orElseThrow();
        String address = "";
        for (JsonNode member : cluster.get(0, "/cluster/members").path("members"))
            if (member.path("roles").toString().contains(cluster.names.get(node) + "\""))
                address = member.path("node").asText();
        Map<String, String> headers = Map.of(
                "Authorization", "Bearer " + cluster.token(), "Content-Type", "application/x-www-form-urlencoded");
        assertThat(cluster.call(0, "PUT", "/cluster/members/" + address, "operation=down", headers)
                        .statusCode())
                .as(address)
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> cluster.log(node).contains(cluster.names.get(node) + " is started again"));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> height(node) == height(0));
        assertThat(process.isAlive()).isTrue();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".seg"))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
