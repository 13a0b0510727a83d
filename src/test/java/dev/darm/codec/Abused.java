package dev.darm.codec;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;

/** A part of the system that is told bad things, and must neither end by them nor change. */
public interface Abused {

    String name();

    /**
     * Makes one bad thing up and tells it. Says whether it could be read; throws {@link AssertionError} where it had an effect, and
     * whatever the part throws.
     */
    boolean abuse(Random random) throws Exception;

    /** Throws {@link AssertionError} where the part does not work as if nothing had been said. */
    default void end() throws Exception {}

    /** What reads bytes, and says why it does not take the value. */
    @FunctionalInterface
    interface Reader {
        Optional<String> refusal(byte[] bytes) throws Exception;
    }

    /** Bytes of which every other form must be refused, with {@code refused} or as a value. */
    static Abused bytes(String name, byte[] good, Class<? extends Exception> refused, Reader reader) {
        return new Abused() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean abuse(Random random) throws Exception {
                byte[] bad = BadBytes.of(good, random);
                try {
                    if (reader.refusal(bad).isEmpty() && !Arrays.equals(bad, good))
                        throw new AssertionError(
                                name + " holds: " + HexFormat.of().formatHex(bad));
                    return true;
                } catch (Exception e) {
                    if (!refused.isInstance(e)) throw e;
                    return false;
                }
            }
        };
    }
}
