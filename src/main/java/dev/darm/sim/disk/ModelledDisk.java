package dev.darm.sim.disk;

import dev.darm.sim.Seeds;
import dev.darm.world.Disk;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The disk of one machine: the contents of one data folder. It outlives the incarnations of the node, each of which uses it
 * through a {@link #mount} of its own.
 *
 * <p><b>What is durable.</b> As on POSIX: the bytes and the length of a file when its sync is completed, a name when the sync of its
 * folder is. A rename is atomic: after a power cut either name holds what it held before, or both have changed. What was
 * not durable is left to chance: see {@code PowerCut}.
 *
 * <p><b>Time.</b> An operation is carried out at once and spends the time that it takes of the running step, so the node
 * sees its effect only when that time is over. One disk is one server: a sync or a fetch from the disk starts when the one
 * before is completed. {@link #crash} takes back what was issued after it, and a sync that was in flight is no sync.
 *
 * <p><b>Memory.</b> 4 KiB for each page that is not all zeros, once however often it is seen, stored and part of an image; two
 * of them for a dirty page; 8 to 16 bytes a page for the two views; some 200 bytes a file. A step in progress holds on to
 * what it overwrote until a later step begins. So a disk with 1 MiB of files takes little more than 1 MiB.
 *
 * <p>Not for use by two threads at a time.
 */
public final class ModelledDisk {

    /** What the disk asks of the running step. */
    public interface StepTime {

        /** The local time of the step: when it began and what it has spent; between steps, the time of the run. */
        long now();

        /** When the running step began: no crash will come before. Never goes back. */
        long stepStart();

        /** The step waits for the disk, for so many nanoseconds. This occupies no core. */
        void spend(long nanos);
    }

    /**
     * Hears what is done to the disk, and what a fault or a power cut makes of it. {@code offset} and {@code bytes} are 0 where
     * they mean nothing.
     */
    public interface Listener {
        void on(long now, String operation, String path, long offset, long bytes);
    }

    /** What can be made to fail. */
    public enum Operation {
        /** Reading from a file; nothing is read. */
        READ,
        /** Writing to a file; a part may have been written. */
        WRITE,
        /** Making a file or folder durable; of a file, some pages may have been stored, and all pass for clean from then on. */
        SYNC
    }

    /** Where a bit rotted. */
    public record Rot(String path, long bit) {}

    final String machine;
    final DiskProfile profile;
    final StepTime time;
    final Listener listener;
    final Names names = new Names();
    final Past past = new Past();
    final Faults faults;
    private final Seeds seeds;
    private final RandomGenerator latencies;
    private @Nullable Mount mount;
    private long busyUntil;
    private long used;
    private long cuts;
    private long settled;

    /** An empty disk. */
    public ModelledDisk(String machine, DiskProfile profile, Seeds seeds, StepTime time, Listener listener) {
        this.machine = machine;
        this.profile = profile;
        this.seeds = seeds;
        this.time = time;
        this.listener = listener;
        this.faults = new Faults(seeds.of("faults").generator());
        this.latencies = seeds.of("latencies").generator();
    }

    /** The disk for a new incarnation; one that was mounted is unmounted. */
    public Disk mount() {
        detach();
        Mount mounted = new Mount(this);
        mount = mounted;
        return mounted;
    }

    private void detach() {
        if (mount != null) mount.detach();
        mount = null;
    }

    /**
     * The process ended at {@code at} and the machine goes on: what was written before is still seen, and a sync in flight
     * completes.
     */
    public void unmount(long at) {
        rewind(at, false);
        detach();
    }

    /** The power went at {@code at}: of what was not durable, chance decides what is left. */
    public void crash(long at) {
        rewind(at, true);
        detach();
        past.clear();
        listener.on(at, "power cut", "", 0, 0);
        RandomGenerator random = seeds.of("cut").of(cuts++).generator();
        new PowerCut(
                        random,
                        profile.atomicBytes(),
                        (outcome, what, offset, bytes) -> listener.on(at, outcome, what, offset, bytes))
                .fall(names);
        used = names.count();
        busyUntil = at;
    }

    private void rewind(long at, boolean inFlight) {
        if (at < settled)
            throw new IllegalArgumentException(
                    "%s: an end at %d is too late to tell, a step began at %d".formatted(machine, at, settled));
        past.rewind(at, inFlight);
        used = names.count();
    }

    /** Empties the disk, as a new one in its place; unmounts it. */
    public void wipe() {
        restore(Image.EMPTY);
    }

    /** What is stored now, by all operations that were carried out so far. */
    public Image image() {
        return Image.of(names.root());
    }

    /** Puts {@code image} in the place of what is there, as an old disk in the place of this one; unmounts it. */
    public void restore(Image image) {
        detach();
        past.clear();
        names.become(image.tree());
        used = names.count();
        listener.on(time.now(), "disk replaced", "", 0, used);
    }

    /** Each machine gets the disk of the other; both are unmounted. */
    public static void swap(ModelledDisk one, ModelledDisk other) {
        Image was = one.image();
        one.restore(other.image());
        other.restore(was);
    }

    /** From now on everything takes {@code factor} times as long, at least 1. */
    public void slow(double factor) {
        if (!(factor >= 1)) throw new IllegalArgumentException("a slow disk takes at least 1 times as long: " + factor);
        faults.slowness = factor;
    }

    /** From now on there is room for {@code bytesFree} more bytes, and for what is deleted. */
    public void full(long bytesFree) {
        faults.room = bytesFree > Long.MAX_VALUE - used ? Long.MAX_VALUE : used + bytesFree;
    }

    /** From now on {@code operation} fails with {@code probability}; 0 lifts it. */
    public void fail(Operation operation, double probability) {
        if (!(probability >= 0 && probability <= 1))
            throw new IllegalArgumentException("a probability is 0 to 1: " + probability);
        faults.fail(operation, probability);
    }

    /** After {@code skip} more of {@code operation} the next {@code count} fail. A sync that has nothing to do does not count. */
    public void failNext(Operation operation, int skip, int count) {
        faults.failNext(operation, skip, count);
    }

    /** The next sync of a file that stores pages puts one of them over another page of the disk, or into unused space. */
    public void misdirectNextWrite() {
        faults.misdirectNext();
    }

    /** The next rename never reaches the disk, though its folder is synced: after a power cut the old names hold again. */
    public void loseNextRename() {
        faults.loseNextRename();
    }

    /** Whether syncs report success and store nothing, as those of a device that ignores flushes. */
    public void lie(boolean lies) {
        faults.lying = lies;
    }

    /** Ends every fault; what was lost or changed stays so. */
    public void lift() {
        faults.lift();
    }

    /** Flips a bit of what is stored, chosen by chance; empty when nothing is. */
    public Optional<Rot> bitRot() {
        Map<String, FileNode> files = storedFiles();
        long bytes = 0;
        for (FileNode file : files.values()) bytes += file.stored.length();
        if (bytes == 0) return Optional.empty();
        long bit = faults.choose(bytes * 8);
        for (Map.Entry<String, FileNode> file : files.entrySet()) {
            long bits = file.getValue().stored.length() * 8;
            if (bit < bits) {
                rot(file.getKey(), file.getValue(), bit);
                return Optional.of(new Rot(file.getKey(), bit));
            }
            bit -= bits;
        }
        throw new IllegalStateException("no file holds bit " + bit);
    }

    /** Flips bit {@code bit} of what is stored of a file. */
    public void bitRot(String path, long bit) {
        FileNode file = storedFiles().get(path);
        if (file == null || bit < 0 || bit >= file.stored.length() * 8)
            throw new IllegalArgumentException("%s: nothing is stored as bit %d of %s".formatted(machine, bit, path));
        rot(path, file, bit);
    }

    private void rot(String path, FileNode file, long bit) {
        long now = time.now();
        past.run(now, now, undo -> file.rot(bit, undo));
        listener.on(now, "bit rot", path, bit / 8, 1);
    }

    private Map<String, FileNode> storedFiles() {
        Map<String, FileNode> files = new TreeMap<>();
        collect(names.root(), "", files);
        return files;
    }

    private static void collect(FolderNode folder, String prefix, Map<String, FileNode> files) {
        folder.stored.forEach((name, node) -> {
            switch (node) {
                case FolderNode inner -> collect(inner, prefix + name + "/", files);
                case FileNode file -> files.put(prefix + name, file);
            }
        });
    }

    /** Begins an operation: returns when it is issued, and forgets what no crash can take back any more. */
    long begin() {
        settled = time.stepStart();
        past.forget(settled);
        return time.now();
    }

    /** Occupies the disk, when it is free, for so many nanoseconds, more if it is slow; returns when that is completed. */
    long occupy(long now, long nanos) {
        busyUntil = Math.max(now, busyUntil) + (long) (nanos * faults.slowness);
        return busyUntil;
    }

    /** What a sync of so many pages in so many runs takes. */
    long syncNanos(int pages, int runs) {
        return profile.sync().draw(latencies)
                + profile.write().nanos(Math.max(0, runs - 1), (long) Math.max(0, pages - 1) * Pages.BYTES);
    }

    /** Where a page of {@code file} goes instead of its place. */
    FileNode.Misdirection misdirection(FileNode file) {
        int[] dirty = file.dirty.stream().toArray();
        int from = dirty[(int) faults.choose(dirty.length)];
        long pages = 1;
        Map<String, FileNode> files = storedFiles();
        for (FileNode each : files.values()) pages += Pages.count(each.stored.length());
        long victim = faults.choose(pages);
        for (FileNode each : files.values()) {
            int count = Pages.count(each.stored.length());
            if (victim < count)
                return new FileNode.Misdirection(from, each == file && victim == from ? null : each, (int) victim);
            victim -= count;
        }
        return new FileNode.Misdirection(from, null, 0);
    }

    /** What lies on it, in bytes. */
    public long usedBytes() {
        return used;
    }

    long freeBytes() {
        return Math.max(0, Math.min(profile.capacityBytes(), faults.room) - used);
    }

    void grew(long bytes) {
        used += bytes;
    }
}
