package dev.darm.encoding;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The encoder that a node makes new vectors with; another one as soon as a block changes the corpus statistics. Whoever
 * needs several vectors that compare takes the encoder once. Safe for use by any thread.
 */
public final class EncoderInUse {

    private final AtomicReference<Encoder> encoder;

    public EncoderInUse(Encoder first) {
        this.encoder = new AtomicReference<>(first);
    }

    public Encoder now() {
        return Objects.requireNonNull(encoder.get());
    }

    /** From now on with {@code statistics}; gives the encoder, the same as before when it has no use for them. */
    public Encoder switchTo(CorpusStatistics statistics) {
        return Objects.requireNonNull(encoder.updateAndGet(before -> before.with(statistics)));
    }
}
