package dev.darm.sim.agent;

import java.util.concurrent.TimeoutException;
import scala.concurrent.Future;
import scala.concurrent.duration.Duration;

/** Waits for Scala's futures in virtual time; apart, so that {@link Seam} loads where there is no Scala. */
final class ScalaWait {

    private ScalaWait() {}

    static void until(Surroundings here, Object awaitable, Object atMost) throws TimeoutException {
        if (!(awaitable instanceof Future<?> future) || !(atMost instanceof Duration limit))
            throw here.leak("a wait for a " + awaitable.getClass().getName());
        if (future.isCompleted()) return;
        long nanos = limit.isFinite() ? limit.toNanos() : Long.MAX_VALUE;
        if (!here.await(future::isCompleted, nanos))
            throw new TimeoutException("Future timed out after [" + limit + "]");
    }
}
