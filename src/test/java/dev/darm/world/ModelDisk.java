package dev.darm.world;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that keeps apart what a program sees and what a power cut leaves. Writes since a file's last sync
 * survive a cut one by one or not at all, in any order, and each possibly in part; names since a folder's last sync
 * likewise. Syncs can fail (the pages then pass for clean, as on Linux), bits can rot, and the disk can be full.
 */
public final class ModelDisk implements Disk {

    private static final class Inode {
        byte[] seen = new byte[0];
        byte[] stored = new byte[0];
        final List<Change> dirty = new ArrayList<>();
    }

    /** A write of {@code bytes} at {@code position}, or a truncation to {@code position} when there are none. */
    private record Change(long position, byte @Nullable [] bytes) {
        byte[] on(byte[] content) {
            if (bytes == null) return Arrays.copyOf(content, (int) position);
            byte[] after = Arrays.copyOf(content, (int) Math.max(content.length, position + bytes.length));
            System.arraycopy(bytes, 0, after, (int) position, bytes.length);
            return after;
        }
    }

    private final TreeMap<String, Inode> names = new TreeMap<>();
    private final TreeMap<String, Inode> storedNames = new TreeMap<>();
    private final TreeSet<String> folders = new TreeSet<>();
    private long capacity = Long.MAX_VALUE;
    private int syncsUntilFailure = -1;
    private boolean lying;
    private int generation;
    private long fsyncs;

    /** The power goes: what was synced stays, of the rest whatever {@code random} leaves. Open files are dead. */
    public synchronized void cutPower(RandomGenerator random) {
        generation++;
        for (Inode inode : inodes()) {
            byte[] left = inode.stored;
            for (Change change : inode.dirty) {
                int luck = random.nextInt(3);
                if (luck == 0) left = change.on(left);
                if (luck == 1 && change.bytes() != null)
                    left = new Change(
                                    change.position(),
                                    Arrays.copyOf(change.bytes(), random.nextInt(change.bytes().length + 1)))
                            .on(left);
            }
            inode.stored = left;
            inode.seen = left.clone();
            inode.dirty.clear();
        }
        TreeSet<String> changed = new TreeSet<>(names.keySet());
        changed.addAll(storedNames.keySet());
        for (String name : changed)
            if (names.get(name) != storedNames.get(name) && random.nextBoolean()) keepName(name);
        names.clear();
        names.putAll(storedNames);
        syncsUntilFailure = -1;
    }

    private List<Inode> inodes() {
        List<Inode> all = new ArrayList<>(names.values());
        for (Inode inode : storedNames.values()) if (!all.contains(inode)) all.add(inode);
        return all;
    }

    private void keepName(String name) {
        Inode now = names.get(name);
        if (now == null) storedNames.remove(name);
        else storedNames.put(name, now);
    }

    /** The process dies, the machine lives: everything written stays. Open files are dead. */
    public synchronized void killProcess() {
        generation++;
    }

    public synchronized void flipBit(String path, long bit) {
        Inode inode = inode(path);
        inode.seen[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
        inode.stored = inode.seen.clone();
        inode.dirty.clear();
    }

    public synchronized void cutFile(String path, long size) {
        Inode inode = inode(path);
        inode.seen = Arrays.copyOf(inode.seen, (int) size);
        inode.stored = inode.seen.clone();
        inode.dirty.clear();
    }

    public synchronized void remove(String path) {
        names.remove(path);
        storedNames.remove(path);
    }

    /** Room for so many bytes in all files together. */
    public synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    /** The sync after {@code more} good ones fails and loses what it should have stored. */
    public synchronized void failSyncAfter(int more) {
        syncsUntilFailure = more;
    }

    /** Whether file syncs report success and store nothing. */
    public synchronized void lie(boolean now) {
        lying = now;
    }

    @Override
    public synchronized long fsyncs() {
        return fsyncs;
    }

    /** An independent disk with the same stored and seen content. */
    public synchronized ModelDisk copy() {
        ModelDisk copy = new ModelDisk();
        copy.folders.addAll(folders);
        for (Map.Entry<String, Inode> entry : names.entrySet()) {
            Inode inode = new Inode();
            inode.seen = entry.getValue().seen.clone();
            inode.stored = inode.seen.clone();
            copy.names.put(entry.getKey(), inode);
            copy.storedNames.put(entry.getKey(), inode);
        }
        return copy;
    }

    @Override
    public synchronized List<String> list(String folder) {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        TreeSet<String> found = new TreeSet<>();
        for (TreeSet<String> all : List.of(new TreeSet<>(names.keySet()), folders))
            for (String path : all)
                if (path.startsWith(prefix) && path.length() > prefix.length())
                    found.add(path.substring(prefix.length()).split("/", 2)[0]);
        return List.copyOf(found);
    }

    @Override
    public synchronized boolean exists(String path) {
        return names.containsKey(path) || folders.contains(path);
    }

    @Override
    public synchronized void createFolders(String folder) {
        for (int slash = folder.indexOf('/'); slash >= 0; slash = folder.indexOf('/', slash + 1))
            folders.add(folder.substring(0, slash));
        folders.add(folder);
    }

    @Override
    public synchronized DiskFile open(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        if (slash >= 0 && !folders.contains(path.substring(0, slash)))
            throw new IOException("cannot open " + path + ": no such folder");
        return new Opened(path, names.computeIfAbsent(path, absent -> new Inode()), generation);
    }

    @Override
    public synchronized byte[] read(String path) throws IOException {
        if (!names.containsKey(path)) throw new IOException("cannot read " + path + ": no such file");
        return inode(path).seen.clone();
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        if (!names.containsKey(from)) throw new IOException("cannot rename " + from + ": no such file");
        names.put(to, Objects.requireNonNull(names.remove(from)));
    }

    @Override
    public synchronized void delete(String path) throws IOException {
        if (names.remove(path) == null) throw new IOException("cannot delete " + path + ": no such file");
    }

    @Override
    public synchronized void syncFolder(String folder) throws IOException {
        countSync(folder);
        String prefix = folder.isEmpty() ? "" : folder + "/";
        TreeSet<String> all = new TreeSet<>(names.keySet());
        all.addAll(storedNames.keySet());
        for (String name : all) if (name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0) keepName(name);
    }

    @Override
    public synchronized long freeBytes() {
        return capacity - used();
    }

    private long used() {
        long used = 0;
        for (Inode inode : names.values()) used += inode.seen.length;
        return used;
    }

    private Inode inode(String path) {
        return Objects.requireNonNull(names.get(path), () -> "no file " + path);
    }

    private void countSync(String path) throws IOException {
        fsyncs++;
        if (syncsUntilFailure >= 0 && syncsUntilFailure-- == 0)
            throw new IOException("cannot sync " + path + ": Input/output error");
    }

    private final class Opened implements DiskFile {

        private final String path;
        private final Inode inode;
        private final int opened;

        Opened(String path, Inode inode, int opened) {
            this.path = path;
            this.inode = inode;
            this.opened = opened;
        }

        private void alive() throws IOException {
            if (opened != generation) throw new IOException(path + ": opened before the crash");
        }

        @Override
        public long size() throws IOException {
            synchronized (ModelDisk.this) {
                alive();
                return inode.seen.length;
            }
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            synchronized (ModelDisk.this) {
                alive();
                int length = (int) Math.min(into.remaining(), Math.max(0, inode.seen.length - position));
                into.put(inode.seen, (int) Math.min(position, inode.seen.length), length);
                return length;
            }
        }

        @Override
        public void write(long position, ByteBuffer from) throws IOException {
            synchronized (ModelDisk.this) {
                alive();
                long grows = Math.max(0, position + from.remaining() - inode.seen.length);
                boolean full = grows > capacity - used();
                byte[] bytes = new byte[full ? from.remaining() / 2 : from.remaining()];
                from.get(bytes);
                apply(new Change(position, bytes));
                if (full) throw new IOException("cannot write " + path + ": No space left on device");
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (ModelDisk.this) {
                alive();
                if (size < inode.seen.length) apply(new Change(size, null));
            }
        }

        private void apply(Change change) {
            inode.seen = change.on(inode.seen);
            inode.dirty.add(change);
        }

        @Override
        public void sync() throws IOException {
            synchronized (ModelDisk.this) {
                alive();
                try {
                    countSync(path);
                } catch (IOException e) {
                    inode.dirty.clear();
                    throw e;
                }
                if (lying) return;
                for (Change change : inode.dirty) inode.stored = change.on(inode.stored);
                inode.dirty.clear();
            }
        }

        @Override
        public void close() {}
    }
}
