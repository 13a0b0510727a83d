package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.ledger.ValidatorSet;
import java.util.List;

/** What a {@link ForgettingCore} is told and what it says. */
public sealed interface ForgettingMessage {

    // ---- told

    /** An operator of this node wants these forgotten, all of which stand in the chain. Answered by {@link Outcome}. */
    record Wanted(long ticket, List<Hash> commitments, ForgetRequest.Reason reason) implements ForgettingMessage {}

    /**
     * A head asks for this head's consent.
     *
     * @param own the asking head's own consent, which proves that it is its request
     * @param stands whether all commitments stand in the chain here
     */
    record Asked(ForgetRequest request, Consent own, boolean stands) implements ForgettingMessage {}

    record Consented(Consent consent) implements ForgettingMessage {}

    /** A tombstone stands in the chain. */
    record Seen(Hash request, long height) implements ForgettingMessage {}

    /** Long-term memory here has applied the chain to {@code height}. */
    record ChainAt(long height) implements ForgettingMessage {}

    /** These heads decide from now on. */
    record HeadsAre(ValidatorSet heads) implements ForgettingMessage {}

    record Again(Hash request) implements ForgettingMessage {}

    record Over(Hash request) implements ForgettingMessage {}

    // ---- said

    /** To a head: consent to this. */
    record Ask(ForgetRequest request, Consent own) implements ForgettingMessage {}

    /** To a proposer: this head consents. */
    record Give(Consent consent) implements ForgettingMessage {}

    /** Give this to the validator. */
    record Submit(Tombstone tombstone) implements ForgettingMessage {}

    /** A request of another head was refused; for the log. */
    record Refused(String from, String why) implements ForgettingMessage {}

    /** What became of a wish to forget. */
    sealed interface Outcome extends ForgettingMessage {

        /** The block at {@code height} says so, and this node has destroyed the keys, or does it next. */
        record Forgotten(List<Hash> commitments, long height) implements Outcome {

            public Forgotten {
                commitments = List.copyOf(commitments);
            }
        }

        /** Not in time; nothing is forgotten yet as far as this node knows, and asking again does no harm. */
        record Late(String why) implements Outcome {}

        /** The chain knows nothing of that name, or has forgotten it at {@code forgottenAt} already (0 when not). */
        record Unknown(long forgottenAt) implements Outcome {}
    }
}
