package dev.darm.branch;

import dev.darm.codec.Hash;

/** A visible record in memory. */
final class DagNode {

    SignedRecord signed;
    final Strand strand;

    /** How many visible records name it. */
    int children;

    /** It lies in a sealed segment; here it stays only while it is a head or the last of its strand. */
    boolean sealed;

    /** One bit a replica that is known to have it. */
    long acks;

    DagNode(SignedRecord signed, Strand strand) {
        this.signed = signed;
        this.strand = strand;
    }

    Hash id() {
        return signed.id();
    }

    BranchRecord record() {
        return signed.record();
    }

    boolean isNeeded() {
        return children == 0 || strand.last() == this;
    }

    static int compare(DagNode one, DagNode other) {
        return BranchRecord.compare(one.record(), other.record());
    }
}
