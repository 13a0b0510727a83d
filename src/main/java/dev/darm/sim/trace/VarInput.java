package dev.darm.sim.trace;

import dev.darm.codec.MalformedBytes;

/** Reads what {@link VarBytes} wrote; refuses everything else with a {@link MalformedBytes}. */
final class VarInput {

    private final byte[] bytes;
    private int at;

    VarInput(byte[] bytes) {
        this.bytes = bytes;
    }

    int u8() {
        need(1);
        return bytes[at++] & 0xFF;
    }

    long i64() {
        need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) value = value << 8 | bytes[at++] & 0xFF;
        return value;
    }

    long unsigned() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw malformed("a number of more than ten bytes");
    }

    long signed() {
        long value = unsigned();
        return value >>> 1 ^ -(value & 1);
    }

    /** A number that counts or indexes something: 0 to {@code limit}, included. */
    int upTo(int limit, String what) {
        long value = unsigned();
        if (value < 0 || value > limit) throw malformed(what + " " + value + " beyond " + limit);
        return (int) value;
    }

    String text() {
        long head = unsigned();
        boolean narrow = (head & 1) == 0;
        long length = head >>> 1;
        if (length > remaining() / (narrow ? 1 : 2)) throw malformed("a text of " + length + " characters");
        char[] chars = new char[(int) length];
        for (int i = 0; i < chars.length; i++) {
            int high = narrow ? 0 : u8();
            chars[i] = (char) (high << 8 | u8());
        }
        return new String(chars);
    }

    int remaining() {
        return bytes.length - at;
    }

    MalformedBytes malformed(String why) {
        return new MalformedBytes(why + " at offset " + at + " of " + bytes.length);
    }

    private void need(int length) {
        if (length > remaining()) throw malformed("need " + length + " bytes, " + remaining() + " left");
    }
}
