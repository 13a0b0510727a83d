package dev.darm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.darm.codec.Hash;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.Block;
import dev.darm.ledger.Certificate;
import dev.darm.ledger.Chain;
import dev.darm.ledger.ChainRules;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.GenesisFile;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import dev.darm.world.FileDisk;
import dev.darm.world.FolderLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Copies of the chain by the command line: export, backup, restore and repair, against a node that only has blocks. */
class ChainCopyTest {

    private static final SigningKey KEY = SigningKey.ofSecret(new byte[SigningKey.LENGTH]);

    @TempDir
    Path temp;

    private final List<CommittedBlock> blocks = new ArrayList<>();
    private Genesis genesis = genesis("2026-01-01T00:00:00Z");
    private ChainState state = ChainState.of(genesis);
    private HttpServer server;
    private Path node;

    private record Ran(int exit, String out, String err) {}

    private static Genesis genesis(String time) {
        ValidatorSet one = new ValidatorSet(List.of(new ValidatorSet.Member("node-1", KEY.publicKey(), 1)));
        return Genesis.of("copies", Instant.parse(time), one, ChainRules.SEED);
    }

    @BeforeEach
    void start() throws IOException {
        grow(7);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/darm/chain", this::answer);
        server.start();
        node = writeNode("node-1");
        Files.writeString(temp.resolve("genesis.json"), GenesisFile.write(genesis));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Path writeNode(String name) throws IOException {
        return Files.writeString(temp.resolve(name + ".conf"), """
                darm {
                  node.name = %s
                  cluster { name = copies, nodes = [
                    { name = node-1, host = "127.0.0.1", port = 1, http-port = 2 }
                    { name = node-2, host = "127.0.0.1", port = 3, http-port = %d }
                  ] }
                  data-folder = "data"
                  keys-folder = "keys"
                  genesis-file = "genesis.json"
                }
                """.formatted(
                        name, server.getAddress().getPort()));
    }

    private void grow(int by) {
        for (int i = 0; i < by; i++) {
            Block block = state.propose(KEY.publicKey(), state.tip().time().plusSeconds(1), i, List.of());
            Vote vote = Vote.precommit(
                    genesis.chainId(),
                    block.height(),
                    0,
                    block.hash(),
                    block.header().time(),
                    KEY);
            CommittedBlock committed = new CommittedBlock(
                    block, Certificate.of(block.height(), 0, block.hash(), List.of(vote), state.validators()));
            blocks.add(committed);
            state = state.after(committed);
        }
    }

    /** Pages of three blocks. */
    private void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        String body = "{\"height\": " + blocks.size() + "}";
        if (path.length == 5) {
            int from = Integer.parseInt(path[3]);
            List<String> page = blocks.stream()
                    .skip(from - 1)
                    .limit(3)
                    .map(block -> "\"" + HexFormat.of().formatHex(block.bytes()) + "\"")
                    .toList();
            body = "{\"chainHeight\": " + blocks.size() + ", \"blocks\": [" + String.join(",", page) + "]}";
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Ran darm(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Darm.line(CommandLine.defaultFactory());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int exit = line.execute(Stream.concat(Stream.of("chain"), Arrays.stream(arguments))
                .map(Object::toString)
                .toArray(String[]::new));
        return new Ran(exit, out.toString(), err.toString());
    }

    private Ran copy(String command, Path to) {
        return darm(
                command,
                to,
                "--node",
                "127.0.0.1:" + server.getAddress().getPort(),
                "--genesis",
                temp.resolve("genesis.json"));
    }

    private Chain restored() throws IOException {
        return Chain.open(Chain.log(new FileDisk(temp.resolve("data")), SegmentLog.Options.DEFAULT), genesis);
    }

    private static void assertRefused(Ran ran, int exit, String... words) {
        assertThat(ran.exit()).as(ran.toString()).isEqualTo(exit);
        assertThat(ran.err()).startsWith("darm: ").contains(words);
    }

    @Test
    void anExportedChainIsRestoredIntoAnEmptyFolder() throws IOException {
        Path file = temp.resolve("home.chain");

        Ran exported = copy("export", file);
        Ran restored = darm("restore", file, node);

        assertThat(exported.exit()).as(exported.toString()).isZero();
        assertThat(exported.out())
                .contains("height 7", blocks.getLast().block().hash().toString());
        assertThat(restored.exit()).as(restored.toString()).isZero();
        assertThat(restored.out()).contains("height 7", "another key");
        try (Chain chain = restored()) {
            assertThat(chain.blocks(1, 100, 1 << 20)).isEqualTo(blocks);
        }
        assertThat(Files.readString(temp.resolve("data/format"))).contains("node node-1");
        assertRefused(copy("export", file), 64, "exists");
    }

    @Test
    void aBackupGrowsByWhatIsNewAndIsRestored() throws IOException {
        Path folder = temp.resolve("backup");

        assertThat(copy("backup", folder).out()).contains("Added heights 1 to 7");
        assertThat(copy("backup", folder).out()).contains("Nothing new", "height 7");
        grow(4);
        assertThat(copy("backup", folder).out()).contains("Added heights 8 to 11");

        assertThat(darm("restore", folder, node).exit()).isZero();
        try (Chain chain = restored()) {
            assertThat(chain.blocks(1, 100, 1 << 20)).isEqualTo(blocks);
        }
    }

    @Test
    void aFolderThatHoldsAnythingIsRefused() throws IOException {
        Path file = temp.resolve("home.chain");
        copy("export", file);
        Files.createDirectories(temp.resolve("data/votes"));

        assertRefused(darm("restore", file, node), 74, "holds [votes]", "expected an empty folder");
        assertThat(temp.resolve("data/chain")).doesNotExist();
    }

    @Test
    void aCopyOfAnotherGenesisIsRefused() throws IOException {
        Path file = temp.resolve("home.chain");
        copy("export", file);
        Files.writeString(temp.resolve("genesis.json"), GenesisFile.write(genesis("2027-01-01T00:00:00Z")));

        assertRefused(darm("restore", file, node), 74, genesis.hash().toString());
        assertRefused(copy("export", temp.resolve("other.chain")), 74, "the block of height 1", "does not hold");
        copy("backup", temp.resolve("backup"));
        Files.writeString(temp.resolve("genesis.json"), GenesisFile.write(genesis));
        assertRefused(copy("backup", temp.resolve("backup")), 74, "holds a backup of chain");
        assertThat(temp.resolve("other.chain")).doesNotExist();
        assertThat(temp.resolve("data")).doesNotExist();
    }

    @Test
    void aCopyCutShortIsRefusedWithTheHeight() throws IOException {
        Path file = temp.resolve("home.chain");
        copy("export", file);
        byte[] bytes = Files.readAllBytes(file);
        // the end is 76 bytes, and a block some hundred
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 80));

        assertRefused(darm("restore", file, node), 74, "cut short", "height 7");
        assertThat(temp.resolve("data")).doesNotExist();
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertRefused(darm("restore", file, node), 74, "cut short", "height 8");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        assertRefused(darm("restore", temp.resolve("nothing"), node), 66, "there is no", "darm chain export");
        assertRefused(darm("restore", temp, node), 66, "holds no blocks");
        assertRefused(darm("restore", temp, temp.resolve("none.conf")), 66, "holds no blocks");
        assertRefused(darm("repair", temp.resolve("none.conf")), 66, "no node file");
        assertRefused(darm("repair", node), 66, "there is no data folder");
        assertRefused(
                darm("backup", node, "--node", "127.0.0.1:1", "--genesis", temp.resolve("genesis.json")),
                64,
                "is no folder");
        assertRefused(
                darm("export", temp.resolve("x"), "--node", "127.0.0.1:1", "--genesis", temp.resolve("genesis.json")),
                69,
                "does not answer");
        Files.createDirectories(temp.resolve("full/of"));
        assertRefused(copy("backup", temp.resolve("full")), 64, "is no folder of a backup");
        assertThat(darm("restore", temp).exit()).isEqualTo(64);
    }

    @Test
    void aDamagedChainOfAStoppedNodeIsMendedFromTheOthers() throws IOException {
        Path file = temp.resolve("home.chain");
        copy("export", file);
        darm("restore", file, node);
        assertThat(darm("repair", node).out()).contains("Nothing to mend", "height 7");
        Path segment = temp.resolve("data/chain/00000000000000000000.seg");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);

        try (FolderLock running = FolderLock.take(temp.resolve("data"))) {
            assertRefused(darm("repair", node), 69, "in use");
            assertThat(running).isNotNull();
        }
        assertRefused(darm("repair", node, "--node", "127.0.0.1:1"), 74, "none of the other nodes gave a block");
        Ran mended = darm("repair", node);

        assertThat(mended.exit()).as(mended.toString()).isZero();
        assertThat(mended.out()).contains("Mended: height 7. Fetched height ", "chain.damaged");
        try (Chain chain = restored()) {
            assertThat(chain.blocks(1, 100, 1 << 20)).isEqualTo(blocks);
        }
    }

    private void trust(int height, Hash hash) throws IOException {
        Files.writeString(
                writeNode("node-1"),
                "%ndarm.ledger.trusted { height = %d, hash = %s }%n".formatted(height, hash),
                StandardOpenOption.APPEND);
    }

    @Test
    void aCopyIsRestoredOnlyIfItLeadsThroughTheTrustedBlock() throws IOException {
        Path file = temp.resolve("home.chain");
        copy("export", file);
        Hash found = blocks.get(4).block().hash();

        trust(5, Hash.of("another"));
        assertRefused(
                darm("restore", file, node),
                74,
                "block of height 5",
                found.hex(),
                Hash.of("another").hex());
        trust(8, Hash.of("not there"));
        assertRefused(darm("restore", file, node), 74, "ends at height 7", "below the trusted block of height 8");
        assertThat(temp.resolve("data")).doesNotExist();
        trust(5, found);
        assertThat(darm("restore", file, node).exit()).isZero();
    }
}
