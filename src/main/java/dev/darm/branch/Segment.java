package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.Merkle;
import java.util.List;

/**
 * A sealed run of a branch in canonical order: every ancestor of its records lies in it or in an earlier segment. Its root is
 * the RFC 6962 root whose leaves hold the ids.
 */
public final class Segment implements Canonical {

    public static final int MAX_RECORDS = 1024;

    /** A segment is full when one more record would make it longer than this. One record always fits. */
    public static final int MAX_BYTES = 1 << 20;

    private static final int KIND = 0x76;
    private static final int VERSION = 2;

    private final String branch;
    private final List<SignedRecord> records;
    private final Hash root;

    private Segment(String branch, List<SignedRecord> records) {
        this.branch = branch;
        this.records = List.copyOf(records);
        if (records.isEmpty() || records.size() > MAX_RECORDS)
            throw new IllegalArgumentException("a segment has 1 to " + MAX_RECORDS + " records, not " + records.size());
        for (int i = 0; i < records.size(); i++) {
            BranchRecord record = records.get(i).record();
            if (!record.branch().equals(branch))
                throw new IllegalArgumentException(record + " in a segment of " + branch);
            if (i > 0 && BranchRecord.compare(records.get(i - 1).record(), record) >= 0)
                throw new IllegalArgumentException("the records of a segment stand in canonical order");
        }
        this.root = Merkle.root(
                records.stream().map(signed -> BatchSeal.leaf(signed.record())).toList());
    }

    /** The segment of {@code records}, at least one. */
    public static Segment of(List<SignedRecord> records) {
        return new Segment(records.getFirst().record().branch(), records);
    }

    /** Version 1 has each record with its own proof. */
    public static Segment read(ByteReader from) {
        int version = from.expectUpTo("segment", KIND, VERSION);
        String branch = from.text();
        HybridTime first = HybridTime.read(from);
        HybridTime last = HybridTime.read(from);
        Hash root = from.hash();
        List<SignedRecord> records = version == 1
                ? from.list(SignedRecord::read)
                : SignedRecords.read(from).all();
        Segment segment = from.valid(() -> new Segment(branch, records));
        if (!segment.root.equals(root)) throw from.malformed("the root is not that of the records");
        if (!segment.first().equals(first) || !segment.last().equals(last))
            throw from.malformed("the times are not those of the first and the last record");
        return segment;
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).text(branch);
        first().write(to);
        last().write(to);
        new SignedRecords(records).write(to.hash(root));
    }

    public String branch() {
        return branch;
    }

    public List<SignedRecord> records() {
        return records;
    }

    public Hash root() {
        return root;
    }

    /** The time of the first record. */
    public HybridTime first() {
        return records.getFirst().record().time();
    }

    /** The time of the last record. */
    public HybridTime last() {
        return records.getLast().record().time();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Segment segment && records.equals(segment.records);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    @Override
    public String toString() {
        return "segment of " + records.size() + " in " + branch + ", root " + root.brief();
    }
}
