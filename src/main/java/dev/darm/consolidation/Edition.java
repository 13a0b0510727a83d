package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.encoding.CorpusStatistics;

/**
 * What heads agree on when the corpus statistics change: which version, after which, learned from what.
 *
 * @param version of the statistics, one more than that of {@code previous}, from 1
 * @param previous hash of the statistics that it follows
 * @param height up to which long-term memory was read: the texts of all claims promoted by then, whatever their standing
 * @param statistics hash of what was learned
 */
public record Edition(int version, Hash previous, long height, Hash statistics) implements Canonical {

    private static final int KIND = 0x58;
    private static final int FORMAT = 1;

    public Edition {
        if (version < 1) throw new IllegalArgumentException("an edition has a version from 1, not " + version);
        if (height < 1) throw new IllegalArgumentException("an edition is learned from height 1 on, not " + height);
    }

    static Edition of(Due due, CorpusStatistics learned) {
        return new Edition(due.version(), due.previous(), due.height(), learned.hash());
    }

    /**
     * A version that is to be learned; the chain alone says so.
     *
     * @param previous hash of the statistics in effect
     * @param height up to which long-term memory is to be read
     */
    public record Due(int version, Hash previous, long height) {}

    public static Edition read(ByteReader from) {
        from.expect("edition of the corpus statistics", KIND, FORMAT);
        return from.valid(() -> new Edition(from.i32(), from.hash(), from.i64(), from.hash()));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(FORMAT).i32(version).hash(previous).i64(height).hash(statistics);
    }
}
