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
    };

    Optional<SignedRecord> find(Hash id);

    /** The record by the author of {@code fork} that follows the same previous record, or is its first too. */
    Optional<SignedRecord> rival(BranchRecord fork);
}
