package dev.darm.sim.agent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The constant pool of a class file, as far as redirection needs it (JVM specification, §4.4). */
final class ConstantPool {

    static final int UTF8 = 1;
    static final int CLASS = 7;
    static final int METHOD = 10;
    static final int INTERFACE_METHOD = 11;
    static final int NAME_AND_TYPE = 12;

    final byte[] bytes;

    /** Where each entry's tag stands; 0 for those that are not there. */
    final int[] at;

    /** Where the pool ends. */
    final int end;

    ConstantPool(byte[] bytes) {
        this.bytes = bytes;
        int count = u2(8);
        at = new int[count];
        int here = 10;
        for (int i = 1; i < count; i++) {
            at[i] = here;
            int tag = bytes[here];
            here += switch (tag) {
                case UTF8 -> 3 + u2(here + 1);
                case 3, 4 -> 5;
                case 5, 6 -> 9;
                case CLASS, 8, 16, 19, 20 -> 3;
                case 9, METHOD, INTERFACE_METHOD, NAME_AND_TYPE, 17, 18 -> 5;
                case 15 -> 4;
                default -> throw new IllegalArgumentException("constant pool tag " + tag);
            };
            if (tag == 5 || tag == 6) i++; // they take two places
        }
        end = here;
    }

    int count() {
        return at.length;
    }

    int u2(int offset) {
        return (bytes[offset] & 0xFF) << 8 | bytes[offset + 1] & 0xFF;
    }

    int tag(int index) {
        return at[index] == 0 ? 0 : bytes[at[index]];
    }

    /** Of an entry with references: the index in its first place. */
    int first(int index) {
        return u2(at[index] + 1);
    }

    int second(int index) {
        return u2(at[index] + 3);
    }

    String text(int utf8) {
        return new String(bytes, at[utf8] + 3, u2(at[utf8] + 1), StandardCharsets.UTF_8);
    }

    /** The name of a class entry when it lies in {@code java} of the JDK or in {@code dev}; empty otherwise, which is cheap. */
    String soughtClass(int classIndex) {
        int utf8 = at[first(classIndex)];
        if (u2(utf8 + 1) < 6) return "";
        boolean java = bytes[utf8 + 3] == 'j' && bytes[utf8 + 7] == '/';
        boolean dev = bytes[utf8 + 3] == 'd' && bytes[utf8 + 6] == '/';
        return java || dev ? text(first(classIndex)) : "";
    }

    /** Whether the class names one of {@code classes}, or has one of {@code names} for anything, in its pool. */
    static boolean mentions(byte[] bytes, Set<String> classes, Set<String> names) {
        ConstantPool pool = new ConstantPool(bytes);
        for (int i = 1; i < pool.count(); i++) {
            int tag = pool.tag(i);
            if (tag == CLASS && classes.contains(pool.soughtClass(i))) return true;
            if (tag == UTF8 && pool.startsWith(i, 'p') && names.contains(pool.text(i))) return true;
        }
        return false;
    }

    private boolean startsWith(int utf8, char first) {
        return u2(at[utf8] + 1) > 0 && bytes[at[utf8] + 3] == first;
    }

    /** The class file with {@code added} entries at the pool's end, {@code addedCount} of them. */
    byte[] with(byte[] added, int addedCount) {
        byte[] grown = new byte[bytes.length + added.length];
        ByteBuffer out = ByteBuffer.wrap(grown);
        out.put(bytes, 0, 8).putShort((short) (count() + addedCount));
        out.put(bytes, 10, end - 10).put(added).put(bytes, end, bytes.length - end);
        return grown;
    }
}
