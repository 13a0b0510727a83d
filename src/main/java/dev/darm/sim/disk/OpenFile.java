package dev.darm.sim.disk;

import dev.darm.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file that one incarnation of a node has open. It may have been deleted since, as on POSIX. */
final class OpenFile implements Disk.DiskFile {

    /** More is refused: the two tables of pages of a larger file would not be small. */
    private static final long BYTES_MAX = 1L << 34;

    private final Mount mount;
    private final ModelledDisk disk;
    private final Path path;
    private final FileNode file;
    private boolean closed;

    OpenFile(Mount mount, ModelledDisk disk, Path path, FileNode file) {
        this.mount = mount;
        this.disk = disk;
        this.path = path;
        this.file = file;
    }

    private <T> T open(String what, Mount.Action<T> action) throws IOException {
        try {
            long now = mount.begin();
            if (closed) throw new Refusal(Refusal.CLOSED);
            return action.at(path, now);
        } catch (Refusal e) {
            throw Mount.failed(what, path, e);
        }
    }

    @Override
    public long size() throws IOException {
        return open("ask the size of", (at, now) -> {
            mount.spendCall();
            return file.seen.length();
        });
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) return 0;
        notNegative(position);
        return open("read", (at, now) -> mount.read(at, file, now, position, into));
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
        if (!from.hasRemaining()) return;
        notNegative(position);
        open("write", (at, now) -> {
            int wanted = from.remaining();
            int fits = fitting(position, wanted);
            boolean fails = disk.faults.strikes(ModelledDisk.Operation.WRITE);
            int written = fails ? (int) disk.faults.choose(fits + 1L) : fits;
            if (written > 0) put(now, position, from, written);
            mount.heard(now, fails ? "write error" : written < wanted ? "disk full" : "write", at, position, written);
            mount.spendCall();
            if (fails) throw new Refusal(Refusal.INPUT_OUTPUT);
            if (written < wanted)
                throw new Refusal(position + wanted > BYTES_MAX ? Refusal.TOO_LARGE : Refusal.NO_SPACE);
            return written;
        });
    }

    private static void notNegative(long position) {
        if (position < 0) throw new IllegalArgumentException("Negative position");
    }

    /** How many of {@code bytes} at {@code position} there is room for. */
    private int fitting(long position, int bytes) {
        if (position + bytes > BYTES_MAX) return 0;
        long grows = Math.max(0, position + bytes - file.seen.length());
        long missing = file.linked ? Math.max(0, grows - disk.freeBytes()) : 0;
        return (int) Math.max(0, bytes - missing);
    }

    private void put(long now, long position, ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        long before = file.seen.length();
        disk.past.run(now, now, undo -> file.write(position, bytes, undo));
        if (file.linked) disk.grew(file.seen.length() - before);
    }

    @Override
    public void truncate(long size) throws IOException {
        open("truncate", (at, now) -> {
            if (size < 0) throw new IllegalArgumentException("Negative size");
            long before = file.seen.length();
            if (size < before) {
                disk.past.run(now, now, undo -> file.truncate(size, undo));
                if (file.linked) disk.grew(size - before);
                mount.heard(now, "truncate", at, size, before - size);
            }
            mount.spendCall();
            return size;
        });
    }

    @Override
    public void sync() throws IOException {
        open("sync", (at, now) -> {
            mount.sync(at, file, now);
            return at;
        });
    }

    @Override
    public void close() {
        closed = true;
    }
}
