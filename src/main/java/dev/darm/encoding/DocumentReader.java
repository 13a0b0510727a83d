package dev.darm.encoding;

import dev.darm.memory.Document;
import dev.darm.memory.Passage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads bytes as a document: Markdown ({@code .md}, {@code .markdown}), JSON lines ({@code .jsonl}, {@code .ndjson}, or a
 * first line that is a JSON object), and anything else as plain text. Line numbers are those of the source, from 1.
 *
 * <p>A document of more than {@link #MAX_PART_BYTES} canonical bytes becomes several, cut between passages: the first has
 * the URI itself, the next {@code uri#part-2}, {@code uri#part-3} and so on. Whoever feeds a shorter version later has to
 * withdraw the parts that it no longer has.
 *
 * <p>Code is kept as passages, so that it can be shown, but {@link ClaimExtractor} reads no claims from it.
 */
public final class DocumentReader {

    /** Documents stay below 200 KiB of canonical bytes, so that one fits a journal record and a message. */
    public static final int MAX_PART_BYTES = 184 << 10;

    /** The longest URI, in characters. */
    public static final int MAX_URI_CHARS = 1000;

    /** How far a document may go before it is refused rather than read, in bytes. */
    public record Limits(long maxDocumentBytes, int maxLineBytes) {
        /** 16 MiB a document, 1 MiB a line. */
        public static final Limits DEFAULT = new Limits(16L << 20, 1 << 20);
    }

    /** What came of reading. */
    public sealed interface Reading {}

    /**
     * Text, in one or more parts.
     *
     * @param parts at least one document; without a passage when the source says nothing
     * @param badLines the JSON lines that were left out, in order
     */
    public record Readable(List<Document> parts, List<BadLine> badLines) implements Reading {
        public Readable {
            parts = List.copyOf(parts);
            badLines = List.copyOf(badLines);
        }
    }

    /** Not text, or beyond the limits. */
    public record Unreadable(String reason) implements Reading {}

    /** A line that could not be read, from 1, and why. */
    public record BadLine(int line, String reason) {}

    /** Room for {@code #part-} and a number in every passage. */
    private static final int PART_SUFFIX_BYTES = 16;

    private DocumentReader() {}

    /**
     * Reads {@code text} as one document.
     *
     * @throws IllegalArgumentException when it is no readable text or needs more than one part
     */
    public static Document read(String uri, String text, Instant time) {
        return switch (read(uri, text.getBytes(StandardCharsets.UTF_8), time)) {
            case Readable readable
            when readable.parts().size() == 1 -> readable.parts().getFirst();
            case Readable readable ->
                throw new IllegalArgumentException(
                        uri + " needs " + readable.parts().size() + " parts");
            case Unreadable unreadable -> throw new IllegalArgumentException(uri + ": " + unreadable.reason());
        };
    }

    /** Reads bytes within the default limits. */
    public static Reading read(String uri, byte[] bytes, Instant time) {
        try (InputStream in = new ByteArrayInputStream(bytes)) {
            return read(uri, in, time, Limits.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be read", e);
        }
    }

    /** Reads a stream to its end, or as far as the first thing that makes it unreadable; the caller closes it. */
    public static Reading read(String uri, InputStream in, Instant time, Limits limits) throws IOException {
        if (uri.isBlank() || uri.length() > MAX_URI_CHARS)
            throw new IllegalArgumentException("a URI has 1 to " + MAX_URI_CHARS + " characters, not " + uri.length());
        List<String> lines;
        try {
            lines = TextLines.read(in, limits);
        } catch (TextLines.Refused e) {
            return new Unreadable(String.valueOf(e.getMessage()));
        }
        List<BadLine> badLines = new ArrayList<>();
        List<Passage> passages =
                switch (Format.of(uri, lines)) {
                    case MARKDOWN -> MarkdownPassages.of(uri, lines);
                    case JSON_LINES -> JsonLinesPassages.of(uri, lines, badLines);
                    case TEXT -> PlainPassages.of(uri, lines);
                };
        return new Readable(parts(uri, passages, time), badLines);
    }

    private static List<Document> parts(String uri, List<Passage> passages, Instant time) {
        List<Document> parts = new ArrayList<>();
        List<Passage> part = new ArrayList<>();
        int overhead = new Document(uri, time, List.of()).bytes().length + PART_SUFFIX_BYTES;
        int size = overhead;
        for (Passage passage : passages) {
            int more = passage.bytes().length + PART_SUFFIX_BYTES;
            if (size + more > MAX_PART_BYTES) {
                parts.add(part(uri, parts.size() + 1, part, time));
                part.clear();
                size = overhead;
            }
            part.add(passage);
            size += more;
        }
        if (!part.isEmpty() || parts.isEmpty()) parts.add(part(uri, parts.size() + 1, part, time));
        return parts;
    }

    private static Document part(String uri, int number, List<Passage> passages, Instant time) {
        if (number == 1) return new Document(uri, time, passages);
        String name = uri + "#part-" + number;
        List<Passage> named = passages.stream()
                .map(it -> new Passage(name, it.firstLine(), it.heading(), it.text(), it.triple()))
                .toList();
        return new Document(name, time, named);
    }

    private enum Format {
        MARKDOWN,
        JSON_LINES,
        TEXT;

        static Format of(String uri, List<String> lines) {
            String name = uri.toLowerCase(Locale.ROOT);
            if (name.endsWith(".md") || name.endsWith(".markdown")) return MARKDOWN;
            if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) return JSON_LINES;
            for (String line : lines) {
                if (!line.isBlank()) return JsonLinesPassages.isObject(line) ? JSON_LINES : TEXT;
            }
            return TEXT;
        }
    }
}
