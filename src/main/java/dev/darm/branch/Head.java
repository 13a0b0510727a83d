package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;

/**
 * How far a replica's copy of a branch is.
 *
 * @param sequence counts the replica's announcements for the branch, from 1
 * @param root the RFC 6962 root over the sorted ids of the heads there
 * @param records how many records are visible there, 0 or more
 */
public record Head(long sequence, Hash root, long records) implements Canonical, Comparable<Head> {

    public Head {
        if (sequence < 1) throw new IllegalArgumentException("a head's sequence is 1 or more: " + sequence);
        if (records < 0) throw new IllegalArgumentException("a branch has 0 records or more: " + records);
    }

    public static Head read(ByteReader from) {
        long sequence = from.i64();
        Hash root = from.hash();
        long records = from.i64();
        return from.valid(() -> new Head(sequence, root, records));
    }

    @Override
    public void write(ByteWriter to) {
        to.i64(sequence).hash(root).i64(records);
    }

    @Override
    public int compareTo(Head other) {
        int bySequence = Long.compare(sequence, other.sequence);
        if (bySequence != 0) return bySequence;
        int byRoot = root.compareTo(other.root);
        return byRoot != 0 ? byRoot : Long.compare(records, other.records);
    }
}
