/**
 * Simulation in JUnit 5 tests of any Akka actors: {@link dev.darm.sim.junit.Simulated} runs a test once for each seed. JUnit
 * itself comes from the user; DARM's jar has none of it.
 *
 * <p>Read first: {@link dev.darm.sim.junit.Simulated}; {@code docs/testing-your-actors.md} shows how to set a build up.
 */
@NullMarked
package dev.darm.sim.junit;

import org.jspecify.annotations.NullMarked;
