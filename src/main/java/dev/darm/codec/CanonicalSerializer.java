package dev.darm.codec;

import akka.actor.ExtendedActorSystem;
import akka.serialization.SerializerWithStringManifest;
import java.io.NotSerializableException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Akka's way to stored bytes: an event is its canonical bytes under its fixed manifest, in every journal. The manifests
 * come from the {@link StoredTypes} classes named in {@code darm.codec.stored-types}.
 */
public final class CanonicalSerializer extends SerializerWithStringManifest {

    public static final int ID = 9002;

    private final Map<String, Function<ByteReader, ? extends StoredEvent>> readers = new TreeMap<>();

    public CanonicalSerializer(ExtendedActorSystem system) {
        for (String name : system.settings().config().getStringList("darm.codec.stored-types")) {
            Named.make(StoredTypes.class, name, "darm.codec.stored-types")
                    .readers()
                    .forEach((manifest, reader) -> {
                        if (readers.put(manifest, reader) != null)
                            throw new IllegalStateException("stored manifest used twice: " + manifest);
                    });
        }
    }

    @Override
    public int identifier() {
        return ID;
    }

    @Override
    public String manifest(Object event) {
        return ((StoredEvent) event).manifest();
    }

    @Override
    public byte[] toBinary(Object event) {
        return ((StoredEvent) event).bytes();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        Function<ByteReader, ? extends StoredEvent> reader = readers.get(manifest);
        if (reader == null)
            throw new NotSerializableException(
                    "no stored type has the manifest '" + manifest + "'; known: " + readers.keySet());
        return ByteReader.readAll(bytes, reader::apply);
    }
}
