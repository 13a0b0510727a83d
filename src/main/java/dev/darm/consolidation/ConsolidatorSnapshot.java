package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.StoredEvent;
import java.util.List;

/** All that a consolidator must not forget, as the events that would rebuild it: open nominations and unreleased votes. */
public record ConsolidatorSnapshot(
        List<ConsolidatorEvent.NominationOpened> opened,
        List<ConsolidatorEvent.NominationClosed> closed,
        List<ConsolidatorEvent.BallotCast> votes,
        List<ClaimBody> retractions)
        implements StoredEvent {

    static final String MANIFEST = "consolidation.snapshot/1";
    private static final int KIND = 0x3A;

    public ConsolidatorSnapshot {
        opened = List.copyOf(opened);
        closed = List.copyOf(closed);
        votes = List.copyOf(votes);
        retractions = List.copyOf(retractions);
    }

    static ConsolidatorSnapshot read(ByteReader from) {
        from.expect("consolidator snapshot", KIND, 1);
        return new ConsolidatorSnapshot(
                from.list(ConsolidatorEvent.NominationOpened::read),
                from.list(ConsolidatorEvent.NominationClosed::read),
                from.list(ConsolidatorEvent.BallotCast::read),
                from.list(ClaimBody::read));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(1).list(opened).list(closed).list(votes).list(retractions);
    }

    @Override
    public String manifest() {
        return MANIFEST;
    }
}
