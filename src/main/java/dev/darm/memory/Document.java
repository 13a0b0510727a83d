package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.time.Instant;
import java.util.List;

/**
 * A document as it was fed: its URI, when it was fed (or the time that it states of itself), and its passages in order.
 * {@link #content} identifies a version: the same passages fed twice under one URI are the same version.
 */
public record Document(String uri, Instant time, List<Passage> passages) implements Canonical {

    private static final int KIND = 0x23;
    private static final int VERSION = 1;

    public Document {
        passages = List.copyOf(passages);
    }

    public static Document read(ByteReader from) {
        from.expect("document", KIND, VERSION);
        return new Document(from.text(), from.instant(), from.list(Passage::read));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).text(uri).instant(time).list(passages);
    }

    /** The hash of this version's content, whatever the time. */
    public Hash content() {
        return Hash.of(new ByteWriter().text(uri).list(passages).toBytes());
    }
}
