package dev.darm.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.sim.Seeds;
import dev.darm.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What a power cut may take, and what it may not. */
class PowerCutTest {

    private static final int SECTOR = 512;

    private final RunClock clock = new RunClock();

    /** An empty disk at the beginning of time. */
    private ModelledDisk disk(long seed) {
        clock.step(0);
        return new ModelledDisk("machine", TestDisk.PROFILE, new Seeds(seed), clock, (at, what, path, offset, n) -> {});
    }

    private static void change(Disk.DiskFile file, SplittableRandom random) throws IOException {
        for (int i = random.nextInt(5); i >= 0; i--) {
            if (random.nextInt(8) == 0) {
                file.truncate(random.nextInt(20_000));
                continue;
            }
            byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 300 : 9000)];
            random.nextBytes(bytes);
            file.write(random.nextInt(20_000), ByteBuffer.wrap(bytes));
        }
    }

    /** Each page is the old one, the new one, or one of them up to a sector's end and then the other. */
    private static void assertMixed(byte[] left, byte[] before, byte[] after) {
        if (left.length != before.length && left.length != after.length)
            assertThat(left.length)
                    .isBetween(before.length, after.length)
                    .satisfies(length -> assertThat(length % SECTOR).isZero());
        for (int at = 0; at < left.length; at += Pages.BYTES) {
            byte[] page = Arrays.copyOfRange(left, at, Math.min(left.length, at + Pages.BYTES));
            byte[] was =
                    Arrays.copyOf(Arrays.copyOfRange(before, Math.min(at, before.length), before.length), page.length);
            byte[] is = Arrays.copyOf(Arrays.copyOfRange(after, Math.min(at, after.length), after.length), page.length);
            boolean allowed = false;
            for (int tear = 0; tear <= Pages.BYTES && !allowed; tear += SECTOR) {
                int cut = Math.min(tear, page.length);
                allowed = spliced(is, was, cut, page) || spliced(was, is, cut, page);
            }
            assertThat(allowed).as("page at %d", at).isTrue();
        }
    }

    private static boolean spliced(byte[] head, byte[] tail, int cut, byte[] page) {
        return Arrays.equals(head, 0, cut, page, 0, cut)
                && Arrays.equals(tail, cut, page.length, page, cut, page.length);
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void whatWasSyncedStaysAndTheRestIsOldNewOrTorn(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        ModelledDisk model = disk(seed);
        Disk disk = model.mount();
        Disk.DiskFile file = disk.open("file");
        change(file, random);
        file.sync();
        disk.syncFolder("");
        byte[] before = disk.read("file");
        if (random.nextInt(5) > 0) change(file, random);
        byte[] after = disk.read("file");

        model.crash(clock.now());

        Disk again = model.mount();
        byte[] left = again.read("file");
        assertMixed(left, before, after);
        try (Disk.DiskFile reopened = again.open("file")) {
            reopened.write(left.length + 5000L, ByteBuffer.wrap(new byte[1]));
        }
        assertThat(Arrays.equals(again.read("file"), Arrays.copyOf(left, left.length + 5001)))
                .as("zeros behind the end")
                .isTrue();
        assertThatThrownBy(file::size).isInstanceOf(IOException.class).hasMessageContaining("/machine/file");
    }

    @Example
    void aShorterLengthThatIsLostIsToldLikeALongerOne() throws IOException {
        List<Long> told = new ArrayList<>();
        for (long seed = 1; seed <= 20; seed++) {
            ModelledDisk model = new ModelledDisk(
                    "machine", TestDisk.PROFILE, new Seeds(seed), clock, (at, what, path, offset, bytes) -> {
                        if (what.equals("lost length")) told.add(bytes);
                    });
            Disk disk = model.mount();
            Disk.DiskFile file = disk.open("file");
            file.write(0, ByteBuffer.wrap(new byte[1000]));
            file.sync();
            disk.syncFolder("");
            file.truncate(300);

            model.crash(clock.now());
        }

        assertThat(told).isNotEmpty().allMatch(bytes -> bytes == 700);
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void aSyncThatThePowerCutInterruptsIsNoSync(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        ModelledDisk model = disk(seed);
        Disk disk = model.mount();
        Disk.DiskFile file = disk.open("file");
        change(file, random);
        file.sync();
        disk.syncFolder("");
        byte[] before = disk.read("file");
        clock.step(clock.now());
        change(file, random);
        byte[] after = disk.read("file");
        long issued = clock.now();
        file.sync();
        long completed = clock.now();
        change(file, random);
        long at = issued + random.nextLong(completed - issued);

        model.crash(at);

        byte[] left = model.mount().read("file");
        assertMixed(left, before, after);
        if (at >= completed - TestDisk.PROFILE.callNanos())
            assertThat(Arrays.equals(left, after)).as("completed").isTrue();
    }

    @Example
    void ofASyncInFlightAPageIsSometimesKeptSometimesLostAndSometimesTorn() throws IOException {
        TreeSet<String> outcomes = new TreeSet<>();
        for (long seed = 0; seed < 200; seed++) {
            ModelledDisk model = disk(seed);
            Disk disk = model.mount();
            disk.replace("f", new byte[Pages.BYTES]);
            clock.step(clock.now());
            Disk.DiskFile file = disk.open("f");
            byte[] ones = new byte[Pages.BYTES];
            Arrays.fill(ones, (byte) 1);
            file.write(0, ByteBuffer.wrap(ones));
            long issued = clock.now();
            file.sync();

            model.crash(issued + 1);

            byte[] left = model.mount().read("f");
            outcomes.add(left[0] + " to " + left[Pages.BYTES - 1]);
        }
        assertThat(outcomes).containsExactly("0 to 0", "0 to 1", "1 to 0", "1 to 1");
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void whatWasIssuedAfterThePowerCutNeverHappened(@ForAll long seed) throws IOException {
        List<Long> times = new ArrayList<>();
        ModelledDisk whole = disk(seed);
        run(whole.mount(), seed, Long.MAX_VALUE, times);
        long at = times.get(new SplittableRandom(seed).nextInt(times.size()));
        whole.crash(at);
        ModelledDisk part = disk(seed);
        run(part.mount(), seed, at, new ArrayList<>());

        part.crash(at);

        assertThat(whole.image().paths()).isEqualTo(part.image().paths());
        assertThat(whole.image().digest()).isEqualTo(part.image().digest());
        assertThat(whole.mount().freeBytes()).isEqualTo(part.mount().freeBytes());
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void whatWasIssuedAfterAProcessEndedNeverHappenedAndTheRestIsSeen(@ForAll long seed) throws IOException {
        List<Long> times = new ArrayList<>();
        ModelledDisk whole = disk(seed);
        run(whole.mount(), seed, Long.MAX_VALUE, times);
        long at = times.get(new SplittableRandom(seed).nextInt(times.size()));
        whole.unmount(at);
        ModelledDisk part = disk(seed);
        run(part.mount(), seed, at, new ArrayList<>());

        part.unmount(at);

        Disk one = whole.mount();
        Disk other = part.mount();
        assertThat(one.list("d")).isEqualTo(other.list("d"));
        for (String name : one.list("d")) assertThat(one.read("d/" + name)).isEqualTo(other.read("d/" + name));
        assertThat(whole.image().digest()).isEqualTo(part.image().digest());
    }

    /** One step that does 60 operations, those that are issued until {@code end}; notes when each was. */
    private void run(Disk disk, long seed, long end, List<Long> times) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 60; i++) {
            SplittableRandom own = random.split();
            if (clock.now() > end) return;
            times.add(clock.now());
            String path = "d/" + own.nextInt(4);
            if (i == 0) disk.createFolders("d");
            else if (i == 1) disk.syncFolder("");
            else
                switch (own.nextInt(7)) {
                    case 0 -> disk.syncFolder("d");
                    case 1 -> {
                        if (disk.exists(path) && clock.now() <= end) disk.delete(path);
                    }
                    case 2 -> {
                        if (disk.exists(path) && clock.now() <= end) disk.rename(path, "d/" + own.nextInt(4));
                    }
                    case 3 -> {
                        Disk.DiskFile file = disk.open(path);
                        if (clock.now() <= end) file.sync();
                    }
                    default -> {
                        Disk.DiskFile file = disk.open(path);
                        byte[] bytes = new byte[own.nextInt(6000)];
                        own.nextBytes(bytes);
                        if (clock.now() <= end) file.write(own.nextInt(9000), ByteBuffer.wrap(bytes));
                    }
                }
        }
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void aReplacedFileHoldsTheOldOrTheNewContentWheneverThePowerGoes(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        ModelledDisk model = disk(seed);
        Disk disk = model.mount();
        disk.createFolders("d");
        disk.syncFolder("");
        byte[] old = new byte[random.nextInt(10_000)];
        random.nextBytes(old);
        disk.replace("d/f", old);
        long begun = clock.now();
        clock.step(begun);
        byte[] fresh = new byte[random.nextInt(10_000)];
        random.nextBytes(fresh);
        disk.replace("d/f", fresh);
        long ended = clock.now();
        long at = begun + random.nextLong(ended - begun + 1);

        model.crash(at);

        byte[] left = model.mount().read("d/f");
        assertThat(Arrays.equals(left, old) || Arrays.equals(left, fresh)).isTrue();
        if (at >= ended - TestDisk.PROFILE.callNanos()) assertThat(left).isEqualTo(fresh);
    }

    @Example
    void namesSurviveOnlyAfterTheSyncOfTheirFolderAndOtherwiseByChance() throws IOException {
        TreeSet<String> outcomes = new TreeSet<>();
        for (long seed = 0; seed < 200; seed++) {
            ModelledDisk model = disk(seed);
            Disk disk = model.mount();
            for (String name : List.of("kept", "old", "new")) disk.replace(name, name.getBytes());
            disk.open("made").close();
            disk.rename("old", "new");
            disk.delete("kept");

            model.crash(clock.now());

            Disk again = model.mount();
            List<String> left = again.list("");
            String target = new String(again.read("new"));
            assertThat(target.equals("new"))
                    .as("a rename is kept or lost as a whole")
                    .isEqualTo(left.contains("old"));
            outcomes.add(left + " " + target);
        }
        assertThat(outcomes).hasSize(8);
    }

    @Example
    void aRenameToAnotherFolderIsDurableWithTheNewNamesFolderAndLeavesNoOldName() throws IOException {
        for (long seed = 0; seed < 100; seed++) {
            ModelledDisk model = disk(seed);
            Disk disk = model.mount();
            disk.createFolders("a");
            disk.createFolders("b");
            disk.syncFolder("");
            Disk.DiskFile file = disk.open("a/f");
            file.write(0, ByteBuffer.wrap(new byte[] {7}));
            file.sync();
            disk.rename("a/f", "b/f");
            disk.syncFolder("b");
            disk.syncFolder("a");

            model.crash(clock.now());

            Disk again = model.mount();
            assertThat(again.list("a")).isEmpty();
            assertThat(again.read("b/f")).containsExactly(7);
        }
    }

    @Example
    void aRenameThatTheDiskLosesGivesTheOldContentBackThoughItsFolderWasSynced() throws IOException {
        ModelledDisk model = disk(1);
        Disk disk = model.mount();
        disk.replace("f", new byte[] {1});
        model.loseNextRename();
        disk.replace("f", new byte[] {2});
        assertThat(disk.read("f")).containsExactly(2);

        model.crash(clock.now());

        assertThat(model.mount().read("f")).containsExactly(1);
    }

    @Example
    void aFailedSyncLeavesPagesThatPassForCleanUntilThePowerGoes() throws IOException {
        TreeSet<Integer> left = new TreeSet<>();
        for (long seed = 0; seed < 100; seed++) {
            ModelledDisk model = disk(seed);
            Disk disk = model.mount();
            disk.replace("f", new byte[8192]);
            Disk.DiskFile file = disk.open("f");
            file.write(0, ByteBuffer.wrap(new byte[] {1}));
            model.failNext(ModelledDisk.Operation.SYNC, 0, 1);
            assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
            assertThat(disk.read("f")[0]).isEqualTo((byte) 1);
            file.sync();

            model.crash(clock.now());

            left.add((int) model.mount().read("f")[0]);
        }
        assertThat(left).containsExactly(0, 1);
    }

    @Example
    void syncsOfOneDiskQueueAndASlowOneTakesLonger() throws IOException {
        DiskProfile.Spread always = new DiskProfile.Spread(1_000_000, 1_000_000, 1_000_000);
        DiskProfile steady =
                new DiskProfile("steady", 1 << 30, 512, 10, always, TestDisk.PROFILE.read(), TestDisk.PROFILE.write());
        ModelledDisk model =
                new ModelledDisk("machine", steady, new Seeds(1), clock, (at, what, path, offset, n) -> {});
        Disk disk = model.mount();
        Disk.DiskFile one = disk.open("one");
        Disk.DiskFile two = disk.open("two");
        one.write(0, ByteBuffer.wrap(new byte[1]));
        two.write(0, ByteBuffer.wrap(new byte[1]));
        long begun = clock.now();

        one.sync();
        assertThat(clock.now()).isEqualTo(begun + 1_000_010);
        clock.at(begun);
        two.sync();
        assertThat(clock.now()).isEqualTo(begun + 2_000_010);
        two.sync();
        assertThat(clock.now()).as("nothing to do").isEqualTo(begun + 2_000_020);

        model.slow(10);
        two.write(0, ByteBuffer.wrap(new byte[1]));
        long slow = clock.now();
        two.sync();
        assertThat(clock.now()).isEqualTo(slow + 10_000_010);
    }

    @Example
    void aCrashBeforeARunningStepBeganIsRefused() throws IOException {
        ModelledDisk model = disk(1);
        clock.step(100);
        model.mount().open("f");

        assertThatThrownBy(() -> model.crash(99)).hasMessageContaining("too late");
    }
}
