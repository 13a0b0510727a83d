package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.memory.Claim;
import dev.darm.memory.SourceRef;
import java.time.Instant;
import java.util.List;

/** What a head found out about one nominated item, from passages that it fetched itself and its own knowledge. */
public sealed interface Finding {

    /** No node that holds a passage or document answered, or only an outdated version was to be had. */
    record Unavailable() implements Finding {}

    /** The sources do not say it as stated. */
    record Ungrounded(String why) implements Finding {}

    /** The nominated bytes fail the first three stages of the validity suite. */
    record Invalid(String why) implements Finding {}

    /** Long-term memory here does not know the entry that the item is about. */
    record UnknownTarget() implements Finding {}

    /**
     * Every stated source says it.
     *
     * @param bfsScore of the traversal with k = 2, 0 to 1
     * @param worstConflict weight of the heaviest conflict in the voter's knowledge, 0 to 1
     * @param uncertainty u_ep of the voter's reading, 0 to 1
     * @param targets the claims of the item's targets
     */
    record Grounded(double bfsScore, double worstConflict, double uncertainty, List<Claim> targets) implements Finding {
        public Grounded {
            targets = List.copyOf(targets);
        }
    }

    /**
     * Every stated source says it, it is one side of an open contest, and some of the passages were not named there.
     *
     * @param salt of the contest
     * @param uncertainty u_ep of the voter's reading, 0 to 1
     * @param fresh the sources with those passages
     */
    record Supports(Hash salt, double uncertainty, List<SourceRef> fresh) implements Finding {
        public Supports {
            fresh = List.copyOf(fresh);
        }
    }

    /** Evidence for a side of an open contest, all of which was named there before or is what that side rests on. */
    record NotNew() implements Finding {}

    /** Long-term memory here knows no such contest, or it is over. */
    record NoContest() implements Finding {}

    /** An open contest whose time is over, or will be, at {@code at}. */
    record DueAt(Instant at) implements Finding {}

    /** The current version of a document still makes the claim that is to be withdrawn. */
    record StillSaid(String uri) implements Finding {}

    /** No current version of the stated documents makes the claim any longer. */
    record Gone() implements Finding {}
}
