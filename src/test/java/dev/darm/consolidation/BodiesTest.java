package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.Hash;
import dev.darm.journal.SegmentLog;
import dev.darm.world.FileDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BodiesTest {

    private static final Disclosure ONE = Samples.disclosure("Artery listens on port 25520.");
    private static final Disclosure TWO = Samples.disclosure("A head votes.");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private FileDisk disk = new FileDisk(Path.of("."));

    @BeforeEach
    void openDisk() {
        disk = new FileDisk(folder);
    }

    private SegmentLog log(String name) throws IOException {
        return SegmentLog.open(disk, name, SegmentLog.Options.DEFAULT);
    }

    private BodyKeys keys() throws IOException {
        return BodyKeys.open(disk, SegmentLog.Options.DEFAULT, new TestWorld());
    }

    private BodyKeys noKeys() throws IOException {
        return BodyKeys.open(new FileDisk(folder.resolve("empty")), SegmentLog.Options.DEFAULT, new TestWorld());
    }

    private Bodies open() throws IOException {
        return Bodies.open(log("bodies"), keys(), new TestWorld());
    }

    @Test
    void whatWasStagedIsThereAfterARestart() throws IOException {
        try (Bodies bodies = open()) {
            bodies.stage(List.of(ONE, TWO));
            bodies.stage(List.of(ONE));
        }
        try (Bodies bodies = open()) {
            assertThat(bodies.size()).isEqualTo(2);
            assertThat(bodies.find(ONE.commitment())).contains(ONE);
            assertThat(bodies.find(TWO.commitment())).contains(TWO);
            assertThat(bodies.find(Hash.of("another"))).isEmpty();
        }
    }

    @Test
    void theTextRestsEncryptedAndIsGoneWithItsKey() throws IOException {
        try (Bodies bodies = open()) {
            bodies.stage(List.of(ONE));
        }
        try (SegmentLog bodies = log("bodies")) {
            assertThat(new String(bodies.read(0), StandardCharsets.ISO_8859_1)).doesNotContain("Artery");
        }
        try (Bodies without = Bodies.open(log("bodies"), noKeys(), new TestWorld())) {
            assertThat(without.contains(ONE.commitment())).isFalse();
            assertThat(without.find(ONE.commitment())).isEmpty();
        }
    }

    @Test
    void aBodyPassedOffAsAnotherDoesNotOpen() throws IOException {
        try (Bodies bodies = open()) {
            bodies.stage(List.of(ONE));
        }
        FileDisk elsewhere = new FileDisk(folder.resolve("elsewhere"));
        byte[] forged;
        byte[] key;
        try (SegmentLog bodies = log("bodies");
                SegmentLog keys = log("body-keys")) {
            forged = bodies.read(0);
            key = keys.read(0);
        }
        System.arraycopy(TWO.commitment().toBytes(), 0, forged, 2, Hash.LENGTH);
        System.arraycopy(TWO.commitment().toBytes(), 0, key, 2, Hash.LENGTH);
        try (SegmentLog bodies = log("forged");
                SegmentLog keys = SegmentLog.open(elsewhere, "body-keys", SegmentLog.Options.DEFAULT)) {
            bodies.append(forged);
            bodies.sync();
            keys.append(key);
            keys.sync();
        }
        try (Bodies bodies = Bodies.open(
                log("forged"),
                BodyKeys.open(elsewhere, SegmentLog.Options.DEFAULT, new TestWorld()),
                new TestWorld())) {
            assertThatThrownBy(() -> bodies.find(TWO.commitment()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not open");
        }
    }

    @Test
    void manyBodiesComeBackAsTheyWere() throws IOException {
        Random random = new Random(1);
        List<Disclosure> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) many.add(Samples.random(random));
        try (Bodies bodies = open()) {
            bodies.stage(many);
            for (Disclosure disclosure : many)
                assertThat(bodies.find(disclosure.commitment())).contains(disclosure);
        }
    }
}
