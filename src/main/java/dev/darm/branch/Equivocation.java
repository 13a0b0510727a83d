package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;

/**
 * The proof that an author continued its history in a branch twice: two different signed records of one sequence, or after
 * one previous record. It needs nothing beside itself, and an honest author cannot be framed by it.
 *
 * @param one the record with the lower id
 */
public record Equivocation(SignedRecord one, SignedRecord other) implements Canonical {

    private static final int KIND = 0x73;
    private static final int VERSION = 1;

    public Equivocation {
        BranchRecord left = one.record();
        BranchRecord right = other.record();
        if (left.id().compareTo(right.id()) >= 0)
            throw new IllegalArgumentException("evidence holds two different records, the lower id first");
        if (!left.author().equals(right.author()) || !left.branch().equals(right.branch()))
            throw new IllegalArgumentException("evidence holds two records of one author in one branch");
        boolean oneSequence = left.sequence() == right.sequence();
        boolean onePrevious = left.previous().isPresent() && left.previous().equals(right.previous());
        if (!oneSequence && !onePrevious)
            throw new IllegalArgumentException("the records share neither their sequence nor their previous record");
    }

    /** The evidence of two records, in either order. */
    public static Equivocation of(SignedRecord one, SignedRecord other) {
        return one.id().compareTo(other.id()) < 0 ? new Equivocation(one, other) : new Equivocation(other, one);
    }

    public static Equivocation read(ByteReader from) {
        from.expect("equivocation", KIND, VERSION);
        SignedRecord one = SignedRecord.read(from);
        SignedRecord other = SignedRecord.read(from);
        return from.valid(() -> new Equivocation(one, other));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        one.write(to);
        other.write(to);
    }

    /** Whether the author signed both. */
    public boolean verifies() {
        return one.verifies() && other.verifies();
    }
}
