/**
 * Branch ledgers: signed records in a directed acyclic graph that goes on through partitions and merges by rules.
 *
 * <p>Realises seed 000 §5.4, §8.1 and §15.2. <em>Words.</em> A <em>branch</em> is a name under which authors append. A
 * <em>record</em> is what one author said once; it names its <em>parents</em>, the records that it builds on, and the
 * author's <em>previous</em> record; both are its <em>ancestors</em>. A <em>head</em> is a record that no other names. A
 * <em>batch</em> is up to 1,024 records of an author under one signature. The <em>canonical order</em> is by time, then id.
 * An author that continues one record twice <em>equivocates</em>; its history then has <em>forks</em>, held as
 * <em>strands</em>. A record is <em>stable</em> when every known replica has it; stable records are <em>sealed</em> in
 * segments and leave memory.
 *
 * <p><em>Invariants.</em> A record is visible only with all its ancestors. A record's time is later than that of each
 * ancestor, so the canonical order is a causal one whatever the order of arrival. Replicas with the same records have the
 * same heads, order, merges and evidence, byte for byte. All walks are iterative, all buffers bounded.
 *
 * <p>Everything but {@link dev.darm.branch.BranchHeads} is plain Java: time is a parameter, effects are data. Formats,
 * rules and figures: {@code docs/branch.md}. Read first: {@link dev.darm.branch.BranchRecord}, {@link
 * dev.darm.branch.BranchDag}, {@link dev.darm.branch.Merges}, {@link dev.darm.branch.Sync}.
 */
@NullMarked
package dev.darm.branch;

import org.jspecify.annotations.NullMarked;
