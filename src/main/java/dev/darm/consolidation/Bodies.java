package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import dev.darm.journal.RecordLog;
import dev.darm.world.World;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The bodies beside the chain, by commitment: each encrypted with AES-256-GCM under a key of its own, the keys in a log
 * apart, so that forgetting a body is destroying 32 bytes (decision 11). Used by one thread at a time.
 *
 * <p>A body counts only when both its records are there: a crash between the two leaves it absent, never half.
 */
public final class Bodies implements AutoCloseable {

    private static final int BODY_KIND = 0x3D;
    private static final int KEY_KIND = 0x3E;
    private static final int VERSION = 1;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final RecordLog bodies;
    private final RecordLog keys;
    private final World world;
    private final Map<Hash, Long> bodyAt = new HashMap<>();
    private final Map<Hash, Long> keyAt = new HashMap<>();

    private Bodies(RecordLog bodies, RecordLog keys, World world) {
        this.bodies = bodies;
        this.keys = keys;
        this.world = world;
    }

    /** Reads both logs, which it closes in the end; their records are numbered from what was kept. */
    public static Bodies open(RecordLog bodies, RecordLog keys, World world) throws IOException {
        Bodies opened = new Bodies(bodies, keys, world);
        keys.forEach(keys.first(), (number, record) -> opened.keyAt.put(head(record, KEY_KIND), number));
        bodies.forEach(bodies.first(), (number, record) -> opened.bodyAt.put(head(record, BODY_KIND), number));
        return opened;
    }

    public int size() {
        return (int) bodyAt.keySet().stream().filter(keyAt::containsKey).count();
    }

    public boolean contains(Hash commitment) {
        return bodyAt.containsKey(commitment) && keyAt.containsKey(commitment);
    }

    /** Keeps the openings; they are durable on return. Those already kept cost nothing. */
    public void stage(List<Disclosure> disclosures) throws IOException {
        Map<Hash, Disclosure> fresh = new LinkedHashMap<>();
        for (Disclosure disclosure : disclosures) {
            Hash commitment = disclosure.commitment();
            if (!contains(commitment)) fresh.put(commitment, disclosure);
        }
        if (fresh.isEmpty()) return;
        Map<Hash, Long> newKeys = new LinkedHashMap<>();
        Map<Hash, Long> newBodies = new LinkedHashMap<>();
        for (Map.Entry<Hash, Disclosure> entry : fresh.entrySet()) {
            byte[] key = world.secret(KEY_BYTES);
            byte[] nonce = world.secret(NONCE_BYTES);
            byte[] sealed = crypt(
                    Cipher.ENCRYPT_MODE,
                    key,
                    nonce,
                    entry.getKey(),
                    entry.getValue().bytes());
            newKeys.put(
                    entry.getKey(),
                    keys.append(start(KEY_KIND, entry.getKey()).raw(key).toBytes()));
            newBodies.put(
                    entry.getKey(),
                    bodies.append(start(BODY_KIND, entry.getKey())
                            .raw(nonce)
                            .bytes(sealed)
                            .toBytes()));
        }
        keys.sync();
        bodies.sync();
        keyAt.putAll(newKeys);
        bodyAt.putAll(newBodies);
    }

    /** The opening of {@code commitment}; throws {@link IOException} when it was tampered with. */
    public Optional<Disclosure> find(Hash commitment) throws IOException {
        Long key = keyAt.get(commitment);
        Long body = bodyAt.get(commitment);
        if (key == null || body == null) return Optional.empty();
        ByteReader keyRecord = after(keys.read(key), KEY_KIND);
        ByteReader bodyRecord = after(bodies.read(body), BODY_KIND);
        byte[] opened = crypt(
                Cipher.DECRYPT_MODE,
                keyRecord.raw(KEY_BYTES),
                bodyRecord.raw(NONCE_BYTES),
                commitment,
                bodyRecord.bytes());
        return Optional.of(ByteReader.readAll(opened, Disclosure::read));
    }

    @Override
    public void close() throws IOException {
        try (bodies) {
            keys.close();
        }
    }

    private static ByteWriter start(int kind, Hash commitment) {
        return new ByteWriter().u8(kind).u8(VERSION).hash(commitment);
    }

    private static Hash head(byte[] record, int kind) {
        ByteReader reader = new ByteReader(record);
        reader.expect(kind == KEY_KIND ? "key of a body" : "encrypted body", kind, VERSION);
        return reader.hash();
    }

    private static ByteReader after(byte[] record, int kind) {
        ByteReader reader = new ByteReader(record);
        reader.expect(kind == KEY_KIND ? "key of a body" : "encrypted body", kind, VERSION);
        reader.hash();
        return reader;
    }

    /** The commitment is authenticated with the text, so that a record cannot be passed off as another's. */
    private static byte[] crypt(int mode, byte[] key, byte[] nonce, Hash commitment, byte[] text) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(commitment.toBytes());
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IOException("the body of " + commitment + " does not open: " + e.getMessage(), e);
        }
    }
}
