package dev.darm.branch;

import dev.darm.ledger.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gathers an author's records and signs them together: when there are {@link BatchSeal#MAX_RECORDS}, when the next would
 * make more than {@link #MAX_BYTES}, or when the first has waited {@link #MAX_WAIT}. It has no timer: whoever drives it
 * calls {@link #close} at {@link #due}.
 */
public final class BatchSigner {

    public static final Duration MAX_WAIT = Duration.ofMillis(10);

    /** A batch fits into one message between nodes. */
    public static final int MAX_BYTES = 1 << 20;

    private final SigningKey key;
    private final List<BranchRecord> open = new ArrayList<>();
    private int bytes;
    private Instant due = Instant.MAX;

    public BatchSigner(SigningKey key) {
        this.key = key;
    }

    /** Adds a record of this author at {@code now}. Gives the batches that this closes: none or one, or two by size. */
    public List<RecordBatch> add(BranchRecord record, Instant now) {
        if (!record.author().equals(key.publicKey()))
            throw new IllegalArgumentException("the author of " + record + " is not " + key.publicKey());
        List<RecordBatch> closed = new ArrayList<>();
        if (!open.isEmpty() && (!now.isBefore(due) || bytes + record.size() > MAX_BYTES)) closed.add(sign());
        if (open.isEmpty()) due = now.plus(MAX_WAIT);
        open.add(record);
        bytes += record.size();
        if (open.size() == BatchSeal.MAX_RECORDS) closed.add(sign());
        return closed;
    }

    /** When the open batch must be closed; empty when there is none. */
    public Optional<Instant> due() {
        return open.isEmpty() ? Optional.empty() : Optional.of(due);
    }

    /** The open batch, if it is due at {@code now}. */
    public Optional<RecordBatch> close(Instant now) {
        return open.isEmpty() || now.isBefore(due) ? Optional.empty() : Optional.of(sign());
    }

    /** The open batch, due or not. */
    public Optional<RecordBatch> flush() {
        return open.isEmpty() ? Optional.empty() : Optional.of(sign());
    }

    private RecordBatch sign() {
        RecordBatch batch = RecordBatch.sign(open, key);
        open.clear();
        bytes = 0;
        return batch;
    }
}
