package dev.darm.node;

import akka.actor.ClassicActorSystemProvider;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.javadsl.Adapter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Whether the node is ready for work and alive, for Akka Management's {@code /ready} and {@code /alive}. The guardian says
 * how to find out; before it does, the node is alive but not ready.
 */
public final class NodeHealth implements Extension {

    private static final Id ID = new Id();

    private record Checks(Supplier<CompletionStage<Boolean>> ready, Supplier<CompletionStage<Boolean>> alive) {}

    private volatile Checks checks =
            new Checks(() -> CompletableFuture.completedFuture(false), () -> CompletableFuture.completedFuture(true));

    private NodeHealth() {}

    public static NodeHealth of(ActorSystem<?> system) {
        return ID.apply(system);
    }

    void set(Supplier<CompletionStage<Boolean>> ready, Supplier<CompletionStage<Boolean>> alive) {
        checks = new Checks(ready, alive);
    }

    private static NodeHealth of(ClassicActorSystemProvider system) {
        return of(Adapter.toTyped(system.classicSystem()));
    }

    /** Up in the cluster, the validator open, long-term memory at the chain's height. */
    public static final class Ready implements Supplier<CompletionStage<Boolean>> {

        private final NodeHealth health;

        /** Akka Management calls this by reflection. */
        public Ready(akka.actor.ActorSystem system) {
            health = of(system);
        }

        @Override
        public CompletionStage<Boolean> get() {
            return health.checks.ready().get();
        }
    }

    /** The guardian answers. */
    public static final class Alive implements Supplier<CompletionStage<Boolean>> {

        private final NodeHealth health;

        /** Akka Management calls this by reflection. */
        public Alive(akka.actor.ActorSystem system) {
            health = of(system);
        }

        @Override
        public CompletionStage<Boolean> get() {
            return health.checks.alive().get();
        }
    }

    private static final class Id extends ExtensionId<NodeHealth> {

        @Override
        public NodeHealth createExtension(ActorSystem<?> system) {
            return new NodeHealth();
        }
    }
}
