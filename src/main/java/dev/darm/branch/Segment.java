package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.Merkle;
import java.util.List;

/**
 * A sealed run of a branch in canonical order: every ancestor of its records lies in it or in an earlier segment.
 *
 * @param root the RFC 6962 root whose leaves hold the ids
 */
public record Segment(String branch, List<SignedRecord> records, Hash root) implements Canonical {

    public static final int MAX_RECORDS = 1024;

    /** A segment is full when one more record would make it longer than this. One record always fits. */
    public static final int MAX_BYTES = 1 << 20;

    private static final int KIND = 0x76;
    private static final int VERSION = 1;

    public Segment {
        records = List.copyOf(records);
        if (records.isEmpty() || records.size() > MAX_RECORDS)
            throw new IllegalArgumentException("a segment has 1 to " + MAX_RECORDS + " records, not " + records.size());
        for (int i = 0; i < records.size(); i++) {
            BranchRecord record = records.get(i).record();
            if (!record.branch().equals(branch))
                throw new IllegalArgumentException(record + " in a segment of " + branch);
            if (i > 0 && BranchRecord.compare(records.get(i - 1).record(), record) >= 0)
                throw new IllegalArgumentException("the records of a segment stand in canonical order");
        }
        if (!root.equals(rootOf(records))) throw new IllegalArgumentException("the root is not that of the records");
    }

    /** The segment of {@code records}, at least one. */
    public static Segment of(List<SignedRecord> records) {
        return new Segment(records.getFirst().record().branch(), records, rootOf(records));
    }

    private static Hash rootOf(List<SignedRecord> records) {
        return Merkle.root(
                records.stream().map(signed -> BatchSeal.leaf(signed.record())).toList());
    }

    public static Segment read(ByteReader from) {
        from.expect("segment", KIND, VERSION);
        String branch = from.text();
        HybridTime first = HybridTime.read(from);
        HybridTime last = HybridTime.read(from);
        Hash root = from.hash();
        List<SignedRecord> records = from.list(SignedRecord::read);
        Segment segment = from.valid(() -> new Segment(branch, records, root));
        if (!segment.first().equals(first) || !segment.last().equals(last))
            throw from.malformed("the times are not those of the first and the last record");
        return segment;
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).text(branch);
        first().write(to);
        last().write(to);
        to.hash(root).list(records);
    }

    /** The time of the first record. */
    public HybridTime first() {
        return records.getFirst().record().time();
    }

    /** The time of the last record. */
    public HybridTime last() {
        return records.getLast().record().time();
    }
}
