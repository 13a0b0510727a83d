package dev.darm.consolidation;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.function.Consumer;

/** Takes one reply and stops: for a request whose reply must be told together with what the asker knew then. */
final class Once {

    private Once() {}

    /** {@code then} runs in the child, so it may only tell. */
    static <T> Behavior<T> create(Consumer<T> then) {
        return Behaviors.receiveMessage(reply -> {
            then.accept(reply);
            return Behaviors.stopped();
        });
    }
}
