package dev.darm.memory;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.codec.Hash;
import java.util.List;

/** Claims, candidates and settings for tests. */
public final class Memories {

    public static final Validation GROUNDED = new Validation(1, 1, 1);
    public static final Validation UNGROUNDED = new Validation(0.5, 0, 1);

    private Memories() {}

    /** The defaults, with {@code overrides} (HOCON below {@code darm.memory}) on top. */
    public static MemorySettings settings(String... overrides) {
        return MemorySettings.of(darm("memory", overrides));
    }

    /** The {@code darm} section with the package's reference file and {@code overrides} below {@code darm.<section>}. */
    public static Config darm(String section, String... overrides) {
        Config all = ConfigFactory.parseResources("reference/" + section + ".conf");
        for (String override : overrides)
            all = ConfigFactory.parseString("darm." + section + " {" + override + "}")
                    .withFallback(all);
        return all.resolve().getConfig("darm");
    }

    public static SourceRef source(String uri) {
        return new SourceRef(uri, 1, Hash.of(uri));
    }

    public static ExtractedClaim read(String text, String uri) {
        return read(Claim.of(text), uri);
    }

    public static ExtractedClaim read(Claim claim, String uri) {
        return new ExtractedClaim(claim, source(uri), "", 0.9, 0.05);
    }

    public static StmCandidate candidate(String text, String uri) {
        return candidate(text, uri, 0.65);
    }

    public static StmCandidate candidate(String text, String uri, double salience) {
        return new StmCandidate(read(text, uri), vector(text), salience, GROUNDED, 0, List.of());
    }

    /** A unit vector that texts of the same letters share and others hardly do. */
    public static Embedding vector(String text) {
        float[] vector = new float[32];
        for (char c : text.toLowerCase(java.util.Locale.ROOT).toCharArray())
            if (Character.isLetterOrDigit(c)) vector[c % 32] += 1;
        double square = 0;
        for (float value : vector) square += value * value;
        for (int i = 0; i < vector.length; i++) vector[i] = square == 0 ? 0 : (float) (vector[i] / Math.sqrt(square));
        return Embedding.unnamed(vector);
    }
}
