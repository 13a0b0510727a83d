package dev.darm.knowledge;

import dev.darm.memory.SourceRef;
import java.util.List;

/**
 * What a claim rests on for this node (the type that Algorithm 13's DFS audit returns).
 *
 * @param sources the passages found, sorted; empty when there are none
 */
public record Grounding(Kind kind, List<SourceRef> sources) {

    /** Where the evidence comes from. */
    public enum Kind {
        /** This node fetched a passage by its hash and read the claim from it. */
        OWN_SOURCE,
        /** The swarm agreed on the claim, and its standing is not lost. */
        LONG_TERM,
        /** No evidence of its own: never a reason for a YES. */
        NONE
    }

    public static final Grounding NONE = new Grounding(Kind.NONE, List.of());

    public Grounding {
        sources = List.copyOf(sources);
    }

    public boolean grounded() {
        return kind != Kind.NONE;
    }

    /** Distinct documents among the sources. */
    public int origins() {
        return (int) sources.stream().map(SourceRef::uri).distinct().count();
    }
}
