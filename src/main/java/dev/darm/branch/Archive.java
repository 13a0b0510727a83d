package dev.darm.branch;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
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
        public Optional<SignedRecord> find(PublicKey author, long sequence) {
            return Optional.empty();
        }
    };

    Optional<SignedRecord> find(Hash id);

    /** A record with this sequence; any one, if the author equivocated. */
    Optional<SignedRecord> find(PublicKey author, long sequence);
}
