package dev.darm.consolidation;

/** What a {@link LearnerCore} sends to other heads or has this node's actors do. */
public sealed interface LearnerOutput {

    /** Learn from this node's long-term memory; answered by {@link LearnerInput.Learned} or {@link LearnerInput.NotLearned}. */
    record Learn(Edition.Due due) implements LearnerOutput {}

    /** To a head: your ballot on this, if you learned the same. */
    record Ask(Edition edition) implements LearnerOutput {}

    /** To a proposer: this head's ballot. */
    record Cast(EditionBallot ballot) implements LearnerOutput {}

    /** Give this record to the validator. */
    record Submit(StatisticsRecord record) implements LearnerOutput {}

    /** A request or ballot was refused, or a ballot withheld; for the log. */
    record Refused(String from, String why) implements LearnerOutput {}
}
