package dev.darm.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full stops a node with its reason, and costs nothing that was acknowledged. */
class FullDiskIT {

    @TempDir
    Path temp;

    @Test
    void aFullDiskAcknowledgesNothingAndLosesNothing() throws Exception {
        try (LocalCluster cluster = LocalCluster.write(temp, 1, "")) {
            Path data = Files.createDirectories(cluster.data(0));
            assumeTrue(
                    command("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", data.toString()) == 0,
                    "a small disk is made with mount, which needs root");
            try {
                fillAndRecover(cluster, data);
            } finally {
                cluster.close();
                command("umount", "--lazy", data.toString());
            }
        }
    }

    private void fillAndRecover(LocalCluster cluster, Path data) throws Exception {
        assertUp(cluster);
        LocalCluster.Ran before = cluster.tell("ingest", jars("before", 100, 5).toString());
        assertThat(before.exit()).as(before::toString).isZero();
        assertThat(before.out()).contains("5 new or changed");

        // nothing is left to do that needs the disk, so that the next documents are what finds it full
        assertAnswered(cluster, "before", 100, "LTM", "RRC");
        Path ballast = fill(data);
        Path more = jars("after", 200, 40);
        LocalCluster.Ran refused = cluster.tell("ingest", more.toString());

        assertThat(refused.exit()).as(refused::toString).isEqualTo(69);
        assertThat(refused.err()).containsAnyOf("its log says why", "not stored", "nothing listens there");
        await().atMost(Duration.ofSeconds(150))
                .until(() -> cluster.process(0).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(cluster.log(0)
                        .lines()
                        .filter(line -> line.startsWith("darm: "))
                        .toList())
                .as(() -> log(cluster))
                .singleElement()
                .asString()
                .startsWith("darm: node-1 stopped: ")
                .contains("No space left on device", data.toString());

        Files.delete(ballast);
        assertUp(cluster);
        assertAnswered(cluster, "before", 100, "LTM", "RRC");
        LocalCluster.Ran again = cluster.tell("ingest", more.toString());
        assertThat(again.exit()).as(again::toString).isZero();
        assertAnswered(cluster, "after", 200, "STM", "LTM", "RRC");
        LocalCluster.Ran verified = cluster.tell("chain", "verify");
        assertThat(verified.exit()).as(verified::toString).isZero();
    }

    /** A folder of documents, each with a fact of its own; a full disk has room for some behind the end of a file. */
    private Path jars(String name, int shelf, int count) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(name));
        for (int i = 0; i < count; i++)
            Files.writeString(
                    folder.resolve(i + ".txt"),
                    "The jar of specimen%s%d stands on shelf number %d.%n".formatted(name, i, shelf + i));
        return folder;
    }

    private static void assertAnswered(LocalCluster cluster, String name, int shelf, String... tiers) {
        for (int i = 0; i < 5; i++) {
            String question = "On which shelf stands the jar of specimen%s%d?".formatted(name, i);
            String expected = "shelf number " + (shelf + i);
            await().atMost(Duration.ofSeconds(150)).untilAsserted(() -> {
                JsonNode answer = cluster.ask(0, question);
                assertThat(answer.path("text").asText()).as(answer::toString).contains(expected);
                assertThat(answer.path("tier").asText()).isIn((Object[]) tiers);
            });
        }
    }

    private static String log(LocalCluster cluster) {
        try {
            return cluster.log(0);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Path fill(Path folder) throws IOException {
        Path ballast = folder.resolve("ballast");
        try (OutputStream out = Files.newOutputStream(ballast)) {
            for (int i = 0; i < 64 << 10; i++) out.write(new byte[256]);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
        return ballast;
    }

    private static void assertUp(LocalCluster cluster) throws Exception {
        LocalCluster.Ran up = cluster.up();
        assertThat(up.exit()).as(up::toString).isZero();
    }

    private static int command(String... words) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return 127;
        }
    }
}
