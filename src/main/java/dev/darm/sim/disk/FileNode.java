package dev.darm.sim.disk;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A file: the bytes that programs see, the bytes that are stored, and which pages differ and why. */
final class FileNode implements Node {

    /** A page of a sync that lands on {@code page} of {@code victim}, or nowhere, instead of in its place. */
    record Misdirection(int from, @Nullable FileNode victim, int page) {}

    final Pages seen;
    final Pages stored;

    /** Pages that a sync has to store. */
    final BitSet dirty = new BitSet();

    /** Pages that differ from what is stored and pass for clean: a failed sync left them. */
    final BitSet strays = new BitSet();

    /** Pages that a read need not fetch from the disk. */
    final BitSet cached = new BitSet();

    boolean lengthDirty;

    /** A program sees a name of it, so its bytes take space. */
    boolean linked;

    FileNode() {
        this(new Pages());
    }

    /** A file that is stored as {@code content}. */
    FileNode(Pages content) {
        seen = new Pages(content);
        stored = new Pages(content);
    }

    boolean unsynced() {
        return lengthDirty || !dirty.isEmpty();
    }

    void write(long position, byte[] bytes, Undo undo) {
        saveLength(undo);
        for (int done = 0; done < bytes.length; ) {
            int number = (int) ((position + done) / Pages.BYTES);
            int at = (int) ((position + done) % Pages.BYTES);
            int part = Math.min(bytes.length - done, Pages.BYTES - at);
            byte[] page = seen.page(number).clone();
            System.arraycopy(bytes, done, page, at, part);
            change(number, page, undo);
            done += part;
        }
        if (bytes.length == 0) return;
        seen.length(Math.max(seen.length(), position + bytes.length));
        lengthDirty = true;
    }

    /** Makes it shorter. */
    void truncate(long size, Undo undo) {
        saveLength(undo);
        int pages = Pages.count(seen.length());
        seen.length(size);
        for (int number = (int) (size / Pages.BYTES); number < pages; number++) {
            byte[] page = seen.trimmed(seen.page(number), number);
            if (page != seen.page(number)) change(number, page, undo);
        }
        lengthDirty = true;
    }

    private void change(int number, byte[] page, Undo undo) {
        save(number, undo);
        seen.page(number, page);
        dirty.set(number);
        strays.clear(number);
        cached.set(number);
    }

    /** Stores what is dirty. */
    void sync(@Nullable Misdirection misdirected, Undo undo) {
        saveLength(undo);
        if (lengthDirty) stored.length(seen.length());
        lengthDirty = false;
        for (int number = dirty.nextSetBit(0); number >= 0; number = dirty.nextSetBit(number + 1)) {
            save(number, undo);
            if (misdirected != null && misdirected.from() == number) misdirect(misdirected, undo);
            else stored.page(number, seen.page(number));
        }
        dirty.clear();
    }

    private void misdirect(Misdirection misdirected, Undo undo) {
        int number = misdirected.from();
        byte[] page = seen.page(number);
        if (misdirected.victim() != null) misdirected.victim().damage(misdirected.page(), page, undo);
        seen.page(number, seen.trimmed(stored.page(number), number));
    }

    /** Another page lies where {@code number} was stored; nobody has it in the cache unless it is waiting for a sync. */
    private void damage(int number, byte[] page, Undo undo) {
        save(number, undo);
        stored.page(number, stored.trimmed(page, number));
        if (dirty.get(number)) return;
        seen.page(number, seen.trimmed(stored.page(number), number));
        strays.clear(number);
        cached.clear(number);
    }

    void rot(long bit, Undo undo) {
        int number = (int) (bit / 8 / Pages.BYTES);
        byte[] page = stored.page(number).clone();
        page[(int) (bit / 8 % Pages.BYTES)] ^= (byte) (1 << bit % 8);
        damage(number, page, undo);
    }

    /** Stores some of what is dirty; the rest passes for clean from now on, as on Linux after a failed {@code fsync}. */
    void failSync(long seed, Undo undo) {
        SplittableRandom random = new SplittableRandom(seed);
        saveLength(undo);
        if (lengthDirty && random.nextBoolean()) stored.length(seen.length());
        lengthDirty = false;
        for (int number = dirty.nextSetBit(0); number >= 0; number = dirty.nextSetBit(number + 1)) {
            save(number, undo);
            if (random.nextInt(3) == 0) stored.page(number, seen.page(number));
            else strays.set(number);
        }
        dirty.clear();
    }

    /** The cache is gone and {@code stored} is all there is. */
    void restart() {
        stored.cut(stored.length());
        seen.become(stored);
        dirty.clear();
        strays.clear();
        cached.clear();
        lengthDirty = false;
    }

    private void save(int number, Undo undo) {
        byte[] wasSeen = seen.page(number);
        byte[] wasStored = stored.page(number);
        boolean wasDirty = dirty.get(number);
        boolean wasStray = strays.get(number);
        undo.add(() -> {
            seen.page(number, wasSeen);
            stored.page(number, wasStored);
            dirty.set(number, wasDirty);
            strays.set(number, wasStray);
        });
    }

    private void saveLength(Undo undo) {
        long wasSeen = seen.length();
        long wasStored = stored.length();
        boolean wasDirty = lengthDirty;
        undo.add(() -> {
            seen.length(wasSeen);
            stored.length(wasStored);
            lengthDirty = wasDirty;
        });
    }

    /** How many pages a sync has to move, and in how many runs that lie side by side. */
    int[] dirtyPagesAndRuns() {
        int end = Pages.count(seen.length());
        int pages = 0;
        int runs = 0;
        for (int from = dirty.nextSetBit(0); from >= 0 && from < end; ) {
            int to = Math.min(end, dirty.nextClearBit(from));
            pages += to - from;
            runs++;
            from = dirty.nextSetBit(to);
        }
        return new int[] {pages, runs};
    }

    /** How many pages of this range a read has to fetch; from then on they are cached. */
    int fetch(long position, int bytes) {
        if (bytes == 0) return 0;
        int from = (int) (position / Pages.BYTES);
        int to = Pages.count(position + bytes);
        int missing = to - from - cached.get(from, to).cardinality();
        cached.set(from, to);
        return missing;
    }
}
