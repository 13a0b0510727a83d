package dev.darm.sim.engine;

import akka.dispatch.AbstractNodeQueue;
import akka.dispatch.Mailbox;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the next steps will touch into the cache: with a hundred thousand actors, a step's mailbox, message and actor all
 * lie in memory, and each leads to the next. Several steps' objects are asked for side by side here, so that the waits overlap.
 */
final class Nearby {

    private Nearby() {}

    /** Looks at the objects of {@code works} and changes nothing; what it returns only keeps the looking from being optimised away. */
    static int bring(@Nullable Runnable[] works) {
        int seen = 0;
        for (Runnable work : works) if (work instanceof Mailbox box && box.actor() != null) seen++;
        for (Runnable work : works) {
            if (!(work instanceof Mailbox box)) continue;
            if (box.messageQueue() instanceof AbstractNodeQueue<?> queue && queue.get() != null) seen++;
            if (box.actor().currentMessage() != null) seen++;
        }
        for (Runnable work : works) {
            if (!(work instanceof Mailbox box)) continue;
            if (box.messageQueue() instanceof AbstractNodeQueue<?> queue && queue.peek() != null) seen++;
            Object actor = box.actor().actor();
            if (actor != null && actor.getClass() == Object.class) seen++;
        }
        return seen;
    }
}
