/**
 * What a run did, step by step, and whether two runs did the same.
 *
 * <p>Words. An <em>event</em> is one thing that happened to one machine: a delivery, a timer, a write to disk, a fault. The
 * <em>rolling hash</em> is 64 bits over every event so far, in order; two runs with the same rolling hash at the same event
 * did the same until there. A <em>checkpoint</em> is the rolling hash at every 1,024th step: two runs are compared by
 * bisection over their checkpoints, without any trace. The <em>ring</em> holds the last 100,000 events of a run. A
 * <em>trace</em> is the file with every event; it names the scenario, the seed and the commit, so that it replays.
 *
 * <p>Invariants. Recording changes nothing: what costs more than an interned name (a {@code note}) is asked for only when
 * somebody records, and is no part of the hash, so a run has the same hash with a trace and without. Once different, two
 * rolling hashes stay different, because each step of the hash is a bijection; this is what makes bisection exact. A trace
 * that was cut short says so and is never taken for a whole one.
 *
 * <p>Everything here is used by the one thread of the run. Read first: {@link dev.darm.sim.trace.TraceRecorder}.
 */
@NullMarked
package dev.darm.sim.trace;

import org.jspecify.annotations.NullMarked;
