package dev.darm.sim.link;

import static dev.darm.sim.link.Heard.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darm.sim.Seeds;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The laws of a queue, at a constant rate and at one that changes each second. */
class BacklogTest {

    private static final Quantiles VARYING = new Quantiles(1e5, 1e6, 5e6, 8e6, 9e6);

    @Property
    void noMoreLeavesThanTheLineCarriesAndMessagesLeaveInTheOrderInWhichTheyJoined(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 100_000) Integer> sizes,
            @ForAll @Size(min = 60, max = 60) List<@LongRange(min = 0, max = 200_000_000) Long> gaps) {
        Backlog backlog = new Backlog(Rate.constant(8e6));
        long now = 0;
        long lastLeaves = 0;
        for (int i = 0; i < sizes.size(); i++) {
            now += gaps.get(i);
            long leaves = now + backlog.join(now, sizes.get(i));

            assertThat(leaves - Math.max(now, lastLeaves))
                    .isBetween(sizes.get(i) * 1000L - 1, sizes.get(i) * 1000L + 1);
            lastLeaves = leaves;
        }
    }

    @Property
    void bytesAreNeitherMadeNorLost(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 100_000) Integer> sizes,
            @ForAll @LongRange(min = 0, max = 2_000_000_000L) long later) {
        Backlog backlog = new Backlog(Rate.constant(8e6));
        double joined = 0;
        for (int size : sizes) {
            backlog.join(0, size);
            joined += size;
        }

        double drained = Math.min(joined, later * 1e-3);
        assertThat(backlog.waiting(later)).isCloseTo(joined - drained, within(1e-3));
    }

    @Property
    void lookingOftenChangesNothing(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20_000_000) int bytes,
            @ForAll @LongRange(min = 0, max = 60 * SECOND) long later,
            @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 60 * SECOND) Long> looks) {
        Backlog lazy = varying(seed);
        Backlog eager = varying(seed);
        lazy.join(0, bytes);
        eager.join(0, bytes);

        looks.stream().sorted().filter(look -> look <= later).forEach(eager::waiting);

        assertThat(eager.waiting(later)).isCloseTo(lazy.waiting(later), within(1e-3));
    }

    @Property
    void aMessageHasLeftWhenItWasSaidToLeave(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 20_000_000) int bytes) {
        Backlog backlog = varying(seed);

        long leaves = backlog.join(SECOND / 3, bytes) + SECOND / 3;

        assertThat(backlog.waiting(leaves - 10)).isPositive();
        assertThat(backlog.waiting(leaves + 10)).isZero();
    }

    @Property
    void anOfferFromAnOverlappingStepDrainsNothingTwice(@ForAll @LongRange(min = 0, max = SECOND) long earlier) {
        Backlog backlog = new Backlog(Rate.constant(8e6));
        backlog.join(SECOND, 1000);

        long leaves = SECOND - earlier + backlog.join(SECOND - earlier, 1000);

        assertThat(leaves).isEqualTo(SECOND + 2_000_000);
    }

    private static Backlog varying(long seed) {
        return new Backlog(new Rate(VARYING, new SlotDraws(SECOND, new Seeds(seed))));
    }
}
