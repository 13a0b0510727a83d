package dev.darm.codec;

import java.util.Map;
import java.util.function.Function;

/** The readers of one package's stored events and snapshots by manifest. Named in {@code darm.codec.stored-types}. */
public interface StoredTypes {

    Map<String, Function<ByteReader, ? extends StoredEvent>> readers();
}
