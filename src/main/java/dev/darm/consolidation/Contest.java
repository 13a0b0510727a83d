package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.memory.SourceRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A temporal conflict (seed 002 §8.3): a challenge that a quorum agreed on, against the entries that it names.
 *
 * @param challenge commitment of the challenge, which is also the challenger's side
 * @param salt of the challenge, by which evidence is blinded in this contest; empty while its body is not here
 * @param challenger id of the claim that challenges; empty likewise
 * @param targets commitments of the challenged entries, the old side
 * @param openedAt time of the block with the challenge
 * @param dueAt from which block time on it is decided whatever the votes
 * @param old what was voted for the old side
 * @param fresh what was voted for the challenger
 * @param named passages that votes of this contest have named, blinded
 * @param outcome how it stands
 */
public record Contest(
        Hash challenge,
        Optional<Hash> salt,
        Optional<Hash> challenger,
        List<Hash> targets,
        Instant openedAt,
        Instant dueAt,
        Side old,
        Side fresh,
        SortedSet<Hash> named,
        Outcome outcome) {

    /** Evidence-votes for one side. */
    public record Side(int votes, long scores) {

        static final Side NONE = new Side(0, 0);

        Side with(int score) {
            return new Side(votes + 1, scores + score);
        }
    }

    /** How a contest stands. */
    public enum Outcome {
        /** Evidence may still decide it. */
        OPEN,
        /** The old side had as many scores or more: the challenger is superseded. */
        KEPT,
        /** The challenger had more: what it challenged is superseded. */
        REPLACED,
        /** One side no longer stood, so there was nothing left to decide. */
        MOOT
    }

    boolean open() {
        return outcome == Outcome.OPEN;
    }

    /** Whether {@code side} is the commitment of one of the two sides. */
    boolean has(Hash side) {
        return challenge.equals(side) || targets.contains(side);
    }

    /** Those of {@code sources} whose passages no vote of this contest has named; none while its salt is unknown. */
    List<SourceRef> notNamed(List<SourceRef> sources) {
        return salt.map(key -> sources.stream()
                        .filter(source ->
                                !named.contains(Evidence.of(key, source).passage()))
                        .toList())
                .orElse(List.of());
    }
}
