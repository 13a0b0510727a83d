package dev.darm.knowledge;

import dev.darm.codec.WireTypes;
import java.util.List;

/** The values of knowledge that occur in messages between nodes; ids from 600. Append only. */
public final class KnowledgeWire implements WireTypes {

    @Override
    public int firstId() {
        return 600;
    }

    @Override
    public List<Class<?>> classes() {
        return List.of(
                Verdict.class,
                Grounding.class,
                Grounding.Kind.class,
                Conflict.class,
                Contradiction.Rule.class,
                Validity.class,
                Validity.Stage.class,
                Validity.Result.class,
                KnowledgeCounts.class);
    }
}
