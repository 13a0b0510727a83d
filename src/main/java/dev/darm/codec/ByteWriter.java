package dev.darm.codec;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes canonical bytes: integers big-endian and of fixed width, everything of variable size behind a u32 length. */
public final class ByteWriter {

    private byte[] buffer;
    private int size;

    public ByteWriter() {
        this(128);
    }

    /** A writer of about {@code expected} bytes. */
    public ByteWriter(int expected) {
        buffer = new byte[expected];
    }

    public ByteWriter u8(int value) {
        if (value < 0 || value > 0xFF) throw new IllegalArgumentException("u8 out of range: " + value);
        room(1);
        buffer[size++] = (byte) value;
        return this;
    }

    public ByteWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    public ByteWriter i32(int value) {
        room(4);
        for (int shift = 24; shift >= 0; shift -= 8) buffer[size++] = (byte) (value >>> shift);
        return this;
    }

    public ByteWriter i64(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) buffer[size++] = (byte) (value >>> shift);
        return this;
    }

    /** A time, to the millisecond. */
    public ByteWriter instant(Instant value) {
        return i64(value.toEpochMilli());
    }

    /** A hash, 32 bytes without a length. */
    public ByteWriter hash(Hash value) {
        room(Hash.LENGTH);
        value.copyTo(buffer, size);
        size += Hash.LENGTH;
        return this;
    }

    /** Bytes behind their length. */
    public ByteWriter bytes(byte[] value) {
        return i32(value.length).raw(value);
    }

    /** UTF-8 behind its length in bytes. */
    public ByteWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A list behind its length. */
    public <T> ByteWriter list(List<T> values, BiConsumer<ByteWriter, T> element) {
        i32(values.size());
        for (T value : values) element.accept(this, value);
        return this;
    }

    /** A list of canonical values behind its length. */
    public ByteWriter list(List<? extends Canonical> values) {
        return list(values, (writer, value) -> value.write(writer));
    }

    /** Bytes as they are, for values of a fixed width. */
    public ByteWriter raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
        return this;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    private void room(int more) {
        if (buffer.length - size < more) buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
}
