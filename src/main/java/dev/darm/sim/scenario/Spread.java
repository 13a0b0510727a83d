package dev.darm.sim.scenario;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long faults of one kind last. */
public sealed interface Spread {

    /** One duration by the seed. */
    Duration draw(RandomGenerator random);

    /** Always the same. */
    record Fixed(Duration value) implements Spread {
        @Override
        public Duration draw(RandomGenerator random) {
            return value;
        }
    }

    /** Between two bounds, evenly by the logarithm, so that short ones are as common as long ones. */
    record Between(Duration min, Duration max) implements Spread {
        @Override
        public Duration draw(RandomGenerator random) {
            return Durations.ofSeconds(Durations.draw(random, Durations.seconds(min), Durations.seconds(max)));
        }
    }

    /** Exponential, cut at {@code max}. */
    record Exponential(Duration mean, Duration max) implements Spread {
        @Override
        public Duration draw(RandomGenerator random) {
            double seconds = -Durations.seconds(mean) * StrictMath.log(1 - random.nextDouble());
            return positive(Durations.ofSeconds(seconds), max);
        }
    }

    /** Log-normal by its median and 90th percentile, cut at {@code max}: outages of radio links look like this. */
    record LogNormal(Duration median, Duration p90, Duration max) implements Spread {

        /** The 90th percentile of the standard normal distribution. */
        private static final double Z90 = 1.2815515655446004;

        @Override
        public Duration draw(RandomGenerator random) {
            double sigma = StrictMath.log(Durations.seconds(p90) / Durations.seconds(median)) / Z90;
            double seconds = Durations.seconds(median) * StrictMath.exp(sigma * normal(random));
            return positive(Durations.ofSeconds(StrictMath.min(seconds, Durations.seconds(max))), max);
        }

        /** Box and Muller's, in strict arithmetic, because the platform's own need not give the same bits everywhere. */
        private static double normal(RandomGenerator random) {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
        }
    }

    private static Duration positive(Duration drawn, Duration max) {
        return Durations.max(Duration.ofMillis(1), Durations.min(drawn, max));
    }
}
