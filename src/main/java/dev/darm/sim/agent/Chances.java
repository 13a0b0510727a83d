package dev.darm.sim.agent;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Generators that come from a method of the JDK and not from a constructor. */
public final class Chances {

    private Chances() {}

    public static final class Shuffles {
        private Shuffles() {}

        /** The JDK's has one generator for the whole JVM. */
        public static void shuffle(List<?> list) {
            Surroundings here = WorldThread.here();
            if (here == null) Collections.shuffle(list);
            else Collections.shuffle(list, new Random(here.nextSeed()));
        }
    }

    public static final class Generators {
        private Generators() {}

        public static RandomGenerator getDefault() {
            Surroundings here = WorldThread.here();
            return here == null ? RandomGenerator.getDefault() : new SplittableRandom(here.nextSeed());
        }

        public static RandomGenerator of(String name) {
            Surroundings here = WorldThread.here();
            return here == null
                    ? RandomGenerator.of(name)
                    : RandomGeneratorFactory.of(name).create(here.nextSeed());
        }
    }

    public static final class Secure {
        private Secure() {}

        public static SecureRandom getInstance(String algorithm) throws NoSuchAlgorithmException {
            return WorldThread.here() == null ? SecureRandom.getInstance(algorithm) : new Seam.Entropy();
        }

        public static SecureRandom getInstanceStrong() throws NoSuchAlgorithmException {
            return WorldThread.here() == null ? SecureRandom.getInstanceStrong() : new Seam.Entropy();
        }
    }
}
