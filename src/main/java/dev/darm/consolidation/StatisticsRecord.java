package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.ledger.Payload;
import java.util.List;

/**
 * A version of the corpus statistics that a quorum of heads learned alike: the content of a {@link Payload#STATISTICS}
 * payload. It holds the statistics whole, so that a node without all bodies switches as well. At most 64 KiB and about 175
 * bytes a ballot, so a thousand heads still fit in a payload.
 *
 * @param ballots in the order of the voters' keys
 */
public record StatisticsRecord(Edition edition, CorpusStatistics statistics, List<EditionBallot> ballots)
        implements Canonical {

    private static final int KIND = 0x5A;
    private static final int FORMAT = 1;

    public StatisticsRecord {
        ballots = List.copyOf(ballots);
    }

    public static StatisticsRecord read(ByteReader from) {
        from.expect("record of corpus statistics", KIND, FORMAT);
        return new StatisticsRecord(Edition.read(from), CorpusStatistics.read(from), from.list(EditionBallot::read));
    }

    /** The record in {@code payload}; throws {@link dev.darm.codec.MalformedBytes} when it is none. */
    public static StatisticsRecord of(Payload payload) {
        return ByteReader.readAll(payload.content(), StatisticsRecord::read);
    }

    @Override
    public void write(ByteWriter to) {
        edition.write(to.u8(KIND).u8(FORMAT));
        statistics.write(to);
        to.list(ballots);
    }

    public Payload payload() {
        return new Payload(Payload.STATISTICS, bytes());
    }
}
