package dev.darm.memory;

import dev.darm.codec.WireTypes;
import java.util.List;

/** The values of memory that occur in messages between nodes; ids from 100. Append only. */
public final class MemoryWire implements WireTypes {

    @Override
    public int firstId() {
        return 100;
    }

    @Override
    public List<Class<?>> classes() {
        return List.of(
                Claim.class,
                Passage.class,
                Document.class,
                SourceRef.class,
                Triple.class,
                ExtractedClaim.class,
                LongTermEntry.class,
                LongTermEntry.Standing.class,
                Validation.class,
                StmCounts.class);
    }
}
