package dev.darm.world;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A node's disk. Paths are relative to the node's data folder, use {@code /}, and never leave it.
 *
 * <p>Nothing is durable until it is synced: the bytes of a file by {@link DiskFile#sync}, its name (a create, a rename, a
 * delete) by {@link #syncFolder}. Every method throws {@link IOException} with the path in its message.
 */
public interface Disk {

    /** The names (not paths) of the files and folders in {@code folder}, sorted; empty when there is no such folder. */
    List<String> list(String folder) throws IOException;

    boolean exists(String path) throws IOException;

    void createFolders(String folder) throws IOException;

    /** Opens a file for reading and writing, and creates it when it is absent. Its folder must exist. */
    DiskFile open(String path) throws IOException;

    /** The whole of a file. */
    byte[] read(String path) throws IOException;

    /** Replaces {@code to} by {@code from}, atomically as to readers; durable after {@link #syncFolder}. */
    void rename(String from, String to) throws IOException;

    void delete(String path) throws IOException;

    void syncFolder(String folder) throws IOException;

    /** Bytes that can still be written. */
    long freeBytes() throws IOException;

    /** How often this disk was asked to make something durable since it was opened: files and folders. */
    long fsyncs();

    /** Writes a small file so that a crash leaves the old or the new content, never a part: temp file, sync, rename, sync. */
    default void replace(String path, byte[] bytes) throws IOException {
        String next = path + ".next";
        try (DiskFile file = open(next)) {
            file.truncate(0);
            file.write(0, ByteBuffer.wrap(bytes));
            file.sync();
        }
        rename(next, path);
        int slash = path.lastIndexOf('/');
        syncFolder(slash < 0 ? "" : path.substring(0, slash));
    }

    /** An open file. One writer at a time; reads may run beside it. */
    interface DiskFile extends AutoCloseable {
        long size() throws IOException;

        /** Reads at {@code position} until {@code into} is full or the file ends; returns the bytes read, 0 at the end. */
        int read(long position, ByteBuffer into) throws IOException;

        /** Writes all of {@code from} at {@code position}. */
        void write(long position, ByteBuffer from) throws IOException;

        void truncate(long size) throws IOException;

        /** Returns when all that was written before is on stable storage. */
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }
}
