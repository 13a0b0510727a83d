package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.SegmentLog;
import dev.darm.world.Disk;
import dev.darm.world.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of the bodies, in a log that can be written anew without some of them. Used by one thread at a time.
 *
 * <p><b>Destroying a key</b> (decision 11) must leave its bytes nowhere, whatever crashes when, and lose no other key:
 *
 * <ol>
 *   <li>The log is written anew, without the keys, into the other one of two folders, and synced.
 *   <li>A file says which folder counts; it is replaced durably (temp file, sync, rename, sync of the folder). Before that
 *       moment the old log counts, whole; from it on the new one does.
 *   <li>The files of the old folder are overwritten with zeros, synced, and deleted.
 * </ol>
 *
 * A crash in 1 or 3 leaves files in the folder that does not count: opening overwrites and deletes them before anything
 * else. So after a crash in 1 or 2 the keys may be there, and the tombstone, which long-term memory applies at each start,
 * destroys them then; after one in 3 opening ends it. Overwriting helps where the file system writes in place; what the
 * medium itself remaps or keeps in snapshots is beyond a program's reach.
 *
 * <p>Beside the keys the log holds which commitments are destroyed, so that none is ever staged again, and <em>marks</em>:
 * what claim was forgotten from which passage, blinded by a secret of this node, so that studying the passage once more does
 * not bring it back.
 */
public final class BodyKeys implements AutoCloseable {

    static final int KEY_BYTES = 32;

    /** The name of the older folder is that of the log before there were two. */
    private static final List<String> FOLDERS = List.of("body-keys", "body-keys-2");

    private static final String CURRENT = "body-keys-current";
    private static final int CURRENT_KIND = 0x53;
    private static final int KEY_KIND = 0x3E;
    private static final int SECRET_KIND = 0x54;
    private static final int DESTROYED_KIND = 0x55;
    private static final int VERSION = 1;
    private static final int PIECE = 64 << 10;

    private final Disk disk;
    private final SegmentLog.Options options;
    private final World world;
    private int folder;
    private SegmentLog log;
    private final Map<Hash, Long> keyAt = new TreeMap<>();
    private final Map<Hash, Destroyed> destroyed = new TreeMap<>();
    private Optional<byte[]> secret = Optional.empty();

    /** @param marks blinded claim and passage; {@code at} is the time of the tombstone's block, milliseconds since 1970 */
    private record Destroyed(long at, List<Hash> marks) {}

    /** A body of which the key is to be destroyed, with what it said where this node can open it. */
    public record Doomed(Hash commitment, long atMillis, Optional<ClaimBody> body) {}

    private BodyKeys(Disk disk, SegmentLog.Options options, World world, int folder, SegmentLog log) {
        this.disk = disk;
        this.options = options;
        this.world = world;
        this.folder = folder;
        this.log = log;
    }

    /** Opens the keys on {@code disk}, and ends what a crash left half destroyed. */
    public static BodyKeys open(Disk disk, SegmentLog.Options options, World world) throws IOException {
        int folder = current(disk);
        wipe(disk, FOLDERS.get(1 - folder));
        BodyKeys keys = new BodyKeys(disk, options, world, folder, SegmentLog.open(disk, FOLDERS.get(folder), options));
        keys.log.forEach(keys.log.first(), keys::learn);
        return keys;
    }

    private static int current(Disk disk) throws IOException {
        if (!disk.exists(CURRENT)) return 0;
        try {
            return ByteReader.readAll(disk.read(CURRENT), from -> {
                from.expect("choice of the folder of body keys", CURRENT_KIND, VERSION);
                int folder = from.u8();
                if (folder >= FOLDERS.size()) throw from.malformed("there is no folder " + folder);
                return folder;
            });
        } catch (MalformedBytes e) {
            throw new IOException(
                    CURRENT + " is damaged (" + e.getMessage() + "). It says which of " + FOLDERS
                            + " holds the keys of the bodies; restore it from a copy",
                    e);
        }
    }

    private void learn(long number, byte[] record) {
        ByteReader from = new ByteReader(record);
        switch (record.length == 0 ? 0 : record[0] & 0xFF) {
            case SECRET_KIND -> {
                from.expect("secret of the marks", SECRET_KIND, VERSION);
                secret = Optional.of(from.raw(KEY_BYTES));
            }
            case DESTROYED_KIND -> {
                from.expect("destroyed key", DESTROYED_KIND, VERSION);
                destroyed.put(from.hash(), new Destroyed(from.i64(), from.list(ByteReader::hash)));
            }
            default -> {
                from.expect("key of a body", KEY_KIND, VERSION);
                keyAt.put(from.hash(), number);
            }
        }
    }

    boolean contains(Hash commitment) {
        return keyAt.containsKey(commitment);
    }

    boolean isDestroyed(Hash commitment) {
        return destroyed.containsKey(commitment);
    }

    /** How many keys were destroyed here. */
    int destroyedCount() {
        return destroyed.size();
    }

    Optional<byte[]> find(Hash commitment) throws IOException {
        Long number = keyAt.get(commitment);
        if (number == null) return Optional.empty();
        ByteReader from = new ByteReader(log.read(number));
        from.expect("key of a body", KEY_KIND, VERSION);
        from.hash();
        return Optional.of(from.raw(KEY_BYTES));
    }

    /** Keeps new keys; durable on return. */
    void put(Map<Hash, byte[]> keys) throws IOException {
        Map<Hash, Long> added = new TreeMap<>();
        for (Map.Entry<Hash, byte[]> key : keys.entrySet())
            added.put(key.getKey(), log.append(record(key.getKey(), key.getValue())));
        log.sync();
        keyAt.putAll(added);
    }

    /** Destroys these keys, for good on return. Those that are destroyed already cost nothing. */
    void destroy(List<Doomed> doomed) throws IOException {
        List<Doomed> fresh =
                doomed.stream().filter(one -> !isDestroyed(one.commitment())).toList();
        if (fresh.isEmpty()) return;
        byte[] marking = secret.orElseGet(() -> world.secret(KEY_BYTES));
        Map<Hash, Destroyed> gone = new TreeMap<>(destroyed);
        for (Doomed one : fresh) gone.put(one.commitment(), new Destroyed(one.atMillis(), marks(marking, one)));
        int next = 1 - folder;
        SegmentLog renewed = renew(next, marking, gone);
        SegmentLog old = log;
        disk.replace(
                CURRENT, new ByteWriter().u8(CURRENT_KIND).u8(VERSION).u8(next).toBytes());
        log = renewed;
        folder = next;
        keyAt.clear();
        destroyed.clear();
        log.forEach(log.first(), this::learn);
        old.close();
        wipe(disk, FOLDERS.get(1 - folder));
    }

    /** The log without the keys of {@code gone}, in the folder that does not count yet. */
    private SegmentLog renew(int into, byte[] marking, Map<Hash, Destroyed> gone) throws IOException {
        wipe(disk, FOLDERS.get(into));
        SegmentLog renewed = SegmentLog.open(disk, FOLDERS.get(into), options);
        try {
            renewed.append(
                    new ByteWriter().u8(SECRET_KIND).u8(VERSION).raw(marking).toBytes());
            for (Map.Entry<Hash, Destroyed> one : gone.entrySet())
                renewed.append(new ByteWriter()
                        .u8(DESTROYED_KIND)
                        .u8(VERSION)
                        .hash(one.getKey())
                        .i64(one.getValue().at())
                        .list(one.getValue().marks(), ByteWriter::hash)
                        .toBytes());
            for (Hash commitment : keyAt.keySet()) {
                Optional<byte[]> key = gone.containsKey(commitment) ? Optional.empty() : find(commitment);
                if (key.isPresent()) renewed.append(record(commitment, key.get()));
            }
            renewed.sync();
            disk.syncFolder("");
            return renewed;
        } catch (IOException e) {
            renewed.close();
            throw e;
        }
    }

    /** Whether {@code claimId} was forgotten from {@code passage} at {@code atMillis} or later. */
    boolean forgottenSince(Hash claimId, Hash passage, long atMillis) {
        if (secret.isEmpty()) return false;
        Hash mark = mark(secret.get(), claimId, passage);
        for (Destroyed one : destroyed.values())
            if (one.at() >= atMillis && one.marks().contains(mark)) return true;
        return false;
    }

    private static List<Hash> marks(byte[] marking, Doomed doomed) {
        if (doomed.body().isEmpty()) return List.of();
        TreeSet<Hash> marks = new TreeSet<>();
        ClaimBody body = doomed.body().get();
        body.sources().forEach(source -> marks.add(mark(marking, body.claim().id(), source.passage())));
        return List.copyOf(marks);
    }

    private static Hash mark(byte[] secret, Hash claimId, Hash passage) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(claimId.toBytes());
            return Hash.ofBytes(mac.doFinal(passage.toBytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] record(Hash commitment, byte[] key) {
        return new ByteWriter()
                .u8(KEY_KIND)
                .u8(VERSION)
                .hash(commitment)
                .raw(key)
                .toBytes();
    }

    /** Overwrites all files of {@code folder} with zeros, durably, and deletes them. */
    private static void wipe(Disk disk, String folder) throws IOException {
        List<String> files = new ArrayList<>(disk.list(folder));
        if (files.isEmpty()) return;
        for (String name : files) {
            try (Disk.DiskFile file = disk.open(folder + "/" + name)) {
                long size = file.size();
                for (long at = 0; at < size; at += PIECE)
                    file.write(at, ByteBuffer.allocate((int) Math.min(PIECE, size - at)));
                file.sync();
            }
        }
        for (String name : files) disk.delete(folder + "/" + name);
        disk.syncFolder(folder);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
