package dev.darm.journal;

import akka.actor.ExtendedActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import dev.darm.journal.JournalEntry.Payload;
import java.io.NotSerializableException;

/** Turns objects into stored bytes and back with the serializers that the actor system is configured with. */
final class Payloads {

    private final Serialization serialization;

    Payloads(ExtendedActorSystem system) {
        this.serialization = SerializationExtension.get(system);
    }

    /** {@link NotSerializableException}, or what the serializer throws, when there is no way to store {@code object}. */
    Payload write(Object object) throws NotSerializableException {
        Serializer serializer = serialization.findSerializerFor(object);
        String manifest = Serializers.manifestFor(serializer, object);
        byte[] bytes = serialization.serialize(object).get();
        return new Payload(serializer.identifier(), manifest, bytes);
    }

    Object read(Payload payload) {
        return serialization
                .deserialize(payload.bytes(), payload.serializer(), payload.manifest())
                .get();
    }
}
