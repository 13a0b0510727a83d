package dev.darm.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads canonical bytes and refuses everything else with a {@link MalformedBytes} that names the offset: a length beyond
 * the end, a boolean that is neither 0 nor 1, invalid UTF-8, bytes left over.
 */
public final class ByteReader {

    private final byte[] buffer;
    private int position;

    public ByteReader(byte[] buffer) {
        this.buffer = buffer;
    }

    /** Reads one value that fills all of {@code bytes}. */
    public static <T> T readAll(byte[] bytes, Function<ByteReader, T> read) {
        ByteReader reader = new ByteReader(bytes);
        T value = read.apply(reader);
        reader.end();
        return value;
    }

    /** The next byte, which stays to be read; −1 at the end. */
    public int peek() {
        return remaining() == 0 ? -1 : buffer[position] & 0xFF;
    }

    public int u8() {
        need(1);
        return buffer[position++] & 0xFF;
    }

    public boolean bool() {
        int value = u8();
        if (value > 1) throw malformed("a boolean is 0 or 1, not " + value);
        return value == 1;
    }

    public int i32() {
        need(4);
        int value = 0;
        for (int i = 0; i < 4; i++) value = value << 8 | buffer[position++] & 0xFF;
        return value;
    }

    public long i64() {
        need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) value = value << 8 | buffer[position++] & 0xFF;
        return value;
    }

    public Instant instant() {
        return Instant.ofEpochMilli(i64());
    }

    public Hash hash() {
        return Hash.ofBytes(raw(Hash.LENGTH));
    }

    public byte[] bytes() {
        int length = i32();
        if (length < 0) throw malformed("negative length " + length);
        return raw(length);
    }

    public String text() {
        int start = position;
        byte[] utf8 = bytes();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            position = start;
            throw malformed("invalid UTF-8");
        }
    }

    public <T> List<T> list(Function<ByteReader, T> element) {
        int length = i32();
        if (length < 0 || length > remaining())
            throw malformed("a list of " + length + " in " + remaining() + " bytes");
        List<T> values = new ArrayList<>(length);
        for (int i = 0; i < length; i++) values.add(element.apply(this));
        return List.copyOf(values);
    }

    public byte[] raw(int length) {
        need(length);
        byte[] value = new byte[length];
        System.arraycopy(buffer, position, value, 0, length);
        position += length;
        return value;
    }

    /** Reads the kind and version bytes that start a value and refuses others; {@code what} names the value. */
    public void expect(String what, int kind, int version) {
        int foundKind = u8();
        int foundVersion = u8();
        if (foundKind != kind || foundVersion != version)
            throw malformed("expected %s (kind %d, version %d), found kind %d, version %d"
                    .formatted(what, kind, version, foundKind, foundVersion));
    }

    /** As above for a value of which two versions are stored; gives the one found. */
    public int expect(String what, int kind, int one, int other) {
        int foundKind = u8();
        int foundVersion = u8();
        if (foundKind != kind || foundVersion != one && foundVersion != other)
            throw malformed("expected %s (kind %d, version %d or %d), found kind %d, version %d"
                    .formatted(what, kind, one, other, foundKind, foundVersion));
        return foundVersion;
    }

    /** As above for a value whose versions 1 to {@code latest} are stored; gives the one found. */
    public int expectUpTo(String what, int kind, int latest) {
        int foundKind = u8();
        int foundVersion = u8();
        if (foundKind != kind || foundVersion < 1 || foundVersion > latest)
            throw malformed("expected %s (kind %d, version 1 to %d), found kind %d, version %d"
                    .formatted(what, kind, latest, foundKind, foundVersion));
        return foundVersion;
    }

    /** Builds a value from what was read; what its constructor refuses is malformed here. */
    public <T> T valid(Supplier<T> build) {
        try {
            return build.get();
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    public int remaining() {
        return buffer.length - position;
    }

    /** Refuses bytes left over. */
    public void end() {
        if (remaining() > 0) throw malformed(remaining() + " bytes left over");
    }

    public MalformedBytes malformed(String why) {
        return new MalformedBytes(why + " at offset " + position + " of " + buffer.length);
    }

    private void need(int length) {
        if (length > remaining()) throw malformed("need " + length + " bytes, " + remaining() + " left");
    }
}
