package dev.darm.sim.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes that grow: integers of variable width (seven bits a byte, low bits first) and texts exactly as Java holds them. */
final class VarBytes {

    private byte[] buffer = new byte[1 << 12];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void u8(int value) {
        room(1);
        buffer[size++] = (byte) value;
    }

    void i64(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) buffer[size++] = (byte) (value >>> shift);
    }

    void unsigned(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[size++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
    }

    /** A number whose sign may be either, small when it is near 0. */
    void signed(long value) {
        unsigned(value << 1 ^ value >> 63);
    }

    /** One byte a character where all of them are Latin-1, else two: any text comes back as it was, lone surrogates too. */
    void text(String text) {
        boolean narrow = text.chars().allMatch(c -> c <= 0xFF);
        unsigned((long) text.length() << 1 | (narrow ? 0 : 1));
        room(text.length() * 2);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!narrow) buffer[size++] = (byte) (c >>> 8);
            buffer[size++] = (byte) c;
        }
    }

    void append(VarBytes other) {
        room(other.size);
        System.arraycopy(other.buffer, 0, buffer, size, other.size);
        size += other.size;
    }

    int crc() {
        return TraceFormat.crc(buffer, 0, size);
    }

    void writeTo(OutputStream to) throws IOException {
        to.write(buffer, 0, size);
    }

    private void room(int more) {
        if (buffer.length - size < more) buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
}
