package dev.darm.sim.trace;

import dev.darm.codec.ByteWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a trace; see {@link TraceFormat}. Whole blocks reach the file as they fill, so what a killed process leaves can
 * be read to its last block. {@link #complete} ends the file of a run that ended, {@link #close} without it the file of a
 * run that was interrupted. Used by the thread of the run; whoever closes it from elsewhere stops the run first.
 */
public final class TraceWriter implements TraceSink, AutoCloseable {

    private final OutputStream to;
    private final BlockEncoder block = new BlockEncoder();
    private boolean closed;

    private TraceWriter(OutputStream to) {
        this.to = to;
    }

    /** Creates the file, or replaces it. */
    public static TraceWriter create(Path file, TraceHeader header) throws IOException {
        return to(Files.newOutputStream(file), header);
    }

    /** Writes to a stream, which is closed with the writer. */
    public static TraceWriter to(OutputStream stream, TraceHeader header) throws IOException {
        byte[] start = new ByteWriter()
                .raw(TraceFormat.MAGIC)
                .i32(TraceFormat.VERSION)
                .text(header.build().version())
                .text(header.build().commit())
                .toBytes();
        stream.write(start);
        stream.write(i32(TraceFormat.crc(start, 0, start.length)));
        TraceWriter writer = new TraceWriter(stream);
        VarBytes payload = new VarBytes();
        for (byte b : header.bytes()) payload.u8(b);
        writer.frame(TraceFormat.HEADER, payload);
        return writer;
    }

    /** How a user runs the run of a trace again. */
    public static String howToReplay(Path file) {
        return "./darm sim replay " + file;
    }

    @Override
    public void on(TraceEvent event) {
        if (closed) throw new IllegalStateException("the trace is closed");
        block.add(event);
        if (block.full()) {
            try {
                flush();
            } catch (IOException e) {
                throw new UncheckedIOException("the trace cannot be written: " + e.getMessage(), e);
            }
        }
    }

    /** Writes what has been gathered, though it is no full block. */
    public void flush() throws IOException {
        if (!block.empty()) frame(TraceFormat.BLOCK, block.take());
        to.flush();
    }

    /** Ends the file: the run came to its end. */
    public void complete() throws IOException {
        end(TraceEnding.State.COMPLETE);
    }

    /** Ends the file: unless it is complete, the run was interrupted. */
    @Override
    public void close() throws IOException {
        end(TraceEnding.State.INTERRUPTED);
    }

    private void end(TraceEnding.State state) throws IOException {
        if (closed) return;
        closed = true;
        try (to) {
            flush();
            VarBytes ending = new VarBytes();
            ending.u8(state.ordinal());
            ending.i64(block.eventsInAll());
            ending.i64(block.hash());
            frame(TraceFormat.ENDING, ending);
        }
    }

    private void frame(int type, VarBytes payload) throws IOException {
        byte[] head = new ByteWriter().u8(type).i32(payload.size()).toBytes();
        to.write(head);
        to.write(i32(TraceFormat.crc(head, 0, head.length)));
        payload.writeTo(to);
        to.write(i32(payload.crc()));
    }

    private static byte[] i32(int value) {
        return new ByteWriter().i32(value).toBytes();
    }
}
