package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import java.util.Optional;

/**
 * A piece of a document that is fetched and judged as a whole: a paragraph, a list, a table, or one JSON line. Its {@link
 * #hash} is what a vote names as evidence.
 *
 * @param uri the document it stands in
 * @param firstLine the line of its first character, from 1
 * @param heading the headings above it, outermost first, joined by " › "; empty when there are none
 * @param text the passage as the source has it, at most {@link #MAX_CHARS} characters
 * @param triple the three parts, when the source gave them
 */
public record Passage(String uri, int firstLine, String heading, String text, Optional<Triple> triple)
        implements Canonical {

    public static final int MAX_CHARS = 16_000;

    private static final int KIND = 0x22;
    private static final int VERSION = 1;

    public static Passage read(ByteReader from) {
        from.expect("passage", KIND, VERSION);
        return new Passage(
                from.text(),
                from.i32(),
                from.text(),
                from.text(),
                from.bool() ? Optional.of(Triple.read(from)) : Optional.empty());
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND)
                .u8(VERSION)
                .text(uri)
                .i32(firstLine)
                .text(heading)
                .text(text)
                .bool(triple.isPresent());
        triple.ifPresent(value -> value.write(to));
    }
}
