package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.StoredEvent;
import dev.darm.codec.StoredTypes;
import java.util.Map;
import java.util.function.Function;

/** What the journal and the snapshot store keep of short-term memory. */
public final class MemoryStored implements StoredTypes {

    @Override
    public Map<String, Function<ByteReader, ? extends StoredEvent>> readers() {
        return Map.of(
                StmRemembered.MANIFEST, StmRemembered::read,
                StmReinforced.MANIFEST, StmReinforced::read,
                StmMarked.MANIFEST, StmMarked::read,
                StmForgotten.MANIFEST, StmForgotten::read,
                StmClock.MANIFEST, StmClock::read,
                StmSnapshot.MANIFEST, StmSnapshot::read);
    }
}
