package dev.darm.recall;

import dev.darm.memory.Embedding;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A question's vectors: by the encoder in use and, while memory is being encoded anew, by those before it. So a question is
 * compared with every vector, and always with one that the same encoder made.
 */
record Probe(SortedMap<String, Embedding> byEncoder) {

    Probe {
        byEncoder = Collections.unmodifiableSortedMap(new TreeMap<>(byEncoder));
    }

    static Probe of(Collection<Embedding> made) {
        TreeMap<String, Embedding> byEncoder = new TreeMap<>();
        for (Embedding one : made) byEncoder.put(one.encoder(), one);
        return new Probe(byEncoder);
    }

    Optional<Embedding> of(String encoder) {
        return Optional.ofNullable(byEncoder.get(encoder));
    }

    List<Embedding> embeddings() {
        return List.copyOf(byEncoder.values());
    }

    /** −1 to 1; 0 when there is none of the other's encoder. */
    double cosine(Embedding other) {
        return of(other.encoder()).map(other::cosine).orElse(0.0);
    }
}
