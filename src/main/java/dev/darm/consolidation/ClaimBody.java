package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.memory.Claim;
import dev.darm.memory.SourceRef;
import java.util.List;

/**
 * What a commitment hides: the claim, where it was read, and the headings above the first place.
 *
 * @param sources 1 to {@link #MAX_SOURCES}, sorted, different; for a withdrawal those that no longer say the claim
 * @param heading of the source that has the claim word for word; at most {@link #MAX_HEADING_CHARS} characters
 */
public record ClaimBody(Claim claim, List<SourceRef> sources, String heading) implements Canonical {

    public static final int MAX_SOURCES = 4;
    public static final int MAX_HEADING_CHARS = 4000;

    private static final int KIND = 0x32;
    private static final int VERSION = 1;

    public ClaimBody {
        sources = List.copyOf(sources);
        if (sources.isEmpty() || sources.size() > MAX_SOURCES)
            throw new IllegalArgumentException("a body has 1 to " + MAX_SOURCES + " sources, not " + sources.size());
        for (int i = 1; i < sources.size(); i++)
            if (sources.get(i - 1).compareTo(sources.get(i)) >= 0)
                throw new IllegalArgumentException("the sources of a body are sorted and different");
        if (heading.length() > MAX_HEADING_CHARS)
            throw new IllegalArgumentException("a heading has at most " + MAX_HEADING_CHARS + " characters");
    }

    public static ClaimBody read(ByteReader from) {
        from.expect("claim body", KIND, VERSION);
        return from.valid(() -> new ClaimBody(Claim.read(from), from.list(SourceRef::read), from.text()));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        claim.write(to);
        to.list(sources).text(heading);
    }
}
