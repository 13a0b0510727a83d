package dev.darm.consolidation;

import dev.darm.encoding.CorpusStatistics;
import dev.darm.ledger.ValidatorSet;

/** What a {@link LearnerCore} is told: by other heads, by this node's actors, by its own timer. */
public sealed interface LearnerInput {

    /** The chain has grown so far that this version is to be learned. */
    record VersionDue(Edition.Due due) implements LearnerInput {}

    /** A block made this version the one in effect. */
    record InEffect(int version) implements LearnerInput {}

    /** What this head learned from its own long-term memory. */
    record Learned(Edition.Due due, CorpusStatistics statistics) implements LearnerInput {}

    /** Bodies are missing here, or long-term memory did not answer: later. */
    record NotLearned(Edition.Due due) implements LearnerInput {}

    /** The head {@code proposer} asks for a ballot on {@code edition}. */
    record Asked(String proposer, Edition edition) implements LearnerInput {}

    record BallotArrived(EditionBallot ballot) implements LearnerInput {}

    /** These heads decide from now on. */
    record HeadsAre(ValidatorSet heads) implements LearnerInput {}

    record Tick() implements LearnerInput {}
}
