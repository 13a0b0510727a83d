package dev.darm.node;

import akka.actor.typed.javadsl.ActorContext;
import java.util.concurrent.CompletableFuture;

/** The actors of a node, by its roles, and who knows whom. */
final class NodeActors {

    private NodeActors() {}

    static NodeGuardian.Ready start(
            ActorContext<NodeGuardian.Command> context, NodeConfig config, NodeMaterial material, String token) {
        return () -> CompletableFuture.completedFuture(true);
    }
}
