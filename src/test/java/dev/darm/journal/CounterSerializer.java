package dev.darm.journal;

import akka.serialization.SerializerWithStringManifest;
import dev.darm.codec.ByteReader;
import dev.darm.codec.StoredEvent;

/** Stores the events of {@link Counter} as canonical bytes. */
public final class CounterSerializer extends SerializerWithStringManifest {

    @Override
    public int identifier() {
        return 9999;
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
    public Object fromBinary(byte[] bytes, String manifest) {
        return ByteReader.readAll(bytes, from -> Counter.read(manifest, from));
    }
}
