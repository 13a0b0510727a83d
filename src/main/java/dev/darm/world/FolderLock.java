package dev.darm.world;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds a data folder for one node. The operating system ends the hold with the process, however that dies; the file that
 * carries it stays behind and says who had it last.
 */
public final class FolderLock implements AutoCloseable {

    private static final String NAME = "lock";

    /**
     * The folders that this process holds. A process-wide fact, hence static: POSIX gives up all of a process's locks on a
     * file when it closes any descriptor of it, so a second attempt from this process must not even open the file.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the folder, which is created when it is absent.
     *
     * @throws FolderInUse naming the folder and the process that holds it
     */
    public static FolderLock take(Path folder) throws IOException {
        Path real = Files.createDirectories(folder).toRealPath();
        if (!HELD_HERE.add(real))
            throw new FolderInUse("data folder %s is in use by another node of this process (pid %d)"
                    .formatted(real, ProcessHandle.current().pid()));
        @Nullable FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(
                    real.resolve(NAME), StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            FileLock lock = channel.tryLock();
            if (lock == null) throw inUse(real, channel);
            channel.truncate(0);
            channel.write(StandardCharsets.US_ASCII.encode(
                    Long.toString(ProcessHandle.current().pid())));
            taken = true;
            return new FolderLock(real, channel);
        } finally {
            if (!taken) {
                if (channel != null) channel.close();
                HELD_HERE.remove(real);
            }
        }
    }

    private static FolderInUse inUse(Path folder, FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        String holder = StandardCharsets.US_ASCII.decode(pid.flip()).toString();
        return new FolderInUse(
                "data folder %s is in use by another process (pid %s); stop it, or give this node a folder"
                                .formatted(folder, holder.isEmpty() ? "unknown" : holder)
                        + " of its own (darm.data-folder)");
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(folder);
        }
    }
}
