package dev.darm.consolidation;

import dev.darm.codec.WireTypes;
import java.util.List;

/** What consolidation sends between nodes. */
public final class ConsolidationWire implements WireTypes {

    @Override
    public int firstId() {
        return 300;
    }

    @Override
    public List<Class<?>> classes() {
        return List.of(
                Consolidator.Consider.class,
                Consolidator.CountBallot.class,
                Nomination.class,
                Disclosure.class,
                Ballot.class,
                LongTermMemory.FetchBodies.class,
                LongTermMemory.BodiesFetched.class,
                LongTermMemory.Contains.class,
                LongTermMemory.Contained.class,
                Learner.Consider.class,
                Learner.CountBallot.class,
                Edition.class,
                EditionBallot.class);
    }
}
