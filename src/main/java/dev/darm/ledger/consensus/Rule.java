package dev.darm.ledger.consensus;

/**
 * The rules of Algorithm 1 that wait for messages, in the order in which {@link ConsensusCore} tries them. The paper
 * leaves the order open. Deciding comes first, because nothing else matters afterwards; moving to a later round comes
 * before acting in this one; line 36 comes before lines 34 and 44, so that no timer is started on the happy path.
 */
public enum Rule {
    /** Lines 49–54: an offer and a quorum of precommits for it, in any round. */
    DECIDE,
    /** The fast path: an offer and so many prevotes for it, in any round, that no precommits are needed. */
    DECIDE_FAST,
    /** Line 55: messages of a later round from more than a third of the power. */
    SKIP_ROUND,
    /** The fast path, in place of lines 14–18 after round 0: statements that admit a value. */
    PROPOSE_ADMITTED,
    /** Lines 22–27: a fresh offer of this round. */
    PREVOTE_FRESH,
    /** Lines 28–33: an offer of this round with a polka in an earlier one. */
    PREVOTE_REPEATED,
    /** The fast path, in place of lines 22–33 after round 0: an offer of this round and endorsements of it from more than a third. */
    PREVOTE_ENDORSED,
    /** The fast path: an offer of this round whose statements admit its value. */
    ENDORSE,
    /** Lines 36–43: an offer and a polka for it in this round. */
    LOCK,
    /** Lines 44–46: a quorum of prevotes for nil in this round. */
    PRECOMMIT_NIL,
    /** Lines 34–35: a quorum of prevotes of any kind in this round. */
    AWAIT_PREVOTES,
    /** Lines 47–48: a quorum of precommits of any kind in this round. */
    AWAIT_PRECOMMITS
}
