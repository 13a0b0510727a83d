package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;

/** The numbers under which the states of an entry are stored; a renamed or reordered constant keeps its number. */
final class StmBytes {

    private StmBytes() {}

    static void writeState(ByteWriter to, StmEntry.State state) {
        to.u8(
                switch (state) {
                    case PENDING -> 0;
                    case VOTING -> 1;
                    case CONSENSUS -> 2;
                    case REJECTED -> 3;
                    case EXPIRED -> 4;
                });
    }

    static StmEntry.State readState(ByteReader from) {
        int number = from.u8();
        return switch (number) {
            case 0 -> StmEntry.State.PENDING;
            case 1 -> StmEntry.State.VOTING;
            case 2 -> StmEntry.State.CONSENSUS;
            case 3 -> StmEntry.State.REJECTED;
            case 4 -> StmEntry.State.EXPIRED;
            default -> throw from.malformed("no state of an entry has number " + number);
        };
    }
}
