package dev.darm.sim.trace;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The layout of a trace; integers are big-endian.
 *
 * <pre>
 * start    magic "DARMTRAC", i32 format version, text DARM version, text commit, i32 CRC-32C of all that   (in every version)
 * frame    u8 type, i32 length, i32 CRC-32C of type and length, payload, i32 CRC-32C of the payload
 * frames   one header 'H', any number of blocks 'E', one ending 'Z' (u8 state, i64 events, i64 hash), nothing after it
 * block    varints: number of the first event, events, base of step and of time; i64 hash before the block; its texts;
 *          the names of its machines; the events; i64 hash after the block
 * event    u8 flags and kind, then what the flags do not imply: step and time against the event before, machine, subject,
 *          detail, size twice and 1 where an i64 hash of the content follows, note
 * </pre>
 *
 * A block refers to nothing outside itself. The rolling hash of each event is not stored: it follows from the events, and
 * the hash after each block proves it.
 */
final class TraceFormat {

    static final int VERSION = 1;
    static final byte[] MAGIC = "DARMTRAC".getBytes(StandardCharsets.US_ASCII);

    static final int HEADER = 'H';
    static final int BLOCK = 'E';
    static final int ENDING = 'Z';

    /** No frame is longer; a length beyond it is damage. */
    static final int FRAME_MAX = 1 << 28;

    /** A block is closed when its events or its texts reach this size, bytes. */
    static final int BLOCK_SIZE = 256 * 1024;

    // The first byte of an event: the kind in the low four bits, and what is the same as before or absent.
    static final int KIND = 0x0F;
    static final int STEP_SAME = 0x10;
    static final int STEP_NEXT = 0x20;
    static final int TIME_SAME = 0x40;
    static final int NOTE = 0x80;

    private TraceFormat() {}

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
