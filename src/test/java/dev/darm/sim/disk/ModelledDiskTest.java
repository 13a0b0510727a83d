package dev.darm.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.journal.SegmentLog;
import dev.darm.sim.Seeds;
import dev.darm.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelledDiskTest {

    private final RunClock clock = new RunClock();
    private final List<String> heard = new ArrayList<>();
    private final ModelledDisk model = new ModelledDisk(
            "machine",
            TestDisk.PROFILE,
            new Seeds(1),
            clock,
            (at, what, path, offset, bytes) -> heard.add("%s %s %d %d".formatted(what, path, offset, bytes)));
    private final Disk disk = model.mount();

    @Test
    void theListenerHearsOperationsAndFaults() throws IOException {
        disk.createFolders("log");
        disk.syncFolder("");
        disk.replace("log/f", new byte[5000]);
        model.bitRot("log/f", 9);
        model.failNext(ModelledDisk.Operation.READ, 0, 1);
        assertThatThrownBy(() -> disk.read("log/f")).hasMessageContaining("/machine/log/f");
        disk.read("log/f");
        model.full(0);
        assertThatThrownBy(() -> disk.open("log/g").write(0, ByteBuffer.allocate(1)))
                .hasMessageContaining("No space left");
        disk.open("log/f").write(8, ByteBuffer.allocate(1));
        model.crash(clock.now());

        assertThat(heard)
                .containsExactly(
                        "create folder log 0 0",
                        "sync folder  0 0",
                        "create log/f.next 0 0",
                        "write log/f.next 0 5000",
                        "sync log/f.next 0 8192",
                        "rename log/f 0 0",
                        "sync folder log 0 0",
                        "bit rot log/f 1 1",
                        "read error log/f 0 5000",
                        "read log/f 0 5000",
                        "create log/g 0 0",
                        "disk full log/g 0 0",
                        "write log/f 8 1",
                        "power cut  0 0",
                        "lost name g 0 0");
    }

    @Test
    void aReadFromTheCacheCostsACallAndOneFromTheDiskMore() throws IOException {
        disk.replace("f", new byte[100_000]);
        long begun = clock.now();
        disk.read("f");
        assertThat(clock.now() - begun).isEqualTo(TestDisk.PROFILE.callNanos());
        model.crash(clock.now());
        Disk again = model.mount();
        long cold = clock.now();

        again.read("f");

        assertThat(clock.now() - cold)
                .isEqualTo(
                        TestDisk.PROFILE.callNanos() + TestDisk.PROFILE.read().nanos(1, 25 * Pages.BYTES));
    }

    @Test
    void anImageStaysAsItWasAndHasACanonicalDigest() throws IOException {
        disk.createFolders("a/b");
        disk.syncFolder("a");
        disk.syncFolder("");
        disk.replace("a/b/f", new byte[] {1, 2, 3});
        disk.replace("a.b", new byte[4097]);
        Image image = model.image();
        disk.replace("a/b/f", new byte[] {4});
        try (Disk.DiskFile file = disk.open("a.b")) {
            file.write(0, ByteBuffer.wrap(new byte[] {9}));
        }

        assertThat(image.paths()).containsExactly("a.b", "a/b/f");
        assertThat(image.read("a/b/f")).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> image.read("a/b")).hasMessageContaining("no file a/b");
        assertThat(image.digest().hex()).isEqualTo("92cabd0c10aa932943cd1fdf7301179d1c510fe2c3a5818da120de38a4260e2d");
        assertThat(Image.EMPTY.digest()).isNotEqualTo(image.digest());

        model.restore(image);
        Disk restored = model.mount();
        assertThat(restored.read("a/b/f")).containsExactly(1, 2, 3);
        assertThat(restored.read("a.b")).isEqualTo(new byte[4097]);
        restored.replace("a/b/f", new byte[] {5});
        assertThat(image.read("a/b/f")).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> disk.read("a.b")).hasMessageContaining("/machine/a.b");
    }

    @Test
    void aDiskHoldsEachPageOnceHoweverLongItIsWrittenTo() throws IOException {
        long logged = 0;
        try (SegmentLog log = SegmentLog.open(disk, "log", SegmentLog.Options.DEFAULT)) {
            for (int i = 0; i < 5000; i++) {
                clock.step(clock.now());
                byte[] record = new byte[200];
                record[0] = (byte) i;
                log.append(record);
                log.sync();
                logged += record.length + 8;
            }
        }
        Image image = model.image();

        Map<byte[], Boolean> pages = new IdentityHashMap<>();
        for (FileNode file : model.names.files().keySet())
            for (Pages view : List.of(file.seen, file.stored))
                for (int number = 0; number < Pages.count(view.length()); number++) pages.put(view.page(number), true);
        for (Pages file : image.files().values())
            for (int number = 0; number < Pages.count(file.length()); number++) pages.put(file.page(number), true);
        assertThat(pages.size()).isLessThanOrEqualTo(Pages.count(logged) + 8);
        assertThat(model.past.size()).isLessThan(10);
    }

    @Test
    void aLyingDiskKeepsOnlyWhatChanceKeeps() throws IOException {
        int lost = 0;
        for (long seed = 0; seed < 100; seed++) {
            ModelledDisk liar =
                    new ModelledDisk("machine", TestDisk.PROFILE, new Seeds(seed), clock, (at, what, p, o, n) -> {});
            liar.lie(true);
            liar.mount().replace("f", new byte[] {1});
            liar.crash(clock.now());
            if (!liar.mount().exists("f")) lost++;
        }
        assertThat(lost).isBetween(20, 80);
    }

    @Test
    void faultsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> model.slow(0.5)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> model.fail(ModelledDisk.Operation.READ, 1.5)).hasMessageContaining("0 to 1");
        assertThatThrownBy(() -> model.bitRot("nothing", 1)).hasMessageContaining("nothing is stored");
        assertThat(model.bitRot()).isEmpty();
    }
}
