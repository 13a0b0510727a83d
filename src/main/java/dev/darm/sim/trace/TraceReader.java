package dev.darm.sim.trace;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.MalformedBytes;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace, event by event, in memory for one block. A file that is cut short reads to its last whole block and says
 * so in {@link #ending}; damage (a wrong checksum, a hash that does not follow) is a {@link TraceUnreadable} with its place.
 */
public final class TraceReader implements AutoCloseable {

    private static final int TEXT_MAX = 1 << 12;

    private final Path file;
    private final InputStream from;
    private final BlockDecoder decoder = new BlockDecoder();
    private final TraceHeader header;
    private Iterator<TraceEvent> block = List.<TraceEvent>of().iterator();
    private @Nullable TraceEnding ending;

    /** Where the last whole frame ended. */
    private long whole;

    private long offset;

    private TraceReader(Path file, InputStream from) throws IOException {
        this.file = file;
        this.from = from;
        try {
            Build build = start();
            byte[] payload = frame(TraceFormat.HEADER);
            header = ByteReader.readAll(payload, bytes -> TraceHeader.read(build, bytes));
        } catch (EOFException e) {
            throw new TraceUnreadable(file, "cut short at byte " + offset + ", before its first event");
        } catch (MalformedBytes e) {
            throw new TraceUnreadable(file, whole, e.getMessage() + " in the header");
        }
    }

    /** Whether the file begins as a trace does. */
    public static boolean recognises(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return Arrays.equals(stream.readNBytes(TraceFormat.MAGIC.length), TraceFormat.MAGIC);
        }
    }

    /** Opens a trace to look at, also one of another commit. */
    public static TraceReader open(Path file) throws IOException {
        InputStream stream = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            return new TraceReader(file, stream);
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /** Opens a trace that was recorded by {@code mine}; refuses every other, and names both. */
    public static TraceReader open(Path file, Build mine) throws IOException {
        TraceReader reader = open(file);
        Build theirs = reader.header.build();
        if (theirs.equals(mine)) return reader;
        reader.close();
        throw new TraceUnreadable(
                file,
                "recorded by " + theirs + "; this is " + mine + ". A run replays on the commit that recorded it: check "
                        + theirs.commit() + " out and try again");
    }

    public TraceHeader header() {
        return header;
    }

    /** The next event; null at the end, which {@link #ending} then describes. */
    public @Nullable TraceEvent next() throws IOException {
        while (!block.hasNext()) {
            if (ending != null) return null;
            advance();
        }
        return block.next();
    }

    /** How the trace ends, once {@link #next} has returned null. */
    public TraceEnding ending() {
        if (ending == null) throw new IllegalStateException("the trace has not been read to its end");
        return ending;
    }

    @Override
    public void close() throws IOException {
        from.close();
    }

    /** Reads the next frame: a block, or the ending. */
    private void advance() throws IOException {
        long at = whole;
        try {
            int type = u8();
            switch (type) {
                case TraceFormat.BLOCK -> block = decoder.read(payload(type)).iterator();
                case TraceFormat.ENDING -> ending = ending(payload(type));
                default -> throw new TraceUnreadable(file, at, "neither a block nor the ending of a trace");
            }
        } catch (EOFException e) {
            ending = new TraceEnding(TraceEnding.State.CUT_SHORT, decoder.events(), decoder.hash(), whole);
        } catch (MalformedBytes | ArithmeticException e) {
            throw new TraceUnreadable(file, at, "damaged block: " + e.getMessage());
        }
    }

    private TraceEnding ending(byte[] payload) throws IOException {
        ByteReader bytes = new ByteReader(payload);
        int state = bytes.u8();
        long events = bytes.i64();
        long hash = bytes.i64();
        bytes.end();
        if (state > TraceEnding.State.INTERRUPTED.ordinal()) throw bytes.malformed("unknown ending " + state);
        if (events != decoder.events() || hash != decoder.hash())
            throw bytes.malformed("the ending tells of " + events + " events with hash " + RollingHash.hex(hash)
                    + ", not of " + decoder.events() + " with " + RollingHash.hex(decoder.hash()));
        if (from.read() >= 0) throw bytes.malformed("bytes after the ending");
        return new TraceEnding(TraceEnding.State.values()[state], events, hash, whole);
    }

    private Build start() throws IOException {
        ByteWriter read = new ByteWriter();
        byte[] magic = bytes(TraceFormat.MAGIC.length, TraceFormat.MAGIC.length);
        if (!Arrays.equals(magic, TraceFormat.MAGIC)) throw new TraceUnreadable(file, "not a trace of DARM");
        int version = new ByteReader(bytes(4, 4)).i32();
        read.raw(magic).i32(version);
        Build build = new Build(text(read), text(read));
        byte[] start = read.toBytes();
        if (new ByteReader(bytes(4, 4)).i32() != TraceFormat.crc(start, 0, start.length))
            throw new TraceUnreadable(file, 0, "damaged: the checksum of its first bytes is wrong");
        if (version != TraceFormat.VERSION)
            throw new TraceUnreadable(
                    file,
                    "a trace of format version " + version + ", recorded by " + build + "; this DARM reads version "
                            + TraceFormat.VERSION);
        whole = offset;
        return build;
    }

    private String text(ByteWriter read) throws IOException {
        byte[] length = bytes(4, 4);
        byte[] utf8 = bytes(new ByteReader(length).i32(), TEXT_MAX);
        read.raw(length).raw(utf8);
        return ByteReader.readAll(new ByteWriter().bytes(utf8).toBytes(), ByteReader::text);
    }

    private byte[] frame(int wanted) throws IOException {
        int type = u8();
        if (type != wanted) throw new TraceUnreadable(file, whole, "a frame of an unexpected kind");
        return payload(type);
    }

    /** The rest of a frame after its type. */
    private byte[] payload(int type) throws IOException {
        int length = new ByteReader(bytes(4, 4)).i32();
        byte[] head = new ByteWriter().u8(type).i32(length).toBytes();
        if (new ByteReader(bytes(4, 4)).i32() != TraceFormat.crc(head, 0, head.length))
            throw new TraceUnreadable(file, whole, "damaged: the checksum of a frame's head is wrong");
        byte[] payload = bytes(length, TraceFormat.FRAME_MAX);
        if (new ByteReader(bytes(4, 4)).i32() != TraceFormat.crc(payload, 0, payload.length))
            throw new TraceUnreadable(file, whole, "damaged: the checksum of a block is wrong");
        whole = offset;
        return payload;
    }

    private int u8() throws IOException {
        int value = from.read();
        if (value < 0) throw new EOFException();
        offset++;
        return value;
    }

    private byte[] bytes(int length, int limit) throws IOException {
        if (length < 0 || length > limit) throw new TraceUnreadable(file, offset, "damaged: a length of " + length);
        byte[] bytes = from.readNBytes(length);
        offset += bytes.length;
        if (bytes.length < length) throw new EOFException();
        return bytes;
    }
}
