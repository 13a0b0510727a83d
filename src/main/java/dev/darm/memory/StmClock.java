package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;

/** How long this shard's node could reach a quorum, in milliseconds, so that a restart does not give lifetimes back. */
public record StmClock(long millis) implements StmEvent {

    static final String MANIFEST = "stm.clock/1";

    private static final int KIND = 0x2D;
    private static final int VERSION = 1;

    public static StmClock read(ByteReader from) {
        from.expect("clock of short-term memory", KIND, VERSION);
        return new StmClock(from.i64());
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).i64(millis);
    }

    @Override
    public String manifest() {
        return MANIFEST;
    }
}
