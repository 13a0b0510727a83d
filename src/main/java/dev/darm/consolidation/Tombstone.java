package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.ledger.Payload;
import java.util.List;

/**
 * What a block says of bodies that a quorum agreed to forget: every node destroys their keys (decision 11). The hashes that
 * earlier blocks hold stay, so the chain verifies as before. The content of a {@link Payload#TOMBSTONE} payload.
 *
 * @param consents in the order of the heads' keys, one a head
 */
public record Tombstone(ForgetRequest request, List<Consent> consents) implements Canonical {

    private static final int KIND = 0x52;
    private static final int VERSION = 1;

    public Tombstone {
        consents = List.copyOf(consents);
    }

    public static Tombstone read(ByteReader from) {
        from.expect("tombstone", KIND, VERSION);
        return new Tombstone(ForgetRequest.read(from), from.list(Consent::read));
    }

    /** The tombstone in {@code payload}; throws {@link dev.darm.codec.MalformedBytes} when it is none. */
    public static Tombstone of(Payload payload) {
        return ByteReader.readAll(payload.content(), Tombstone::read);
    }

    @Override
    public void write(ByteWriter to) {
        request.write(to.u8(KIND).u8(VERSION));
        to.list(consents);
    }

    public Payload payload() {
        return new Payload(Payload.TOMBSTONE, bytes());
    }
}
