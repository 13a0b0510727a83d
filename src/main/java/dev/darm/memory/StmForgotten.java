package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import java.util.List;

/** Entries were let go without reaching long-term memory. */
public record StmForgotten(List<Hash> ids, Reason reason) implements StmEvent {

    /** Why an entry was let go. */
    public enum Reason {
        /** Its lifetime ended, its decay score fell too low, or it was rejected too often. */
        EXPIRED,
        /** The shard was full and it was worth the least. */
        EVICTED,
        /** No source says it any longer. */
        WITHDRAWN
    }

    static final String MANIFEST = "stm.forgotten/1";

    private static final int KIND = 0x2C;
    private static final int VERSION = 1;

    public StmForgotten {
        ids = List.copyOf(ids);
    }

    public static StmForgotten read(ByteReader from) {
        from.expect("forgotten claims", KIND, VERSION);
        return new StmForgotten(from.list(ByteReader::hash), readReason(from));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND)
                .u8(VERSION)
                .list(ids, ByteWriter::hash)
                .u8(
                        switch (reason) {
                            case EXPIRED -> 0;
                            case EVICTED -> 1;
                            case WITHDRAWN -> 2;
                        });
    }

    @Override
    public String manifest() {
        return MANIFEST;
    }

    private static Reason readReason(ByteReader from) {
        int number = from.u8();
        return switch (number) {
            case 0 -> Reason.EXPIRED;
            case 1 -> Reason.EVICTED;
            case 2 -> Reason.WITHDRAWN;
            default -> throw from.malformed("no reason of forgetting has number " + number);
        };
    }
}
