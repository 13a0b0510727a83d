/**
 * Agents: what answers a question and studies a document.
 *
 * <p>An <em>agent</em> is the actor of a node that holds an episodic buffer. It <em>studies</em> passages into claims
 * (seed 002 Algorithms 10 and 11) and is <em>asked</em> questions: it climbs the recall ladder and, where the cache does not
 * answer, <em>infers</em> from the context that recall found. There are two ways to infer. <em>Extraction</em> gives the
 * best supported claim, verbatim; it is the only way where no model server is configured. A <em>model</em> writes an
 * answer from numbered sources, and what it writes is checked against them; an answer that does not pass is replaced by the
 * extracted one, and says so.
 *
 * <p>Invariants: no answer without a source; an informative term of the question that finds no support makes the agent
 * abstain and name the term (the decision on the ladder); a number or name that no cited source has never leaves in an
 * answer; a contested claim is shown with the claim that contradicts it.
 *
 * <p>Read first: {@link dev.darm.agent.Answer}, then {@link dev.darm.agent.Extraction}.
 */
@NullMarked
package dev.darm.agent;

import org.jspecify.annotations.NullMarked;
