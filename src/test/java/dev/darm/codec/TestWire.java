package dev.darm.codec;

import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import com.typesafe.config.ConfigFactory;

/** The serializer of messages between nodes, with all types that nodes know; closing it ends its actor system. */
public final class TestWire implements AutoCloseable {

    private final ActorSystem system = ActorSystem.create(
            "wire",
            ConfigFactory.parseString("akka { loglevel = WARNING, actor.provider = local, daemonic = on }")
                    .withFallback(ConfigFactory.defaultReference()));
    private final KryoSerializer serializer = new KryoSerializer((ExtendedActorSystem) system);

    public byte[] bytes(WireMessage message) {
        return serializer.toBinary(message);
    }

    /** The message in {@code bytes}; throws {@link MalformedBytes} where there is none. */
    public Object read(byte[] bytes) {
        return serializer.fromBinary(bytes);
    }

    @Override
    public void close() {
        system.terminate();
    }
}
