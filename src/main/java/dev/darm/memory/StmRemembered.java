package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;

/** A claim was taken in. */
public record StmRemembered(StmEntry entry) implements StmEvent {

    static final String MANIFEST = "stm.remembered/1";

    private static final int KIND = 0x29;
    private static final int VERSION = 1;

    public static StmRemembered read(ByteReader from) {
        from.expect("remembered claim", KIND, VERSION);
        return new StmRemembered(StmEntry.read(from));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        entry.write(to);
    }

    @Override
    public String manifest() {
        return MANIFEST;
    }
}
