package dev.darm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.ledger.Certificate;
import dev.darm.ledger.ChainRules;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Evidence;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.GenesisFile;
import dev.darm.ledger.LightBlock;
import dev.darm.ledger.Payload;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A light client and its witnesses by the command line, against nodes that only have light blocks. */
class LightCommandTest {

    private static final List<SigningKey> KEYS =
            IntStream.rangeClosed(1, 4).mapToObj(LightCommandTest::key).toList();
    private static final Genesis GENESIS = Genesis.of(
            "light",
            Instant.parse("2026-01-01T00:00:00Z"),
            new ValidatorSet(IntStream.range(0, 4)
                    .mapToObj(i -> new ValidatorSet.Member(
                            "node-" + (i + 1), KEYS.get(i).publicKey(), 1))
                    .toList()),
            ChainRules.SEED);

    @TempDir
    Path temp;

    private final List<Node> nodes = new ArrayList<>();

    private record Ran(int exit, String out) {}

    /** A node that answers with {@code blocks} and takes evidence. */
    private static final class Node {
        private final HttpServer server;
        private final List<LightBlock> blocks;
        private final List<String> evidence = new CopyOnWriteArrayList<>();
        private final List<String> shown = new CopyOnWriteArrayList<>();

        private Node(List<LightBlock> blocks) throws IOException {
            this.blocks = blocks;
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/darm/chain", this::answer);
            server.start();
        }

        private String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private void answer(HttpExchange exchange) throws IOException {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestHeaders().containsKey("Authorization")) shown.add(path);
            String[] parts = path.split("/");
            if (path.equals("/darm/chain")) {
                reply(exchange, 200, "{\"height\": " + blocks.size() + "}");
            } else if (path.endsWith("/evidence")) {
                evidence.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                reply(exchange, 200, "{\"what\": \"it loses its seat\"}");
            } else if (Integer.parseInt(parts[3]) > blocks.size()) {
                reply(exchange, 404, "{\"error\": {\"message\": \"no block\"}}");
            } else {
                LightBlock block = blocks.get(Integer.parseInt(parts[3]) - 1);
                reply(exchange, 200, "{\"block\": \"" + HexFormat.of().formatHex(block.bytes()) + "\"}");
            }
        }

        private static void reply(HttpExchange exchange, int status, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        Files.writeString(temp.resolve("genesis.json"), GenesisFile.write(GENESIS));
    }

    @AfterEach
    void stop() {
        nodes.forEach(node -> node.server.stop(0));
    }

    private Node node(List<LightBlock> blocks) throws IOException {
        Node node = new Node(blocks);
        nodes.add(node);
        return node;
    }

    private static SigningKey key(int fill) {
        byte[] secret = new byte[SigningKey.LENGTH];
        Arrays.fill(secret, (byte) fill);
        return SigningKey.ofSecret(secret);
    }

    /** Blocks up to {@code height}: the first {@code common} signed by three, the others by {@code signers}. */
    private static List<LightBlock> chain(int height, int common, Integer... signers) {
        List<LightBlock> blocks = new ArrayList<>();
        ChainState state = ChainState.of(GENESIS);
        for (int at = 1; at <= height; at++) {
            String text = at > common ? "forged " + at : "true " + at;
            Instant time = state.tip().time().plusSeconds(60);
            var block = state.propose(
                    KEYS.getFirst().publicKey(),
                    time,
                    at,
                    List.of(new Payload(Payload.CONSOLIDATION, text.getBytes(StandardCharsets.UTF_8))));
            Hash hash = block.hash();
            int thisHeight = at;
            List<Vote> votes = (at > common ? Arrays.asList(signers) : List.of(0, 1, 2))
                    .stream()
                            .map(i -> Vote.precommit("light", thisHeight, 0, hash, time, KEYS.get(i)))
                            .toList();
            Certificate certificate = Certificate.of(at, 0, hash, votes, state.validators());
            blocks.add(new LightBlock(block.header(), certificate, state.validators(), state.validators()));
            state = state.after(new CommittedBlock(block, certificate));
        }
        return blocks;
    }

    private Ran light(Node primary, Node... witnesses) {
        List<String> arguments = new ArrayList<>(List.of(
                "chain",
                "light",
                "--trust-days",
                "100000",
                "--token",
                "t",
                "--node",
                primary.address(),
                "--genesis",
                temp.resolve("genesis.json").toString(),
                "--state",
                temp.resolve("state").toString(),
                "--fork",
                temp.resolve("fork.json").toString()));
        for (Node witness : witnesses) arguments.addAll(List.of("--witness", witness.address()));
        return run(arguments);
    }

    private static Ran run(List<String> arguments) {
        StringWriter out = new StringWriter();
        CommandLine line = Darm.line(CommandLine.defaultFactory());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(out));
        int exit = line.execute(arguments.toArray(String[]::new));
        return new Ran(exit, out.toString());
    }

    @Test
    void aForkIsReportedWithNamesAndHandedInOnBothSides() throws IOException {
        Node primary = node(chain(6, 6));
        Node witness = node(chain(6, 3, 1, 2, 3));

        Ran ran = light(primary, witness);

        assertThat(ran.exit()).isEqualTo(74);
        assertThat(ran.out()).contains("FORK: above height 3").contains("Signed both: node-2, node-3; power 2 of 4");
        assertThat(primary.evidence).hasSize(2).isEqualTo(witness.evidence);
        for (String body : primary.evidence) {
            byte[] bytes = HexFormat.of()
                    .parseHex(NodeApi.JSON.readTree(body).path("evidence").asText());
            assertThat(ByteReader.readAll(bytes, Evidence::read).refusal(GENESIS.validators(), "light"))
                    .isEmpty();
        }
        JsonNode written = NodeApi.JSON
                .readTree(Files.readString(temp.resolve("fork.json")))
                .path(0);
        assertThat(written.path("commonHeight").asLong()).isEqualTo(3);
        for (String side : List.of("primary", "witness")) {
            byte[] bytes = HexFormat.of()
                    .parseHex(written.path(side).path("lightBlocks").path(0).asText());
            assertThat(ByteReader.readAll(bytes, LightBlock::read).height()).isEqualTo(4);
        }
        assertThat(temp.resolve("state")).doesNotExist();
        assertThat(primary.shown).contains("/darm/chain/evidence");
        assertThat(witness.shown).as("requests of a stranger with the token").isEmpty();
    }

    @Test
    void aHashWithoutItsHeightIsNotPassedOver() throws IOException {
        String hash = "ab".repeat(32);

        for (List<String> arguments : List.of(
                List.of("--trust-hash", hash),
                List.of("--trust-height", "3"),
                List.of("--trust-height", "-3", "--trust-hash", hash),
                List.of("--trust-height", "3", "--trust-hash", "ab"))) {
            Ran ran = run(Stream.concat(
                            Stream.of(
                                    "chain",
                                    "light",
                                    "--node",
                                    node(chain(6, 6)).address(),
                                    "--genesis",
                                    temp.resolve("genesis.json").toString()),
                            arguments.stream())
                    .toList());
            assertThat(ran.exit()).as(ran.toString()).isEqualTo(64);
            assertThat(ran.out()).contains("--trust-height").contains("--trust-hash");
        }
    }

    @Test
    void witnessesThatLagOrLieAreNamedAndTheHeaderIsKept() throws IOException {
        Node primary = node(chain(6, 6));
        Node same = node(chain(6, 6));
        Node lagging = node(chain(4, 4));
        Node lying = node(chain(6, 3, 2, 3));

        Ran ran = light(primary, same, lagging, lying);

        assertThat(ran.out())
                .contains("Witness " + lagging.address() + " shows no header: no block")
                .contains("Witness " + lying.address() + " shows another header, which does not hold")
                .contains("Witnesses: 1 of 3 have the same header.")
                .contains("Trusted: height 6");
        assertThat(ran.exit()).isZero();
        assertThat(nodes).allSatisfy(node -> assertThat(node.evidence).isEmpty());
        assertThat(temp.resolve("state")).exists();
        assertThat(temp.resolve("fork.json")).doesNotExist();
    }
}
