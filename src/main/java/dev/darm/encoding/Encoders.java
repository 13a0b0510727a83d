package dev.darm.encoding;

import dev.darm.world.World;

/** The encoder that the settings ask for. */
public final class Encoders {

    private Encoders() {}

    /** The encoder of {@code settings} with the built-in corpus statistics. */
    public static Encoder of(EncodingSettings settings, World world) {
        return of(settings, world, CorpusStatistics.PRIOR);
    }

    /** The encoder of {@code settings}; a model server has no use for {@code statistics}. */
    public static Encoder of(EncodingSettings settings, World world, CorpusStatistics statistics) {
        return switch (settings.kind()) {
            case NGRAM -> new NgramEncoder(settings.dimensions(), statistics);
            case OLLAMA -> new OllamaEncoder(settings.ollama(), world.http());
        };
    }
}
