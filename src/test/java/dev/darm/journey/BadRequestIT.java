package dev.darm.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users feed and ask wrongly, at one running node: each gets its exit code and words, and the node goes on. */
class BadRequestIT {

    private static final String FACT = "The lantern of the lighthouse burns whale oil.";
    private static final String QUESTION = "What does the lantern of the lighthouse burn?";

    @TempDir
    static Path temp;

    private static LocalCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = LocalCluster.write(temp, 1, "");
        LocalCluster.Ran up = cluster.up();
        assertThat(up.exit()).as(up::toString).isZero();
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @Test
    void whatIsNoTextInAFolderIsSkippedAndCounted() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("mixed"));
        Files.writeString(folder.resolve("lantern.md"), FACT + "\n");
        Files.write(folder.resolve("picture.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 0, 0, 13});
        Files.write(folder.resolve("latin1.txt"), "Caf\u00e9 au lait.\n".getBytes(StandardCharsets.ISO_8859_1));

        LocalCluster.Ran fed = cluster.tell("ingest", folder.toString());

        assertThat(fed.exit()).as(fed::toString).isZero();
        assertThat(fed.out())
                .contains("3 documents: 1 new or changed, 0 unchanged, 2 skipped.")
                .containsPattern("skipped .*picture.png: binary")
                .containsPattern("skipped .*latin1.txt: not UTF-8");
        assertAnswers();
    }

    @Test
    void aLineOfAGibibyteIsSkippedUnread() throws Exception {
        Path file = temp.resolve("endless.jsonl");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 30);
        }

        LocalCluster.Ran fed = cluster.tell("ingest", file.toString());

        assertThat(fed.exit()).as(fed::toString).isEqualTo(65);
        assertThat(fed.out()).contains("1 skipped").containsPattern("skipped .*endless.jsonl: larger than 2 MiB");
    }

    /** The line is larger than the heap of a node, so it cannot have been held. */
    @Test
    void aLongLineOfAStreamIsLetGoAndTheLinesAroundItAreTaken() throws Exception {
        InputStream body = new SequenceInputStream(Collections.enumeration(List.of(
                text("{\"uri\": \"before\", \"text\": \"The rope of the pier measures ten metres.\"}\n"),
                new Letters(192L << 20),
                text("\n{\"uri\": \"after\", \"text\": \"The bell of the pier weighs ninety kilograms.\"}\n"))));
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.address(0) + "/darm/ingest"))
                .timeout(Duration.ofSeconds(150))
                .header("Content-Type", "application/x-ndjson")
                .header("Authorization", "Bearer " + cluster.token())
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> body))
                .build();

        String receipts;
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            receipts =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }

        List<JsonNode> lines = new ArrayList<>();
        for (String line : receipts.lines().toList()) lines.add(LocalCluster.JSON.readTree(line));
        assertThat(lines)
                .extracting(line -> line.path("status").asText())
                .containsExactly("ACCEPTED", "SKIPPED", "ACCEPTED");
        assertThat(lines.get(1).path("reason").asText())
                .contains("the line has " + (192 << 20) + " bytes")
                .contains("at most 2097152 bytes");
    }

    @Test
    void anEmptyQuestionIsRefused() throws Exception {
        LocalCluster.Ran asked = cluster.tell("ask", "  ");
        HttpResponse<String> posted = cluster.call(0, "POST", "/darm/ask", "{\"question\": \" \"}", Map.of());

        assertThat(asked.exit()).as(asked::toString).isEqualTo(64);
        assertThat(asked.err()).contains("darm: the question is empty; expected a question of at least one word");
        assertThat(posted.statusCode()).isEqualTo(400);
        assertThat(posted.body()).contains("the question is empty");
    }

    @Test
    void aQuestionOfAMebibyteIsRefusedAsTooLarge() throws Exception {
        // one argument of a command may have 128 KiB, so the question comes in words
        List<String> command = new ArrayList<>(List.of("ask"));
        command.addAll(Collections.nCopies(16, "x".repeat((64 << 10) - 1)));
        LocalCluster.Ran asked = cluster.tell(command.toArray(String[]::new));
        HttpResponse<String> posted =
                cluster.call(0, "POST", "/darm/ask", "{\"question\": \"" + "x".repeat(1 << 20) + "\"}", Map.of());

        assertThat(asked.exit()).as(asked::toString).isEqualTo(64);
        assertThat(asked.err())
                .contains("expected: a question of at most 65536 bytes (darm.gateway.max-question-size)");
        assertThat(posted.statusCode()).isEqualTo(413);
        assertThat(posted.body()).contains("too-large").contains("65536");
    }

    @Test
    void aWrongTokenChangesNothing() throws Exception {
        Path file = Files.writeString(temp.resolve("stranger.txt"), "The stranger of the pier wears a red hat.\n");

        LocalCluster.Ran fed = cluster.tell("ingest", file.toString(), "--token", "not-the-token-of-this-node");
        HttpResponse<String> posted = cluster.call(
                0,
                "POST",
                "/darm/feedback",
                "{\"answer\": \"a\", \"vote\": \"up\"}",
                Map.of("Authorization", "Bearer no"));

        assertThat(fed.exit()).as(fed::toString).isEqualTo(77);
        assertThat(fed.err()).contains("darm: the token is not this node's").contains("darm.gateway.token-file");
        assertThat(posted.statusCode()).isEqualTo(401);
        // had it been taken, it would now be unchanged
        LocalCluster.Ran rightly = cluster.tell("ingest", file.toString());
        assertThat(rightly.out()).contains("1 new or changed");
    }

    @Test
    void feedbackOnAnUnknownAnswerIsRefused() throws Exception {
        LocalCluster.Ran told = cluster.tell("feedback", "node-1-a0-4711", "up");
        HttpResponse<String> posted = cluster.call(
                0,
                "POST",
                "/darm/feedback",
                "{\"answer\": \"node-1-a0-4711\", \"vote\": \"up\"}",
                Map.of("Authorization", "Bearer " + cluster.token()));

        assertThat(told.exit()).as(told::toString).isEqualTo(64);
        assertThat(told.err()).contains("darm: no answer has the id 'node-1-a0-4711'");
        assertThat(posted.statusCode()).isEqualTo(404);
        assertThat(posted.body()).contains("unknown-answer");
    }

    @Test
    void anUnknownOptionIsNamedWithTheOneThatWasPerhapsMeant() throws Exception {
        LocalCluster.Ran asked = cluster.tell("ask", "--jsn", QUESTION);

        assertThat(asked.exit()).as(asked::toString).isEqualTo(64);
        assertThat(asked.err()).contains("darm: Unknown option: '--jsn'").contains("--json");
    }

    @Test
    void aFileThatIsNotThereIsNamedAndNothingIsFed() throws Exception {
        Path there = Files.writeString(temp.resolve("there.txt"), "The clock of the pier shows local time.\n");
        Path absent = temp.resolve("absent.md");

        LocalCluster.Ran fed = cluster.tell("ingest", there.toString(), absent.toString());

        assertThat(fed.exit()).as(fed::toString).isEqualTo(66);
        assertThat(fed.err()).contains("darm: no file or folder " + absent);
        assertThat(cluster.tell("ingest", there.toString()).out()).contains("1 new or changed");
    }

    @Test
    void whereNoNodeListensTheUserIsToldSo() throws Exception {
        LocalCluster nobody = LocalCluster.write(temp.resolve("nobody"), 1, "");

        LocalCluster.Ran asked = nobody.tell("ask", QUESTION);
        LocalCluster.Ran verified = nobody.tell("chain", "verify");

        assertThat(asked.exit()).as(asked::toString).isEqualTo(69);
        assertThat(asked.err())
                .contains("darm: no node could do it. Is the deployment up (`./darm up`)?")
                .contains(nobody.address(0) + ": nothing listens there");
        assertThat(verified.exit()).as(verified::toString).isEqualTo(69);
        assertThat(verified.err()).contains("no node answers at " + nobody.address(0));
    }

    private static void assertAnswers() {
        await().atMost(Duration.ofSeconds(150)).untilAsserted(() -> assertThat(
                        cluster.ask(0, QUESTION).path("text").asText())
                .contains("whale oil"));
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** So many letters, made as they are read. */
    private static final class Letters extends InputStream {

        private long left;

        Letters(long count) {
            left = count;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (left <= 0) return -1;
            int count = (int) Math.min(length, left);
            java.util.Arrays.fill(into, from, from + count, (byte) 'x');
            left -= count;
            return count;
        }
    }
}
