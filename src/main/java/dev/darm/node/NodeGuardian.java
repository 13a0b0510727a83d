package dev.darm.node;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The root of a node's actors: starts those of its roles, and stops the node in order when one that it cannot do without
 * fails, so that the service manager starts it afresh rather than leave it half alive.
 */
public final class NodeGuardian extends AbstractBehavior<NodeGuardian.Command> {

    public sealed interface Command {}

    private record Ping(ActorRef<Boolean> replyTo) implements Command {}

    private static final Duration PING_TIMEOUT = Duration.ofSeconds(2);

    /** Starts the actors of a node as children of the guardian. */
    @FunctionalInterface
    public interface Actors {
        /** Starts them, and returns how to find out whether the node is ready. */
        Ready start(ActorContext<Command> context) throws Exception;
    }

    /** Whether the node is ready. */
    @FunctionalInterface
    public interface Ready {
        CompletionStage<Boolean> check();
    }

    public static Behavior<Command> create(Actors actors) {
        return Behaviors.setup(context -> new NodeGuardian(context, actors));
    }

    private NodeGuardian(ActorContext<Command> context, Actors actors) {
        super(context);
        try {
            Ready ready = actors.start(context);
            NodeHealth.of(context.getSystem()).set(ready::check, this::alive);
            context.getChildren().forEach(context::watch);
        } catch (Exception e) {
            stop("starting", e);
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Ping.class, ping -> {
                    ping.replyTo().tell(true);
                    return this;
                })
                // a failed child is a terminated one too, so it goes first
                .onSignal(
                        ChildFailed.class, failed -> stop(failed.getRef().path().name(), failed.cause()))
                .onSignal(Terminated.class, ended -> stop(ended.getRef().path().name(), null))
                .build();
    }

    private CompletionStage<Boolean> alive() {
        return AskPattern.<Command, Boolean>ask(
                getContext().getSystem().unsafeUpcast(),
                Ping::new,
                PING_TIMEOUT,
                getContext().getSystem().scheduler());
    }

    private Behavior<Command> stop(String actor, @Nullable Throwable cause) {
        StopReason reason = StopReason.after(actor, cause);
        // of a disk that fails the message says all; where the code stood would only hide it
        getContext()
                .getLog()
                .error(
                        "the node stops with exit code {}: {}",
                        reason.exitCode().code(),
                        reason.why(),
                        reason instanceof StopReason.DamagedData ? null : cause);
        CoordinatedShutdown.get(getContext().getSystem()).run(reason);
        return this;
    }
}
