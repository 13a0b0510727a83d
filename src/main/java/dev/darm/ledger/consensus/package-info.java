/**
 * Consensus on one value a height: Algorithm 1 of "The latest gossip on BFT consensus" (arXiv 1807.04938), rule by rule.
 *
 * <p>{@link dev.darm.ledger.consensus.ConsensusCore} is one validator's state machine: plain Java that opens no file,
 * reads no clock and knows no actor. What happens to it is an {@link dev.darm.ledger.consensus.Input}; what it wants done
 * comes back as effects: records to make durable, messages to send, timers, a value to fetch, a decision. The actor around
 * it is {@link dev.darm.ledger.Validator}; tests drive it with words instead of blocks.
 *
 * <p>Words: <em>offer</em> (a proposal of any kind of value), <em>polka</em> (prevotes of more than two thirds of the
 * power for one value in one round), <em>lock</em> (the value this validator last precommitted), <em>valid value</em> (the
 * last one that it saw a polka for), <em>nil</em> (a vote for no value, the empty {@code Optional}), <em>quorum</em> (2f +
 * 1 of 3f + 1, by power). "Line n" is the line of Algorithm 1.
 *
 * <p>Invariants: a record is durable before the message that it describes leaves; per height, round and type a validator
 * signs one content, also over restarts; a lock is given up only for a later polka, never for nil; of an equivocator the
 * first vote counts.
 *
 * <p>Read first: {@link dev.darm.ledger.consensus.Rule}, then {@link dev.darm.ledger.consensus.ConsensusCore}.
 */
@NullMarked
package dev.darm.ledger.consensus;

import org.jspecify.annotations.NullMarked;
