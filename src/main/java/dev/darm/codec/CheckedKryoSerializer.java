package dev.darm.codec;

import akka.actor.ExtendedActorSystem;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Version 2 of the wire: a message of version 1 with the CRC-32C of its bytes behind it, big-endian, so that a message that
 * was damaged on its way is refused rather than read as another. Every node reads both versions; which one it writes is
 * {@code darm.codec.wire-version}.
 */
public final class CheckedKryoSerializer extends akka.serialization.JSerializer {

    /** Stands on the wire; never changes. */
    static final int ID = 9003;

    private final KryoSerializer plain;

    public CheckedKryoSerializer(ExtendedActorSystem system) {
        this.plain = new KryoSerializer(system);
    }

    @Override
    public int identifier() {
        return ID;
    }

    @Override
    public boolean includeManifest() {
        return false;
    }

    @Override
    public byte[] toBinary(Object message) {
        byte[] bytes = plain.toBinary(message);
        return ByteBuffer.allocate(bytes.length + Integer.BYTES)
                .put(bytes)
                .putInt(checksum(bytes))
                .array();
    }

    @Override
    public Object fromBinaryJava(byte[] bytes, @Nullable Class<?> manifest) {
        int end = bytes.length - Integer.BYTES;
        if (end < 0) throw new MalformedBytes("a message of " + bytes.length + " bytes has no checksum");
        byte[] message = Arrays.copyOf(bytes, end);
        if (ByteBuffer.wrap(bytes, end, Integer.BYTES).getInt() != checksum(message))
            throw new MalformedBytes("the checksum of a message of " + end + " bytes is wrong");
        return plain.fromBinaryJava(message, manifest);
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }
}
