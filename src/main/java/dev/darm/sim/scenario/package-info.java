/**
 * What a scenario file says, and all that is done with plans of faults.
 *
 * <p>Words. A <em>scenario</em> is a HOCON file: machines, links, workload, named faults on a timeline, rates of random
 * faults, invariants, a duration. With a seed it gives a <em>plan</em>: every fault and every piece of work with its time,
 * nothing left to chance. A fault of a plan is <em>primitive</em>; a <em>compound</em> one (swizzle, rolling restart,
 * rolling upgrade, flap) becomes primitive ones when the plan is drawn. The <em>budget</em> is the voting power that may be
 * Byzantine, amnesiac, rolled back or robbed of its key, f = ⌊(N − 1) / 3⌋. The <em>core</em> is the quorum that the
 * liveness phase heals, while every other fault becomes permanent.
 *
 * <p>Invariants. Records only: the engine interprets them. The same scenario and seed give the same plan. One kind's faults
 * come from a seed of their own, so that a rate changed here moves nothing there. A plan written as a scenario reads back
 * as the same plan. Whatever is wrong in a file is refused with its file and line ({@link
 * dev.darm.sim.scenario.ScenarioError}).
 *
 * <p>Read {@link dev.darm.sim.scenario.Scenario} first, then {@link dev.darm.sim.scenario.Fault} and {@link
 * dev.darm.sim.scenario.Plan}. The format is described in {@code docs/scenarios.md}; {@code sim/} holds the files shipped.
 */
@NullMarked
package dev.darm.sim.scenario;

import org.jspecify.annotations.NullMarked;
