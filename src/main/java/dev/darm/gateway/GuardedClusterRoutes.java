package dev.darm.gateway;

import akka.actor.ExtendedActorSystem;
import akka.cluster.Cluster;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.management.cluster.javadsl.ClusterHttpManagementRoutes;
import akka.management.javadsl.ManagementRouteProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;

/**
 * Akka Management's cluster routes ({@code /cluster/members} and so on): whoever reads the port reads them, and what
 * changes the cluster (join, leave, down, prepare a shutdown) needs the token.
 */
public final class GuardedClusterRoutes extends AllDirectives implements ManagementRouteProvider {

    private final ExtendedActorSystem system;

    /** Akka Management calls this by reflection. */
    public GuardedClusterRoutes(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        GatewayDoor door = GatewayDoor.of(system);
        Cluster cluster = Cluster.get(system);
        Route read = ClusterHttpManagementRoutes.readOnly(cluster);
        Route all = ClusterHttpManagementRoutes.all(cluster);
        return extractUnmatchedPath(path -> !path.startsWith("/cluster")
                ? reject()
                : extractRequest(request -> {
                    if (request.method().isSafe()) return read;
                    try {
                        door.authorize(request.getHeader("Authorization").map(header -> header.value()));
                    } catch (Refusal refusal) {
                        request.discardEntityBytes(system);
                        return complete(Replies.refusal(refusal));
                    }
                    return all;
                }));
    }
}
