package dev.darm.sim.junit;

import dev.darm.sim.engine.Engine;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is run in virtual time, once for each seed; each seed is a test of its own in reports. The method may have
 * parameters of these types:
 *
 * <ul>
 *   <li>{@link dev.darm.sim.ClusterPlan}: a cluster of any actors, with the seed and the order set, to add nodes to and start
 *   <li>{@link dev.darm.sim.Seeds}: the seed
 *   <li>{@link dev.darm.sim.run.RunResult}: what came of the {@link #scenario}; the test then judges it. Without this
 *       parameter a violated invariant fails the test
 * </ul>
 *
 * <p>A failure names the seed, the hash of the trace and how to run that seed again: the system property {@code
 * darm.sim.seeds} replaces the seeds of all tests. A JVM that cannot simulate fails the test and says what it lacks.
 *
 * <p>It carries the tag {@code simulated}, by which a build can run these tests in a JVM of their own. On a class, it states what its methods' own annotations leave out.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@Tag("simulated")
@ExtendWith(SimulatedTests.class)
public @interface Simulated {

    /** A scenario file, seen from where the tests run, or else a resource; DARM nodes then run it. None when empty. */
    String scenario() default "";

    /** Seeds and ranges of seeds, such as {@code 1..5} or {@code 3,7,10..12}; {@code 1} when empty. */
    String seeds() default "";

    /** How a cluster's next step is chosen. */
    Engine.Order order() default Engine.Order.RANDOM;

    /** When a scenario's run ends although the scenario goes on, such as {@code 90s} or {@code 10m}. */
    String until() default "";
}
