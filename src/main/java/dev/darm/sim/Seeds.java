package dev.darm.sim;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Where every random number of a run comes from: a tree of seeds below the run's own. A seed is derived from its parent and
 * a name, so that one more draw in one place changes nothing in another.
 */
public record Seeds(long seed) {

    private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
            RandomGeneratorFactory.of("L64X128MixRandom");

    /** The seeds below this one under {@code name}. */
    public Seeds of(String name) {
        long mixed = mix(seed ^ 0x9E3779B97F4A7C15L);
        for (int i = 0; i < name.length(); i++) mixed = mix(mixed + name.charAt(i));
        return new Seeds(mix(mixed + name.length()));
    }

    /** The seeds below this one under {@code number}. */
    public Seeds of(long number) {
        return new Seeds(mix(mix(seed) + number * 0xD1342543DE82EF95L + 1));
    }

    /** A generator of its own, always the same for the same seed. */
    public RandomGenerator generator() {
        return GENERATORS.create(seed);
    }

    /** Stafford's variant 13 of the 64-bit finaliser of MurmurHash3, as in {@link java.util.SplittableRandom}. */
    public static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
