package dev.darm.branch;

import dev.darm.codec.Hash;
import java.util.Optional;

/** Where a DAG finds the records that left its memory. */
public interface Archive {

    /** An archive that holds nothing. */
    Archive NONE = new Archive() {
        @Override
        public Optional<SignedRecord> find(Hash id) {
            return Optional.empty();
        }

        @Override
        public Optional<SignedRecord> rival(BranchRecord fork) {
            return Optional.empty();
        }

        @Override
        public long segments() {
            return 0;
        }

        @Override
        public long recordsBefore(long number) {
            return 0;
        }

        @Override
        public Segment segment(long number) {
            throw new IndexOutOfBoundsException("nothing is sealed, so there is no segment " + number);
        }
    };

    Optional<SignedRecord> find(Hash id);

    /** The record by the author of {@code fork} that follows the same previous record, or is its first too. */
    Optional<SignedRecord> rival(BranchRecord fork);

    /** How many segments there are. */
    long segments();

    /** How many records lie in the segments before {@code number}, 0 to {@link #segments}. */
    long recordsBefore(long number);

    /** The segment {@code number}, from 0. */
    Segment segment(long number);
}
