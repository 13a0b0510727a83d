package dev.darm.gateway;

import akka.actor.ClassicActorSystemProvider;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.javadsl.Adapter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where the HTTP routes, which Akka Management makes, find the node's {@link GatewayPort}, which its guardian makes. Until
 * the guardian opens the door, requests are told that the node is starting.
 */
public final class GatewayDoor implements Extension {

    private static final Id ID = new Id();

    private record Open(GatewayPort port, String token) {}

    private final AtomicReference<@Nullable Open> open = new AtomicReference<>();

    private GatewayDoor() {}

    public static GatewayDoor of(ActorSystem<?> system) {
        return ID.apply(system);
    }

    public static GatewayDoor of(ClassicActorSystemProvider system) {
        return of(Adapter.toTyped(system.classicSystem()));
    }

    /** Lets requests in; those that change anything need {@code token}. */
    public void open(GatewayPort port, String token) {
        open.set(new Open(port, token));
    }

    /** What requests are put to; throws {@link Refusal} while the node is starting. */
    public GatewayPort port() {
        return current().port;
    }

    /** Refuses a request whose {@code Authorization} header is not {@code Bearer <token>}. */
    void authorize(Optional<String> authorization) {
        byte[] expected = ("Bearer " + current().token).getBytes(StandardCharsets.UTF_8);
        byte[] found = authorization.orElse("").getBytes(StandardCharsets.UTF_8);
        // takes the same time for every wrong token of one length
        if (!MessageDigest.isEqual(expected, found))
            throw new Refusal(
                    401,
                    authorization.isPresent() ? "wrong-token" : "missing-token",
                    authorization.isPresent() ? "the token is not this node's" : "this request needs the token",
                    "Authorization: Bearer <token>, from the file that darm.gateway.token-file names");
    }

    private Open current() {
        Open found = open.get();
        if (found == null) throw Refusal.starting();
        return found;
    }

    private static final class Id extends ExtensionId<GatewayDoor> {

        @Override
        public GatewayDoor createExtension(ActorSystem<?> system) {
            return new GatewayDoor();
        }
    }
}
