package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.StoredEvent;
import dev.darm.codec.StoredTypes;
import java.util.Map;
import java.util.function.Function;

/** The stored events of consolidation by manifest. */
public final class ConsolidationStored implements StoredTypes {

    @Override
    public Map<String, Function<ByteReader, ? extends StoredEvent>> readers() {
        return Map.ofEntries(
                Map.entry(ConsolidatorEvent.NominationOpened.MANIFEST, ConsolidatorEvent.NominationOpened::read),
                Map.entry(ConsolidatorEvent.NominationClosed.MANIFEST, ConsolidatorEvent.NominationClosed::read),
                Map.entry(ConsolidatorEvent.NominationSettled.MANIFEST, ConsolidatorEvent.NominationSettled::read),
                Map.entry(ConsolidatorEvent.BallotCast.MANIFEST, ConsolidatorEvent.BallotCast::read),
                Map.entry(ConsolidatorEvent.RetractionsNoted.MANIFEST, ConsolidatorEvent.RetractionsNoted::read),
                Map.entry(ConsolidatorEvent.RetractionsDropped.MANIFEST, ConsolidatorEvent.RetractionsDropped::read),
                Map.entry(EditionSigned.MANIFEST, EditionSigned::read),
                Map.entry(ConsolidatorSnapshot.MANIFEST, ConsolidatorSnapshot::read));
    }
}
