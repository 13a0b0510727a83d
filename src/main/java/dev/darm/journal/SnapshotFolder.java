package dev.darm.journal;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.JournalEntry.Payload;
import dev.darm.world.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Snapshots as files: {@code snapshots/<SHA-256 of the id>/<sequence>-<time>.snap}, each with a CRC-32C, replaced durably.
 * A damaged snapshot is refused: the events before it may be deleted, and an older state would be taken for the last.
 */
final class SnapshotFolder {

    static final String FOLDER = "snapshots";
    private static final int KIND = 0x42;
    private static final Pattern NAME = Pattern.compile("(\\d{20})-(\\d{20})\\.snap");

    /** Which snapshot: the sequence number of the last event in it, and when it was taken, milliseconds since 1970. */
    record Key(long sequence, long timestamp) {
        String name() {
            return "%020d-%020d.snap".formatted(sequence, timestamp);
        }
    }

    /** A snapshot as stored. */
    record Snapshot(String persistenceId, Key key, Payload payload, Optional<Payload> metadata) {

        byte[] bytes() {
            ByteWriter body = new ByteWriter()
                    .u8(KIND)
                    .u8(1)
                    .text(persistenceId)
                    .i64(key.sequence())
                    .i64(key.timestamp());
            payload.write(body);
            body.bool(metadata.isPresent());
            metadata.ifPresent(present -> present.write(body));
            byte[] bytes = body.toBytes();
            return new ByteWriter().raw(bytes).i32(crc(bytes)).toBytes();
        }

        static Snapshot read(byte[] bytes) {
            byte[] body = Arrays.copyOf(bytes, Math.max(0, bytes.length - Integer.BYTES));
            ByteReader from = new ByteReader(bytes);
            from.raw(body.length);
            if (from.i32() != crc(body)) throw from.malformed("the checksum does not match");
            return ByteReader.readAll(body, Snapshot::readBody);
        }

        private static Snapshot readBody(ByteReader from) {
            from.expect("snapshot", KIND, 1);
            return new Snapshot(
                    from.text(),
                    new Key(from.i64(), from.i64()),
                    Payload.read(from),
                    from.bool() ? Optional.of(Payload.read(from)) : Optional.empty());
        }

        private static int crc(byte[] bytes) {
            CRC32C crc = new CRC32C();
            crc.update(bytes);
            return (int) crc.getValue();
        }
    }

    private final Disk disk;

    SnapshotFolder(Disk disk) {
        this.disk = disk;
    }

    private static String folder(String persistenceId) {
        return FOLDER + "/" + Hash.of(persistenceId).hex();
    }

    private static String path(String persistenceId, Key key) {
        return folder(persistenceId) + "/" + key.name();
    }

    /** The snapshots of an id, oldest first. */
    List<Key> keys(String persistenceId) throws IOException {
        List<Key> keys = new ArrayList<>();
        for (String name : disk.list(folder(persistenceId))) {
            Matcher parts = NAME.matcher(name);
            if (parts.matches()) keys.add(new Key(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))));
        }
        keys.sort(Comparator.comparingLong(Key::sequence).thenComparingLong(Key::timestamp));
        return keys;
    }

    /** Stores a snapshot; durable on return. */
    void save(Snapshot snapshot) throws IOException {
        String folder = folder(snapshot.persistenceId());
        if (!disk.exists(folder)) {
            disk.createFolders(folder);
            disk.syncFolder(FOLDER);
            disk.syncFolder("");
        }
        disk.replace(path(snapshot.persistenceId(), snapshot.key()), snapshot.bytes());
    }

    /** Reads a snapshot; an IOException names the file when it is damaged. */
    Snapshot load(String persistenceId, Key key) throws IOException {
        String path = path(persistenceId, key);
        try {
            Snapshot snapshot = Snapshot.read(disk.read(path));
            if (!snapshot.persistenceId().equals(persistenceId)
                    || !snapshot.key().equals(key))
                throw new IOException(path + " holds another snapshot: " + snapshot.persistenceId());
            return snapshot;
        } catch (MalformedBytes e) {
            throw new IOException(
                    "%s: the snapshot of %s is damaged (%s). Restore the file from a copy; remove it only if no events of"
                                    .formatted(path, persistenceId, e.getMessage())
                            + " this id were ever deleted.",
                    e);
        }
    }

    void delete(String persistenceId, List<Key> keys) throws IOException {
        for (Key key : keys) disk.delete(path(persistenceId, key));
        if (!keys.isEmpty()) disk.syncFolder(folder(persistenceId));
    }
}
