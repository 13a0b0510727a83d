package dev.darm.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darm.sim.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    private static List<Double> sorted(Spread spread) {
        RandomGenerator random = new Seeds(11).generator();
        return IntStream.range(0, 20_000)
                .mapToObj(i -> Durations.seconds(spread.draw(random)))
                .sorted()
                .toList();
    }

    @Test
    void outagesOfADishHaveTheQuantilesThatWereMeasured() {
        List<Double> drawn = sorted(
                new Spread.LogNormal(Duration.ofSeconds(4), Duration.ofMillis(14_200), Duration.ofMillis(59_600)));

        assertThat(drawn.get(10_000)).isCloseTo(4, within(0.2));
        assertThat(drawn.get(18_000)).isCloseTo(14.2, within(0.8));
        assertThat(drawn.getLast()).isLessThanOrEqualTo(59.6);
        assertThat(drawn.getFirst()).isPositive();
    }

    @Test
    void anExponentialHasItsMean() {
        List<Double> drawn = sorted(new Spread.Exponential(Duration.ofSeconds(10), Duration.ofHours(1)));

        assertThat(drawn.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
                .isCloseTo(10, within(0.4));
    }

    @Test
    void betweenTwoBoundsShortOnesAreAsCommonAsLongOnes() {
        List<Double> drawn = sorted(new Spread.Between(Duration.ofMillis(100), Duration.ofSeconds(1_000)));

        assertThat(drawn.getFirst()).isGreaterThanOrEqualTo(0.1);
        assertThat(drawn.getLast()).isLessThanOrEqualTo(1_000);
        assertThat(drawn.get(10_000)).isCloseTo(10, within(1.0));
    }

    @Test
    void aDurationIsWrittenExactlyInItsLargestUnit() {
        assertThat(Durations.text(Duration.ofHours(24))).isEqualTo("24h");
        assertThat(Durations.text(Duration.ofSeconds(90))).isEqualTo("90s");
        assertThat(Durations.text(Duration.ofNanos(-1_500_000))).isEqualTo("-1500us");
        assertThat(Durations.text(Duration.ZERO)).isEqualTo("0s");
    }
}
