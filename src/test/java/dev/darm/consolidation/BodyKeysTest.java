package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.journal.SegmentLog;
import dev.darm.sim.disk.TestDisk;
import dev.darm.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class BodyKeysTest {

    private static final SegmentLog.Options SMALL = new SegmentLog.Options(1 << 10, 1);
    private static final Disclosure DOOMED = Samples.disclosure("A secret that was fed by mistake.");
    private static final int OTHERS = 30;

    /** A disk that fails all changes from a given one on, as if the power had gone in between. */
    private static final class FailingDisk implements Disk {
        private final TestDisk disk;
        private int left;

        FailingDisk(TestDisk disk, int changes) {
            this.disk = disk;
            this.left = changes;
        }

        boolean failed() {
            return left < 0;
        }

        private void change() throws IOException {
            if (--left < 0) throw new IOException("the power is gone");
        }

        @Override
        public List<String> list(String folder) {
            return disk.list(folder);
        }

        @Override
        public boolean exists(String path) throws IOException {
            return disk.exists(path);
        }

        @Override
        public void createFolders(String folder) throws IOException {
            change();
            disk.createFolders(folder);
        }

        @Override
        public DiskFile open(String path) throws IOException {
            if (!disk.exists(path)) change();
            DiskFile file = disk.open(path);
            return new DiskFile() {
                @Override
                public long size() throws IOException {
                    return file.size();
                }

                @Override
                public int read(long position, ByteBuffer into) throws IOException {
                    return file.read(position, into);
                }

                @Override
                public void write(long position, ByteBuffer from) throws IOException {
                    change();
                    file.write(position, from);
                }

                @Override
                public void truncate(long size) throws IOException {
                    change();
                    file.truncate(size);
                }

                @Override
                public void sync() throws IOException {
                    change();
                    file.sync();
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        }

        @Override
        public byte[] read(String path) throws IOException {
            return disk.read(path);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            change();
            disk.rename(from, to);
        }

        @Override
        public void delete(String path) throws IOException {
            change();
            disk.delete(path);
        }

        @Override
        public void syncFolder(String folder) throws IOException {
            change();
            disk.syncFolder(folder);
        }

        @Override
        public long freeBytes() throws IOException {
            return disk.freeBytes();
        }

        @Override
        public long fsyncs() {
            return disk.fsyncs();
        }
    }

    @Test
    void aCrashAtAnyStepLosesNoOtherKeyAndLeavesNothingOfTheDestroyedOneOnceItIsDoneAgain() throws IOException {
        int steps = 0;
        for (boolean finished = false; !finished; steps++) {
            for (int seed = 0; seed < 4; seed++) {
                TestDisk disk = new TestDisk(seed);
                Map<Hash, byte[]> keys = filled(disk);
                byte[] secret = Objects.requireNonNull(keys.remove(DOOMED.commitment()));
                FailingDisk failing = new FailingDisk(disk, steps);
                try (BodyKeys opened = open(failing)) {
                    destroy(opened);
                } catch (IOException expected) {
                    assertThat(failing.failed()).as("%s", expected).isTrue();
                }
                finished = !failing.failed();
                if (seed % 2 == 0) disk.cutPower();
                else disk.killProcess();

                try (BodyKeys again = open(disk)) {
                    assertThat(again.contains(DOOMED.commitment()))
                            .isNotEqualTo(again.isDestroyed(DOOMED.commitment()));
                    if (finished)
                        assertThat(again.isDestroyed(DOOMED.commitment())).isTrue();
                    if (again.isDestroyed(DOOMED.commitment())) assertNowhere(disk, secret);
                    assertHolds(again, keys);
                    destroy(again);
                    assertHolds(again, keys);
                    assertNowhere(disk, secret);
                }
                try (BodyKeys after = open(disk)) {
                    assertThat(after.isDestroyed(DOOMED.commitment())).isTrue();
                    assertHolds(after, keys);
                }
            }
        }
        assertThat(steps).as("steps tried").isGreaterThan(20);
    }

    @Test
    void aBodyThatWasForgottenIsNotKeptAgain() throws IOException {
        TestDisk disk = new TestDisk();
        try (Bodies bodies = Bodies.open(SegmentLog.open(disk, "bodies", SMALL), open(disk), new TestWorld())) {
            bodies.stage(List.of(DOOMED));
            bodies.destroy(List.of(DOOMED.commitment()), Samples.TIME);
            bodies.stage(List.of(DOOMED));

            assertThat(bodies.contains(DOOMED.commitment())).isFalse();
            assertThat(bodies.find(DOOMED.commitment())).isEmpty();
            assertThat(bodies.destroyed()).isEqualTo(1);
        }
    }

    @Test
    void whatWasForgottenFromAPassageIsKnownAfterARestartButNotReadable() throws IOException {
        TestDisk disk = new TestDisk();
        Hash claim = DOOMED.body().claim().id();
        Hash passage = DOOMED.body().sources().getFirst().passage();
        long at = Samples.TIME.toEpochMilli();
        try (BodyKeys keys = open(disk)) {
            destroy(keys);
        }
        try (BodyKeys keys = open(disk)) {
            assertThat(keys.forgottenSince(claim, passage, at)).isTrue();
            assertThat(keys.forgottenSince(claim, passage, at + 1)).isFalse();
            assertThat(keys.forgottenSince(claim, Hash.of("another passage"), at))
                    .isFalse();
            assertThat(keys.forgottenSince(Hash.of("another claim"), passage, at))
                    .isFalse();
        }
        assertNowhere(disk, claim.toBytes());
        assertNowhere(disk, passage.toBytes());
    }

    @Test
    void keysGoOnBeingKeptAndDestroyedInEitherFolder() throws IOException {
        TestDisk disk = new TestDisk();
        TreeMap<Hash, byte[]> keys = filled(disk);
        for (int round = 0; round < 5; round++) {
            try (BodyKeys opened = open(disk)) {
                Hash gone = keys.firstKey();
                byte[] secret = Objects.requireNonNull(keys.remove(gone));
                opened.destroy(List.of(new BodyKeys.Doomed(gone, round, Optional.empty())));
                Hash added = Hash.of("round " + round);
                keys.put(added, new TestWorld().secret(BodyKeys.KEY_BYTES));
                opened.put(Map.of(added, keys.get(added)));
                assertNowhere(disk, secret);
                assertHolds(opened, keys);
            }
        }
    }

    private static BodyKeys open(Disk disk) throws IOException {
        return BodyKeys.open(disk, SMALL, new TestWorld());
    }

    private static void destroy(BodyKeys keys) throws IOException {
        keys.destroy(List.of(
                new BodyKeys.Doomed(DOOMED.commitment(), Samples.TIME.toEpochMilli(), Optional.of(DOOMED.body()))));
    }

    private static TreeMap<Hash, byte[]> filled(TestDisk disk) throws IOException {
        TreeMap<Hash, byte[]> keys = new TreeMap<>();
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i <= OTHERS; i++) {
            byte[] key = new byte[BodyKeys.KEY_BYTES];
            random.nextBytes(key);
            keys.put(i == OTHERS ? DOOMED.commitment() : Hash.of("body " + i), key);
        }
        try (BodyKeys opened = open(disk)) {
            opened.put(keys);
        }
        return keys;
    }

    private static void assertHolds(BodyKeys keys, Map<Hash, byte[]> expected) throws IOException {
        for (Map.Entry<Hash, byte[]> key : expected.entrySet())
            assertThat(keys.find(key.getKey()).orElseThrow()).isEqualTo(key.getValue());
    }

    private static void assertNowhere(TestDisk disk, byte[] secret) throws IOException {
        String wanted = new String(secret, StandardCharsets.ISO_8859_1);
        List<String> files = new ArrayList<>();
        for (String name : disk.list(""))
            if (disk.list(name).isEmpty()) files.add(name);
            else disk.list(name).forEach(file -> files.add(name + "/" + file));
        for (String file : files) {
            if (disk.list(file).isEmpty() && !file.startsWith("body-keys") && !disk.exists(file)) continue;
            byte[] content;
            try {
                content = disk.read(file);
            } catch (IOException folder) {
                continue;
            }
            assertThat(new String(content, StandardCharsets.ISO_8859_1))
                    .as(file)
                    .doesNotContain(wanted);
        }
    }
}
