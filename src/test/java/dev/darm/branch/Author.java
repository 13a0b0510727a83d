package dev.darm.branch;

import dev.darm.codec.Hash;
import dev.darm.ledger.InclusionProof;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Signature;
import dev.darm.ledger.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the records of one key, each after the one before, and signs them one by one. */
final class Author {

    static final String BRANCH = "agents/alpha";

    private static final Signature NO_SIGNATURE = Signature.ofBytes(new byte[PublicKey.SIGNATURE_LENGTH]);
    private static final InclusionProof ALONE = new InclusionProof(0, 1, List.of());

    final SigningKey key;
    private final String branch;
    private @Nullable BranchRecord last;

    private Author(SigningKey key, String branch) {
        this.key = key;
        this.branch = branch;
    }

    /** The author with the key whose secret is 32 times the byte {@code number}. */
    static Author number(int number) {
        return new Author(key(number), BRANCH);
    }

    static SigningKey key(int number) {
        byte[] secret = new byte[SigningKey.LENGTH];
        Arrays.fill(secret, (byte) number);
        secret[0] = (byte) (number >> 8);
        return SigningKey.ofSecret(secret);
    }

    PublicKey id() {
        return key.publicKey();
    }

    /** The author as it is now; what it writes from here on is another history. */
    Author clone_() {
        Author clone = new Author(key, branch);
        clone.last = last;
        return clone;
    }

    SignedRecord writes(long time, int kind, byte[] payload, SignedRecord... parents) {
        return signed(record(
                time,
                kind,
                payload,
                Arrays.stream(parents).map(SignedRecord::id).toList()));
    }

    SignedRecord writes(long time, String text, SignedRecord... parents) {
        return writes(time, MergeRule.TEXT.kind(0), text.getBytes(StandardCharsets.UTF_8), parents);
    }

    /** The next record; parents that are the author's own last record are left out. */
    BranchRecord record(long time, int kind, byte[] payload, Collection<Hash> parents) {
        Optional<Hash> previous = Optional.ofNullable(last).map(BranchRecord::id);
        List<Hash> others = parents.stream()
                .filter(id -> !previous.equals(Optional.of(id)))
                .distinct()
                .toList();
        long sequence = last == null ? 0 : last.sequence() + 1;
        last = BranchRecord.of(branch, id(), sequence, previous, new HybridTime(time), others, kind, payload);
        return last;
    }

    SignedRecord signed(BranchRecord record) {
        return RecordBatch.sign(List.of(record), key).signed().getFirst();
    }

    /** The record with a signature that does not verify, for what looks at none. */
    static SignedRecord unsigned(BranchRecord record) {
        BatchSeal seal = new BatchSeal(record.author(), 1, BatchSeal.leaf(record), NO_SIGNATURE);
        return new SignedRecord(record, seal, ALONE);
    }
}
