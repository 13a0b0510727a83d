package dev.darm.journal;

import dev.darm.world.Disk;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads a file from a position onwards in large steps. */
final class ForwardReader {

    private static final int STEP_BYTES = 256 << 10;

    private final Disk.DiskFile file;
    private final ByteBuffer step = ByteBuffer.allocate(STEP_BYTES).limit(0);
    private long position;

    ForwardReader(Disk.DiskFile file, long position) {
        this.file = file;
        this.position = position;
    }

    /** The next {@code length} bytes. */
    byte[] take(int length) throws IOException {
        byte[] taken = new byte[length];
        int done = Math.min(length, step.remaining());
        step.get(taken, 0, done);
        if (done == length) return taken;
        if (length - done >= STEP_BYTES) {
            ByteBuffer rest = ByteBuffer.wrap(taken, done, length - done);
            ended(length - done, file.read(position, rest));
            position += length - done;
            return taken;
        }
        step.clear();
        int read = file.read(position, step);
        step.flip();
        position += read;
        ended(length - done, read);
        step.get(taken, done, length - done);
        return taken;
    }

    private static void ended(int wanted, int read) throws EOFException {
        if (read < wanted) throw new EOFException("wanted " + wanted + " bytes, read " + read);
    }
}
