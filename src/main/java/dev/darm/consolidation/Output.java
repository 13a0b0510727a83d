package dev.darm.consolidation;

import dev.darm.codec.Hash;
import java.util.List;

/** What a {@link ConsolidatorCore} sends to other heads or has this node's actors do. */
public sealed interface Output {

    /** To a head: judge this. */
    record Nominate(Nomination nomination, List<Disclosure> disclosures) implements Output {}

    /** To a proposer: this head's votes. */
    record Cast(Ballot ballot) implements Output {}

    /** Find at most {@code max} claims to nominate, and what long-term memory says of these retractions. */
    record FindEligible(int max, List<ClaimBody> retractions) implements Output {}

    /** Fetch the passages, re-read them, ask the knowledge graph, keep the bodies; answer {@link Input.Judged}. */
    record Judge(Nomination nomination, List<Disclosure> disclosures) implements Output {}

    /** Give this record to the validator. */
    record Submit(ConsolidationRecord record) implements Output {}

    /** Tell short-term memory how these claims stand. */
    record Mark(Standing standing, List<Hash> claimIds) implements Output {}

    /** A nomination or ballot was refused; for the log. */
    record Refused(String from, String why) implements Output {}

    /** How a claim of short-term memory stands in consolidation (the seed's CDCP states). */
    enum Standing {
        /** Heads are voting on it. */
        VOTING,
        /** It may be nominated again. */
        PENDING,
        /** A quorum said NO. */
        REJECTED
    }
}
