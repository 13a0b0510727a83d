package dev.darm.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A folder of the machine's file system as a {@link Disk}. A path that would leave the folder is refused. */
public final class FileDisk implements Disk {

    private final Path root;
    private final AtomicLong fsyncs = new AtomicLong();

    /** The folder {@code root}, which is created with the first file in it. */
    public FileDisk(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    public Path root() {
        return root;
    }

    @Override
    public long fsyncs() {
        return fsyncs.get();
    }

    @Override
    public List<String> list(String folder) throws IOException {
        return named("list", folder, at -> {
            if (!Files.isDirectory(at)) return List.of();
            try (Stream<Path> entries = Files.list(at)) {
                return entries.map(entry -> entry.getFileName().toString())
                        .sorted()
                        .toList();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
    }

    @Override
    public boolean exists(String path) throws IOException {
        return named("look at", path, Files::exists);
    }

    @Override
    public void createFolders(String folder) throws IOException {
        named("create folder", folder, Files::createDirectories);
    }

    @Override
    public DiskFile open(String path) throws IOException {
        return named(
                "open",
                path,
                at -> new OpenFile(
                        path,
                        FileChannel.open(
                                at, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)));
    }

    @Override
    public byte[] read(String path) throws IOException {
        return named("read", path, Files::readAllBytes);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path target = resolve(to);
        named(
                "rename to " + to,
                from,
                at -> Files.move(at, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    @Override
    public void delete(String path) throws IOException {
        named("delete", path, at -> {
            Files.delete(at);
            return at;
        });
    }

    @Override
    public void syncFolder(String folder) throws IOException {
        named("sync folder", folder, at -> {
            try (FileChannel channel = FileChannel.open(at, StandardOpenOption.READ)) {
                channel.force(true);
            }
            fsyncs.incrementAndGet();
            return at;
        });
    }

    @Override
    public long freeBytes() throws IOException {
        return named("ask for free space", "", at -> Files.getFileStore(at).getUsableSpace());
    }

    private Path resolve(String path) throws IOException {
        Path at = root.resolve(path).normalize();
        if (!at.startsWith(root) || Path.of(path).isAbsolute())
            throw new IOException("path '" + path + "' leaves the data folder " + root);
        return at;
    }

    /** Does {@code action}; a failure names what was tried, the whole path and the reason. */
    private <T> T named(String what, String path, Action<T> action) throws IOException {
        Path at = resolve(path);
        try {
            return action.on(at);
        } catch (IOException e) {
            throw failed(what, at, e);
        }
    }

    private static IOException failed(String what, Path at, IOException cause) {
        String reason = cause instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : cause.getClass().getSimpleName()
                        + (cause instanceof FileSystemException ? "" : ": " + cause.getMessage());
        return new IOException("cannot %s %s: %s".formatted(what, at, reason), cause);
    }

    @FunctionalInterface
    private interface Action<T> {
        T on(Path at) throws IOException;
    }

    private final class OpenFile implements DiskFile {

        private final String path;
        private final FileChannel channel;

        OpenFile(String path, FileChannel channel) {
            this.path = path;
            this.channel = channel;
        }

        @Override
        public long size() throws IOException {
            return named("ask the size of", path, at -> channel.size());
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            return named("read", path, at -> {
                int total = 0;
                while (into.hasRemaining()) {
                    int read = channel.read(into, position + total);
                    if (read < 0) break;
                    total += read;
                }
                return total;
            });
        }

        @Override
        public void write(long position, ByteBuffer from) throws IOException {
            named("write", path, at -> {
                long to = position;
                while (from.hasRemaining()) to += channel.write(from, to);
                return to;
            });
        }

        @Override
        public void truncate(long size) throws IOException {
            named("truncate", path, at -> channel.truncate(size));
        }

        /** {@code fdatasync}: the bytes and the length, which is all that reading them back needs. */
        @Override
        public void sync() throws IOException {
            named("sync", path, at -> {
                channel.force(false);
                return fsyncs.incrementAndGet();
            });
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
