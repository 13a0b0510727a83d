package dev.darm.gateway;

import akka.util.ByteString;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream of bytes into lines of at most {@code limit} bytes. A longer line is let go as it comes, so that one line
 * without an end never fills the memory, and shows up as {@link TooLong}.
 */
final class Lines {

    /** A line of the stream, counted from 1. */
    sealed interface Line {
        long number();
    }

    /** A whole line, without its line feed. */
    record Whole(long number, byte[] bytes) implements Line {

        boolean blank() {
            for (byte b : bytes) if (b != ' ' && b != '\t' && b != '\r') return false;
            return true;
        }
    }

    /** A line of {@code size} bytes, more than the limit; its content is gone. */
    record TooLong(long number, long size) implements Line {}

    private final int limit;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private long number = 1;
    private long size;

    Lines(int limit) {
        this.limit = limit;
    }

    /** The lines that end in {@code chunk}. */
    List<Line> on(ByteString chunk) {
        List<Line> lines = new ArrayList<>();
        byte[] bytes = chunk.toArray();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '\n') continue;
            take(bytes, start, i - start);
            lines.add(finish());
            start = i + 1;
        }
        take(bytes, start, bytes.length - start);
        return lines;
    }

    /** The last line, when the stream ends without a line feed. */
    List<Line> end() {
        return size == 0 ? List.of() : List.of(finish());
    }

    private void take(byte[] bytes, int start, int length) {
        size += length;
        if (size <= limit) begun.write(bytes, start, length);
        else begun.reset();
    }

    private Line finish() {
        Line line = size > limit ? new TooLong(number, size) : new Whole(number, begun.toByteArray());
        begun.reset();
        number++;
        size = 0;
        return line;
    }
}
