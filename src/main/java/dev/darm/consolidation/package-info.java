/**
 * From short-term to long-term memory: what one node believes becomes what the swarm holds, when a quorum of heads that
 * each looked for itself agrees.
 *
 * <p>Realises seed 002 §5 with Algorithms 12, 13 and 14, §8.3 (temporal conflicts) and the voters' part of the validity
 * suite (§9), as decided in decision 1 to 11.
 *
 * <p>Words. A head <em>nominates</em> a batch of claims; a <em>nomination</em> names each by its <em>commitment</em>, a
 * salted hash of its <em>body</em> (claim, sources, heading). Salt and body, the <em>disclosure</em>, go to the voters and
 * rest encrypted beside the chain; the chain never sees text. A <em>ballot</em> holds one head's <em>votes</em> on all
 * items with the <em>evidence</em> of each YES. Items with a <em>quorum</em> stand, with the ballots, in a <em>record</em>;
 * a block that holds it makes them long-term memory. An item promotes a claim, <em>withdraws</em> sources that no longer
 * say it, or <em>challenges</em> entries that it contradicts, which opens a <em>contest</em>: both sides are contested until
 * further <em>evidence</em> for one of them, or the time, decides it and the loser is <em>superseded</em>. An item that
 * <em>resolves</em> only makes the chain move when the time is over. What fails the validity suite at commit is
 * <em>quarantined</em>.
 *
 * <p>A new version of the encoder's corpus statistics goes the same way, in small: the chain says when a version is
 * <em>due</em> and up to which height it is learned; heads sign an <em>edition</em> that each learned for itself, and a
 * record with a quorum of those ballots puts it into effect ({@link dev.darm.consolidation.LearnerCore}).
 *
 * <p>A <em>tombstone</em> names commitments that a quorum of heads <em>consents</em> to forget: their keys are destroyed, the
 * hashes stay ({@link dev.darm.consolidation.Forgetting}, {@link dev.darm.consolidation.BodyKeys}).
 *
 * <p>Invariants.
 *
 * <ul>
 *   <li>A quorum is ⌈τ_c × enrolled heads⌉ YES, whoever answered; every validator recomputes it from the signed ballots.
 *   <li>No YES without a passage that the voter fetched by its hash and read the very claim from, and without the body
 *       durable at the voter.
 *   <li>A ballot is durable before it leaves; a nomination always gets the same one.
 *   <li>A head never says YES to two contradicting claims while both nominations are open, so no two are both promoted as
 *       long as fewer than a third of the heads lie (P40). A nomination is open until long-term memory here has applied its
 *       record, or the chain is more than the ballot window above the nomination, when every node takes the record for void.
 *   <li>Of several heads that nominate one claim at once, the nomination with the smallest id gets everybody's vote.
 *   <li>Long-term memory is a function of the chain and the bodies, whatever the order in which bodies arrive; who wins a
 *       contest, of the chain alone as long as no source is withdrawn.
 *   <li>An evidence-vote is a YES in a record with a quorum, and counts when it names a passage that no vote of its contest
 *       has named. A contest is over with the vote that makes {@code contest-votes}, or with the first block whose time is
 *       {@code contest-period} after it opened, before what that block says.
 * </ul>
 *
 * <p>Limits. A claim in several contests brings its further sources to one of them only. When a proposer is lost for good with a nomination open, claims that contradict it wait until the chain
 * has grown by the ballot window. Openings of a node's own open nominations and claims that it agreed to stand in its
 * journal in the clear until the next snapshot, and until the segment gives way; forgetting does not reach them.
 *
 * <p>Read first: {@link dev.darm.consolidation.ConsolidationRecord}, {@link dev.darm.consolidation.Quorum}, {@link
 * dev.darm.consolidation.ConsolidatorCore}, {@link dev.darm.consolidation.Fold}, then the actors {@link dev.darm.consolidation.Consolidator} and {@link
 * dev.darm.consolidation.LongTermMemory}.
 */
@NullMarked
package dev.darm.consolidation;

import org.jspecify.annotations.NullMarked;
