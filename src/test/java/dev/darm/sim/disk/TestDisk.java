package dev.darm.sim.disk;

import dev.darm.sim.Seeds;
import dev.darm.world.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A {@link ModelledDisk} for tests without a simulator: its time is what its operations took, any thread may use it, and it is
 * mounted again by itself after a power cut or the end of a process. Files opened before are dead then.
 */
public final class TestDisk implements Disk {

    /** Room without end, pages torn at sectors of 512 bytes, a sync of about a millisecond. */
    public static final DiskProfile PROFILE = new DiskProfile(
            "test",
            Long.MAX_VALUE,
            512,
            1_000,
            new DiskProfile.Spread(1_000_000, 5_000_000, 50_000_000),
            new DiskProfile.Transfer(100_000, 100_000_000),
            new DiskProfile.Transfer(100_000, 100_000_000));

    private final ModelledDisk model;
    private Disk mounted;
    private long now;

    public TestDisk() {
        this(1);
    }

    public TestDisk(long seed) {
        model = new ModelledDisk(
                "machine", PROFILE, new Seeds(seed), new Clock(), (at, what, path, offset, bytes) -> {});
        mounted = model.mount();
    }

    private final class Clock implements ModelledDisk.StepTime {
        @Override
        public long now() {
            return now;
        }

        @Override
        public long stepStart() {
            return now;
        }

        @Override
        public void spend(long nanos) {
            now += nanos;
        }
    }

    /** The disk itself, for faults that need no lock. */
    public ModelledDisk model() {
        return model;
    }

    /** The power goes: what was synced stays, of the rest whatever the seed leaves. */
    public synchronized void cutPower() {
        model.crash(now);
        mounted = model.mount();
    }

    /** The process dies, the machine lives: everything written stays. */
    public synchronized void killProcess() {
        model.unmount(now);
        mounted = model.mount();
    }

    public synchronized void flipBit(String path, long bit) {
        model.bitRot(path, bit);
    }

    /** Somebody shortens a file, durably. */
    public synchronized void cutFile(String path, long size) throws IOException {
        try (DiskFile file = mounted.open(path)) {
            file.truncate(size);
            file.sync();
        }
    }

    /** Somebody removes a file, durably. */
    public synchronized void remove(String path) throws IOException {
        mounted.delete(path);
        int slash = path.lastIndexOf('/');
        mounted.syncFolder(slash < 0 ? "" : path.substring(0, slash));
    }

    /** Room for so many bytes more. */
    public synchronized void full(long bytesFree) {
        model.full(bytesFree);
    }

    /** The sync after {@code more} good ones fails and loses what it should have stored. */
    public synchronized void failSyncAfter(int more) {
        model.failNext(ModelledDisk.Operation.SYNC, more, 1);
    }

    /** Every fault ends. */
    public synchronized void lift() {
        model.lift();
    }

    /** Syncs report success and store nothing. */
    public synchronized void lie() {
        model.lie(true);
    }

    /** An independent disk with the same stored content. */
    public synchronized TestDisk copy() {
        TestDisk copy = new TestDisk();
        copy.model.restore(model.image());
        copy.mounted = copy.model.mount();
        return copy;
    }

    @Override
    public synchronized List<String> list(String folder) {
        try {
            return mounted.list(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized boolean exists(String path) throws IOException {
        return mounted.exists(path);
    }

    @Override
    public synchronized void createFolders(String folder) throws IOException {
        mounted.createFolders(folder);
    }

    @Override
    public synchronized DiskFile open(String path) throws IOException {
        return new Locked(mounted.open(path));
    }

    @Override
    public synchronized byte[] read(String path) throws IOException {
        return mounted.read(path);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        mounted.rename(from, to);
    }

    @Override
    public synchronized void delete(String path) throws IOException {
        mounted.delete(path);
    }

    @Override
    public synchronized void syncFolder(String folder) throws IOException {
        mounted.syncFolder(folder);
    }

    @Override
    public synchronized long freeBytes() throws IOException {
        return mounted.freeBytes();
    }

    @Override
    public synchronized long fsyncs() {
        return mounted.fsyncs();
    }

    private final class Locked implements DiskFile {

        private final DiskFile file;

        Locked(DiskFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            synchronized (TestDisk.this) {
                return file.size();
            }
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            synchronized (TestDisk.this) {
                return file.read(position, into);
            }
        }

        @Override
        public void write(long position, ByteBuffer from) throws IOException {
            synchronized (TestDisk.this) {
                file.write(position, from);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (TestDisk.this) {
                file.truncate(size);
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (TestDisk.this) {
                file.sync();
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
