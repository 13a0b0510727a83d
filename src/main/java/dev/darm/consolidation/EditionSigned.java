package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.StoredEvent;

/** This head gave its word for an edition of the corpus statistics; durable before the ballot leaves. */
public record EditionSigned(EditionBallot ballot) implements StoredEvent {

    static final String MANIFEST = "consolidation.edition-signed/1";

    private static final int KIND = 0x5B;
    private static final int FORMAT = 1;

    static EditionSigned read(ByteReader from) {
        from.expect("edition signed", KIND, FORMAT);
        return new EditionSigned(EditionBallot.read(from));
    }

    @Override
    public void write(ByteWriter to) {
        ballot.write(to.u8(KIND).u8(FORMAT));
    }

    @Override
    public String manifest() {
        return MANIFEST;
    }
}
