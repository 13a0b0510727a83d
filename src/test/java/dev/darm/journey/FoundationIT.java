package dev.darm.journey;

import static dev.darm.journey.LocalCluster.darm;
import static dev.darm.journey.LocalCluster.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node over a chain of the foundation: verified, proven and continued by the commands that users have. */
class FoundationIT {

    private static final Path LEFT = Path.of("src/test/resources/foundation");
    private static final String LOG = "chain/00000000000000000000.seg";

    @TempDir
    Path temp;

    private void write() throws IOException {
        Path data = temp.resolve("data/alpha");
        Files.walkFileTree(LEFT.resolve("alpha"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path to = data.resolve(LEFT.resolve("alpha").relativize(file));
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
                return FileVisitResult.CONTINUE;
            }
        });
        Files.copy(LEFT.resolve("genesis.json"), temp.resolve("data/genesis.json"));
        Files.createDirectories(temp.resolve("data/keys"));
        Files.writeString(temp.resolve("data/keys/alpha.validator"), """
                darm validator key 1
                public 8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c
                secret %s
                """.formatted("01".repeat(32)));
        List<Integer> ports = FreePorts.take(2);
        Files.writeString(temp.resolve("alpha.conf"), """
                darm {
                  cluster { name = foundation, nodes = [ { name = alpha, host = "127.0.0.1", port = %d, http-port = %d } ] }
                  node.name = alpha
                  data-folder = "data/alpha"
                  keys-folder = "data/keys"
                  genesis-file = "data/genesis.json"
                  gateway.token-file = "token"
                  consolidation.min-age = 1 s
                }
                """.formatted(ports.getFirst(), ports.getLast()));
    }

    @Test
    void itsChainIsVerifiedProvenAndGoesOn() throws Exception {
        write();
        String folder = temp.toString();
        Path log = temp.resolve("data/alpha").resolve(LOG);
        byte[] left = Files.readAllBytes(log);
        String proof = temp.resolve("four.proof").toString();
        try {
            ok(darm("up", folder, "--no-feed"));

            assertThat(ok(darm("chain", "verify", "-d", folder)).out())
                    .contains("valid, height 6, ec044c08d0c550c1a020d45253f701ee5a2704166c798f1bcef435b9967f4613");
            ok(darm("chain", "proof", "4", "0", "--out", proof, "-d", folder));
            Files.writeString(temp.resolve("owls.md"), "Owls hunt at night.\n");
            ok(darm("ingest", temp.resolve("owls.md").toString(), "-d", folder));
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(
                                    ok(darm("chain", "verify", "-d", folder)).out())
                            .containsPattern("valid, height (?!6,)\\d+"));
        } finally {
            darm("down", folder);
        }
        ok(darm(
                "chain",
                "proof",
                "--verify",
                proof,
                "--genesis",
                LEFT.resolve("genesis.json").toString()));
        assertThat(Arrays.copyOf(Files.readAllBytes(log), left.length)).isEqualTo(left);
    }
}
