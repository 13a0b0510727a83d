package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import java.time.Instant;
import java.util.List;

/** Entries reached another state: rejected, or agreed on and so archived. */
public record StmMarked(List<Hash> ids, StmEntry.State state, Instant at) implements StmEvent {

    static final String MANIFEST = "stm.marked/1";

    private static final int KIND = 0x2B;
    private static final int VERSION = 1;

    public StmMarked {
        ids = List.copyOf(ids);
    }

    public static StmMarked read(ByteReader from) {
        from.expect("marked claims", KIND, VERSION);
        return new StmMarked(from.list(ByteReader::hash), StmBytes.readState(from), from.instant());
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).list(ids, ByteWriter::hash);
        StmBytes.writeState(to, state);
        to.instant(at);
    }

    @Override
    public String manifest() {
        return MANIFEST;
    }
}
