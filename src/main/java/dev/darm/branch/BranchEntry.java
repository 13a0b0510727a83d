package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.util.List;

/** What the log of a node's branches holds: what is not sealed yet, and roots that lie in no chunk of {@link Anchors} yet. */
sealed interface BranchEntry extends Canonical {

    int KIND = 0x7C;
    int VERSION = 2;
    int WRITTEN = 1;
    int TAKEN = 2;
    int ROOTS = 3;
    int MOVED = 4;

    /**
     * A batch that this node signed.
     *
     * @param number of its root, see {@link Anchors#next}
     */
    record Written(long number, RecordBatch batch) implements BranchEntry {
        @Override
        public void write(ByteWriter to) {
            batch.write(to.u8(KIND).u8(VERSION).u8(WRITTEN).i64(number));
        }
    }

    /** Records that came from other nodes, or that were moved up in the log; ancestors first. */
    record Taken(List<SignedRecord> records) implements BranchEntry {
        public Taken {
            records = List.copyOf(records);
        }

        @Override
        public void write(ByteWriter to) {
            new SignedRecords(records).write(to.u8(KIND).u8(VERSION).u8(TAKEN));
        }
    }

    /** Roots of this node's batches, from number {@code first} on; {@code time} is that of the first one's first record. */
    record Roots(long first, HybridTime time, List<Hash> roots) implements BranchEntry {
        public Roots {
            roots = List.copyOf(roots);
        }

        @Override
        public void write(ByteWriter to) {
            time.write(to.u8(KIND).u8(VERSION).u8(ROOTS).i64(first));
            to.list(roots, ByteWriter::hash);
        }
    }

    /** All that was in the log and must stay was written again, from record {@code from} on: what is older does not count. */
    record Moved(long from) implements BranchEntry {
        @Override
        public void write(ByteWriter to) {
            to.u8(KIND).u8(VERSION).u8(MOVED).i64(from);
        }
    }

    /** In version 1 each record that was taken has its own proof. */
    static BranchEntry read(ByteReader from) {
        int version = from.expectUpTo("branch entry", KIND, VERSION);
        int which = from.u8();
        return switch (which) {
            case WRITTEN -> new Written(from.i64(), RecordBatch.read(from));
            case TAKEN ->
                new Taken(
                        version == 1
                                ? from.list(SignedRecord::read)
                                : SignedRecords.read(from).all());
            case ROOTS -> new Roots(from.i64(), HybridTime.read(from), from.list(ByteReader::hash));
            case MOVED -> new Moved(from.i64());
            default -> throw from.malformed("a branch entry of sort " + which);
        };
    }
}
