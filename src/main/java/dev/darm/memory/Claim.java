package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One statement: its text as the source has it (1 to {@link #MAX_CHARS} characters) and, when the source gave it in
 * three parts, those parts.
 *
 * <p>The id is SHA-256 of the normalised text: NFKC, lower case, white space folded, closing punctuation dropped. It names
 * the fact, not who said it or when; the seed's formula (text, time, node; 002 §3) names a nomination instead.
 */
public record Claim(String text, Optional<Triple> triple) implements Canonical {

    public static final int MAX_CHARS = 2000;

    private static final int KIND = 0x21;
    private static final int VERSION = 1;
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern CLOSING = Pattern.compile("[\\s.!;:,]+$");

    public Claim {
        if (text.isBlank() || text.length() > MAX_CHARS)
            throw new IllegalArgumentException("a claim has 1 to " + MAX_CHARS + " characters, not " + text.length());
    }

    public static Claim of(String text) {
        return new Claim(text, Optional.empty());
    }

    public static Claim of(Triple triple) {
        return new Claim(triple.subject() + " " + triple.relation() + " " + triple.object(), Optional.of(triple));
    }

    public static Claim read(ByteReader from) {
        from.expect("claim", KIND, VERSION);
        String text = from.text();
        return new Claim(text, from.bool() ? Optional.of(Triple.read(from)) : Optional.empty());
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).text(text).bool(triple.isPresent());
        triple.ifPresent(value -> value.write(to));
    }

    /** What the claim is known by everywhere. */
    public Hash id() {
        return Hash.of("darm-claim-1\n" + normalised());
    }

    public String normalised() {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return CLOSING.matcher(SPACE.matcher(folded).replaceAll(" ").strip()).replaceAll("");
    }
}
