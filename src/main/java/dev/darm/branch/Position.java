package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;

/** A place in the canonical order of a branch: by time, then id. */
record Position(HybridTime time, Hash id) implements Canonical, Comparable<Position> {

    static final Position START = new Position(HybridTime.ZERO, Hash.ZERO);

    static Position of(BranchRecord record) {
        return new Position(record.time(), record.id());
    }

    static Position read(ByteReader from) {
        return new Position(HybridTime.read(from), from.hash());
    }

    @Override
    public void write(ByteWriter to) {
        time.write(to);
        to.hash(id);
    }

    @Override
    public int compareTo(Position other) {
        int byTime = time.compareTo(other.time);
        return byTime != 0 ? byTime : id.compareTo(other.id);
    }
}
