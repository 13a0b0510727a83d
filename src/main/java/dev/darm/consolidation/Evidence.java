package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.memory.SourceRef;
import java.nio.charset.StandardCharsets;

/**
 * A passage that a voter fetched itself, both hashes blinded by the item's salt ({@link Disclosure#blind}); in a contest by
 * the salt of its challenge, so that the chain alone tells whether two votes name the same passage.
 *
 * @param source of the document's URI: two passages of one document are one source
 * @param passage of the passage's content hash
 */
public record Evidence(Hash source, Hash passage) implements Canonical, Comparable<Evidence> {

    static final int BYTES = 2 * Hash.LENGTH;

    static Evidence of(Disclosure disclosure, SourceRef source) {
        return of(disclosure.salt(), source);
    }

    static Evidence of(Hash salt, SourceRef source) {
        return new Evidence(
                Disclosure.blind(salt, source.uri().getBytes(StandardCharsets.UTF_8)),
                Disclosure.blind(salt, source.passage().toBytes()));
    }

    static Evidence read(ByteReader from) {
        return new Evidence(from.hash(), from.hash());
    }

    @Override
    public void write(ByteWriter to) {
        to.hash(source).hash(passage);
    }

    @Override
    public int compareTo(Evidence other) {
        int bySource = source.compareTo(other.source);
        return bySource != 0 ? bySource : passage.compareTo(other.passage);
    }
}
