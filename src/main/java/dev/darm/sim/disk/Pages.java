package dev.darm.sim.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The bytes of a file in pages that never change; bytes behind the end are zeros, and pages of zeros take no memory. */
final class Pages {

    static final int BYTES = 4096;

    /** The page of a hole, one for all files. */
    static final byte[] ZEROS = new byte[BYTES];

    private byte[][] pages = {};
    private long length;

    Pages() {}

    /** The same bytes; the pages themselves are shared. */
    Pages(Pages other) {
        become(other);
    }

    void become(Pages other) {
        pages = other.pages.clone();
        length = other.length;
    }

    long length() {
        return length;
    }

    void length(long bytes) {
        length = bytes;
    }

    /** How many pages {@code length} bytes fill or begin. */
    static int count(long length) {
        return (int) ((length + BYTES - 1) / BYTES);
    }

    byte[] page(int number) {
        return number < pages.length ? pages[number] : ZEROS;
    }

    void page(int number, byte[] page) {
        if (number >= pages.length) {
            if (page == ZEROS) return;
            int before = pages.length;
            pages = Arrays.copyOf(pages, Math.max(number + 1, before * 2));
            Arrays.fill(pages, before, pages.length, ZEROS);
        }
        pages[number] = page;
    }

    /** Makes it {@code bytes} long; what lies behind becomes zeros. */
    void cut(long bytes) {
        length = bytes;
        int whole = count(bytes);
        if (whole < pages.length) Arrays.fill(pages, whole, pages.length, ZEROS);
        if (whole > 0) page(whole - 1, trimmed(page(whole - 1), whole - 1));
    }

    /** {@code page} as page {@code number}: zeros behind the end of the file. */
    byte[] trimmed(byte[] page, int number) {
        long inside = length - (long) number * BYTES;
        if (inside >= BYTES || page == ZEROS) return page;
        if (inside <= 0) return ZEROS;
        return Arrays.copyOf(Arrays.copyOf(page, (int) inside), BYTES);
    }

    /** Reads at {@code position} until {@code into} is full or the file ends; returns the bytes read. */
    int read(long position, ByteBuffer into) {
        int wanted = (int) Math.max(0, Math.min(into.remaining(), length - position));
        for (int done = 0; done < wanted; ) {
            int from = (int) ((position + done) % BYTES);
            int part = Math.min(wanted - done, BYTES - from);
            into.put(page((int) ((position + done) / BYTES)), from, part);
            done += part;
        }
        return wanted;
    }

    byte[] bytes() {
        byte[] all = new byte[Math.toIntExact(length)];
        read(0, ByteBuffer.wrap(all));
        return all;
    }
}
