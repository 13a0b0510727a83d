package dev.darm.gateway;

import akka.actor.ExtendedActorSystem;
import akka.http.javadsl.marshalling.sse.EventStreamMarshalling;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.management.javadsl.ManagementRouteProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DARM's part of the management port: finds the {@link Endpoint} of a request and turns every failure into a JSON error. */
public final class GatewayRoutes extends AllDirectives implements ManagementRouteProvider {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayRoutes.class);

    private final ExtendedActorSystem system;
    private final GatewayDoor door;
    private final Handlers handlers;

    /** Akka Management calls this by reflection. */
    public GatewayRoutes(ExtendedActorSystem system) {
        GatewaySettings settings = GatewaySettings.of(system.settings().config().getConfig("darm"));
        this.system = system;
        this.door = GatewayDoor.of(system);
        this.handlers = new Handlers(system, door, settings);
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return extractUnmatchedPath(path -> path.equals("/darm") || path.startsWith("/darm/")
                ? extractRequest(request -> route(request, path))
                : reject());
    }

    private Route route(HttpRequest request, String path) {
        try {
            Endpoint.Match match = match(request, path);
            if (match.endpoint() == Endpoint.EVENTS)
                return completeOK(handlers.events(), EventStreamMarshalling.toEventStream());
            return completeWithFuture(handlers.handle(match, request).exceptionally(error -> refused(request, error)));
        } catch (RuntimeException e) {
            return complete(refused(request, e));
        }
    }

    private Endpoint.Match match(HttpRequest request, String path) {
        String method = request.method().value();
        Endpoint.Match match = Endpoint.find(method, path).orElseThrow(() -> noEndpoint(method, path));
        if (match.endpoint().changes())
            door.authorize(request.getHeader("Authorization").map(header -> header.value()));
        return match;
    }

    private HttpResponse refused(HttpRequest request, Throwable error) {
        // what is left of a refused body must not block the connection
        request.discardEntityBytes(system);
        return Replies.refusal(refusal(request, error));
    }

    private static Refusal noEndpoint(String method, String path) {
        Set<String> methods = Endpoint.methods(path);
        return methods.isEmpty()
                ? Refusal.notFound("no-such-path", "there is no " + path, "one of " + Endpoint.all())
                : new Refusal(405, "wrong-method", method + " does not apply to " + path, String.join(" or ", methods));
    }

    private static Refusal refusal(HttpRequest request, Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) cause = cause.getCause();
        if (cause instanceof Refusal refusal) return refusal;
        if (cause instanceof TimeoutException)
            return Refusal.late(
                    request.method().value() + " " + request.getUri().path());
        LOG.error("{} {} failed", request.method().value(), request.getUri().path(), cause);
        return Refusal.fault();
    }
}
