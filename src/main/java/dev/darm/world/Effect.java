package dev.darm.world;

import java.time.Duration;

/**
 * What a core wants done, in order. {@code E} is the core's persisted event, {@code M} its own message (for timers), and
 * {@code S} what it sends or publishes; a core names its destinations by {@link Party}, so no {@code ActorRef} enters it.
 *
 * <p>The shell carries effects out in the order of the list; nothing after a {@link Persist} leaves before the event is
 * durable. A core changes its state for an event only in its {@code apply(event)}, which the shell also runs at recovery.
 */
public sealed interface Effect<E, M, S> {

    /** Make {@code event} durable, then apply it. */
    record Persist<E, M, S>(E event) implements Effect<E, M, S> {}

    /** Send {@code message} to {@code to}; may be lost. */
    record Send<E, M, S>(Party to, S message) implements Effect<E, M, S> {}

    /** Give {@code message} back to this core after {@code delay}; a timer of the same {@code key} is replaced. */
    record Schedule<E, M, S>(String key, Duration delay, M message) implements Effect<E, M, S> {}

    /** Forget the timer {@code key}. */
    record Cancel<E, M, S>(String key) implements Effect<E, M, S> {}

    /** Tell the other actors of this node. */
    record Publish<E, M, S>(S news) implements Effect<E, M, S> {}
}
