package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import dev.darm.journal.RecordLog;
import dev.darm.world.World;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The bodies beside the chain, by commitment: each encrypted with AES-256-GCM under a key of its own, the keys in {@link
 * BodyKeys} apart, so that forgetting a body is destroying 32 bytes (decision 11). Used by one thread at a time.
 *
 * <p>A body counts only when both its records are there: a crash between the two leaves it absent, never half.
 */
public final class Bodies implements AutoCloseable {

    private static final int BODY_KIND = 0x3D;
    private static final int VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final RecordLog bodies;
    private final BodyKeys keys;
    private final World world;
    private final Map<Hash, Long> bodyAt = new HashMap<>();

    private Bodies(RecordLog bodies, BodyKeys keys, World world) {
        this.bodies = bodies;
        this.keys = keys;
        this.world = world;
    }

    /** Reads the log and the keys, which it closes in the end; the log's records are numbered from what was kept. */
    public static Bodies open(RecordLog bodies, BodyKeys keys, World world) throws IOException {
        Bodies opened = new Bodies(bodies, keys, world);
        bodies.forEach(bodies.first(), (number, record) -> {
            ByteReader from = new ByteReader(record);
            from.expect("encrypted body", BODY_KIND, VERSION);
            opened.bodyAt.put(from.hash(), number);
        });
        return opened;
    }

    public int size() {
        return (int) bodyAt.keySet().stream().filter(keys::contains).count();
    }

    public boolean contains(Hash commitment) {
        return bodyAt.containsKey(commitment) && keys.contains(commitment);
    }

    /** Keeps the openings; they are durable on return. Those kept already cost nothing, those destroyed stay so. */
    public void stage(List<Disclosure> disclosures) throws IOException {
        Map<Hash, Disclosure> fresh = new LinkedHashMap<>();
        for (Disclosure disclosure : disclosures) {
            Hash commitment = disclosure.commitment();
            if (!contains(commitment) && !keys.isDestroyed(commitment)) fresh.put(commitment, disclosure);
        }
        if (fresh.isEmpty()) return;
        Map<Hash, byte[]> newKeys = new LinkedHashMap<>();
        Map<Hash, Long> newBodies = new LinkedHashMap<>();
        for (Map.Entry<Hash, Disclosure> entry : fresh.entrySet()) {
            byte[] key = world.secret(BodyKeys.KEY_BYTES);
            byte[] nonce = world.secret(NONCE_BYTES);
            byte[] sealed = crypt(
                    Cipher.ENCRYPT_MODE,
                    key,
                    nonce,
                    entry.getKey(),
                    entry.getValue().bytes());
            newKeys.put(entry.getKey(), key);
            newBodies.put(
                    entry.getKey(),
                    bodies.append(new ByteWriter()
                            .u8(BODY_KIND)
                            .u8(VERSION)
                            .hash(entry.getKey())
                            .raw(nonce)
                            .bytes(sealed)
                            .toBytes()));
        }
        keys.put(newKeys);
        bodies.sync();
        bodyAt.putAll(newBodies);
    }

    /** The opening of {@code commitment}; throws {@link IOException} when it was tampered with. */
    public Optional<Disclosure> find(Hash commitment) throws IOException {
        Optional<byte[]> key = keys.find(commitment);
        Long body = bodyAt.get(commitment);
        if (key.isEmpty() || body == null) return Optional.empty();
        ByteReader record = new ByteReader(bodies.read(body));
        record.expect("encrypted body", BODY_KIND, VERSION);
        record.hash();
        byte[] opened = crypt(Cipher.DECRYPT_MODE, key.get(), record.raw(NONCE_BYTES), commitment, record.bytes());
        return Optional.of(ByteReader.readAll(opened, Disclosure::read));
    }

    /** Makes these bodies unreadable for good, by destroying their keys; see {@link BodyKeys}. */
    public void destroy(List<Hash> commitments, Instant at) throws IOException {
        List<BodyKeys.Doomed> doomed = new ArrayList<>();
        for (Hash commitment : commitments)
            if (!keys.isDestroyed(commitment))
                doomed.add(new BodyKeys.Doomed(
                        commitment, at.toEpochMilli(), find(commitment).map(Disclosure::body)));
        keys.destroy(doomed);
    }

    /** Whether what {@code claimId} says was forgotten from {@code passage} at {@code time} or later. */
    public boolean forgottenSince(Hash claimId, Hash passage, Instant time) {
        return keys.forgottenSince(claimId, passage, time.toEpochMilli());
    }

    /** How many bodies were forgotten. */
    public int destroyed() {
        return keys.destroyedCount();
    }

    @Override
    public void close() throws IOException {
        try (bodies) {
            keys.close();
        }
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
