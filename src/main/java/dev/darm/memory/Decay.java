package dev.darm.memory;

import java.time.Duration;

/** How much of an entry's salience is left: forgetting after Ebbinghaus, slowed by replays (seed 002 §8.1, P48). */
public final class Decay {

    private static final double MILLIS_PER_HOUR = 3_600_000;

    private Decay() {}

    /**
     * Rates of forgetting, both 0 to 10 an hour.
     *
     * @param perHour λ of an ordinary entry; 0.1 halves it in seven hours
     * @param perHourPriority λ from {@code prioritySalience} on, not above {@code perHour}; 0.01 halves it in three days
     * @param prioritySalience from which salience on the slower rate holds, 0 to 1
     */
    public record Rates(double perHour, double perHourPriority, double prioritySalience) {

        public Rates {
            if (!(perHourPriority >= 0 && perHourPriority <= perHour && perHour <= 10))
                throw new IllegalArgumentException(
                        "0 ≤ priority rate ≤ rate ≤ 10 an hour: " + perHourPriority + ", " + perHour);
            Salience.requireFraction("priority salience", prioritySalience);
        }
    }

    /**
     * {@code salience · exp(−λ · hours) · (1 + ln(1 + replays))}; above 1 only with replays.
     *
     * @param salience 0 to 1
     * @param age since the entry was made, on the clock that runs while the node can reach a quorum; not negative
     * @param replays how often it was replayed and held
     */
    public static double score(Rates rates, double salience, Duration age, int replays) {
        Salience.requireFraction("salience", salience);
        if (age.isNegative() || replays < 0)
            throw new IllegalArgumentException("negative age or replays: " + age + ", " + replays);
        double lambda = salience >= rates.prioritySalience ? rates.perHourPriority : rates.perHour;
        double hours = age.toMillis() / MILLIS_PER_HOUR;
        return salience * Math.exp(-lambda * hours) * (1 + Math.log1p(replays));
    }
}
