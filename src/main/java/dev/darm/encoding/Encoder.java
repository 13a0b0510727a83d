package dev.darm.encoding;

import dev.darm.memory.Embedding;
import java.util.concurrent.CompletionStage;

/**
 * Text to a vector of {@link #dimensions} floats and length 1 (the zero vector for text without a letter or digit).
 * Seed 002 calls it {@code TinyLM.embed}.
 */
public interface Encoder {

    /** Names the encoder and the version of its statistics, such as {@code ngram-512/0}; vectors of different versions do not compare. */
    String version();

    /** This encoder with other corpus statistics; itself when it has no use for them, as a model server's has not. */
    default Encoder with(CorpusStatistics statistics) {
        return this;
    }

    /** The vector of {@code text} under this version's name. */
    default CompletionStage<Embedding> embed(String text) {
        return encode(text).thenApply(vector -> new Embedding(version(), vector));
    }

    /** 256 to 4096. */
    int dimensions();

    /** The vector of {@code text}; fails when a model server is needed and does not answer. */
    CompletionStage<float[]> encode(String text);
}
