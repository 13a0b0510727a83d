package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.InclusionProof;
import dev.darm.ledger.LedgerProof;
import dev.darm.ledger.Merkle;
import dev.darm.ledger.Section;
import dev.darm.ledger.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The proof that a record of a branch is anchored in the chain, for who has nothing but the chain's genesis: the record, the
 * path to the root of its batch, the path from there to the anchor's root, the anchor, and the anchor's own proof.
 *
 * <p>When the author signed the anchor, the signature of the batch is not needed. A batch that waited while its author took
 * another key stands below an anchor of the new one, and then its signature says whose it is.
 *
 * @param inBatch the record's place in its batch
 * @param signature of the batch, when the anchor is by another key than the record; empty otherwise
 * @param inAnchor the batch's place among those that the anchor commits to
 */
public record BranchProof(
        BranchRecord record,
        InclusionProof inBatch,
        Optional<Signature> signature,
        InclusionProof inAnchor,
        Anchor anchor,
        LedgerProof ledger)
        implements Canonical {

    public static final int KIND = 0x78;
    private static final int WITHOUT_SIGNATURE = 1;
    private static final int WITH_SIGNATURE = 2;

    /** @param ledger the proof of the anchor at {@code place} */
    static BranchProof of(SignedRecord record, Anchors.Place place, LedgerProof ledger) {
        boolean same = record.record().author().equals(place.anchor().author());
        return new BranchProof(
                record.record(),
                record.proof(),
                same ? Optional.empty() : Optional.of(record.seal().signature()),
                place.path(),
                place.anchor(),
                ledger);
    }

    public static BranchProof read(ByteReader from) {
        boolean signed = from.expectUpTo("branch proof", KIND, WITH_SIGNATURE) == WITH_SIGNATURE;
        BranchRecord record = BranchRecord.read(from);
        InclusionProof inBatch = readPath(from, from.i32());
        Optional<Signature> signature = signed ? Optional.of(Signature.read(from)) : Optional.empty();
        Anchor anchor = Anchor.read(from);
        InclusionProof inAnchor = readPath(from, anchor.count());
        LedgerProof ledger = LedgerProof.read(from);
        return new BranchProof(record, inBatch, signature, inAnchor, anchor, ledger);
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(signature.isPresent() ? WITH_SIGNATURE : WITHOUT_SIGNATURE);
        record.write(to);
        to.i32((int) inBatch.size());
        writePath(to, inBatch);
        signature.ifPresent(one -> one.write(to));
        anchor.write(to);
        writePath(to, inAnchor);
        ledger.write(to);
    }

    /** The path's length follows from the place, so it is not written. */
    private static void writePath(ByteWriter to, InclusionProof proof) {
        to.i64(proof.index());
        for (Hash hash : proof.path()) to.hash(hash);
    }

    private static InclusionProof readPath(ByteReader from, long size) {
        long index = from.i64();
        if (index < 0 || index >= size) throw from.malformed("place " + index + " among " + size);
        int length = InclusionProof.pathLength(index, size);
        List<Hash> path = new ArrayList<>(length);
        for (int i = 0; i < length; i++) path.add(from.hash());
        return new InclusionProof(index, size, path);
    }

    /** Why this does not prove that the record is anchored in the chain of {@code genesis}; empty when it does. */
    public Optional<String> refusal(Genesis genesis) {
        return anchorRefusal(genesis.chainId()).or(() -> ledger.refusal(genesis));
    }

    /**
     * Why this does not prove that the record is anchored in the block whose header has the hash {@code trusted}; empty when it
     * does. See {@link LedgerProof#refusal(Hash)}.
     */
    public Optional<String> refusal(Hash trusted) {
        return ledger.refusal(trusted).or(() -> anchorRefusal(ledger.header().chainId()));
    }

    /** Why the record does not lead to the anchor, or the anchor to the payload that the chain's proof is of. */
    private Optional<String> anchorRefusal(String chainId) {
        boolean same = record.author().equals(anchor.author());
        if (same == signature.isPresent())
            return Optional.of("the record is by " + record.author() + ", the anchor by " + anchor.author()
                    + ", and the batch " + (same ? "has a signature, which then says nothing" : "has no signature"));
        if (inBatch.size() > BatchSeal.MAX_RECORDS)
            return Optional.of("a batch has at most " + BatchSeal.MAX_RECORDS + " records, not " + inBatch.size());
        if (inAnchor.size() != anchor.count())
            return Optional.of("the anchor is of " + anchor.count() + " roots, the path of " + inAnchor.size());
        Optional<Hash> batch = inBatch.rootOver(BatchSeal.leaf(record));
        if (batch.isEmpty()) return Optional.of("the path in the batch has a wrong length");
        if (signature.isPresent()
                && !new BatchSeal(record.author(), (int) inBatch.size(), batch.get(), signature.get()).verifies())
            return Optional.of("the batch is not signed by " + record.author());
        if (!inAnchor.proves(Merkle.leaf(batch.get()), anchor.root()))
            return Optional.of("the paths do not lead from the record to the anchor's root " + anchor.root());
        if (!anchor.verifies(chainId))
            return Optional.of("the anchor is not signed by " + anchor.author() + " for chain " + chainId);
        if (!ledger.payload().equals(anchor.payload().hash()))
            return Optional.of("the chain's proof is of " + ledger.payload() + ", not of the anchor "
                    + anchor.payload().hash());
        if (ledger.section() != Section.ANCHORS && ledger.section() != Section.ALL)
            return Optional.of("an anchor does not stand in the section " + ledger.section());
        return Optional.empty();
    }
}
