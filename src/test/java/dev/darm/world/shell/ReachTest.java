package dev.darm.world.shell;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.cluster.Reachability;
import akka.cluster.UniqueAddress;
import org.junit.jupiter.api.Test;

class ReachTest {

    private static final int WATCHERS = 9;

    private final UniqueAddress self = member(0);
    private final UniqueAddress other = member(1);
    private Reachability reachability = Reachability.empty();

    private static UniqueAddress member(int number) {
        return UniqueAddress.apply(Address.apply("akka", "fleet", "10.0.0." + (1 + number), 25_520), 100 + number);
    }

    private void lost(UniqueAddress... observers) {
        for (UniqueAddress observer : observers) reachability = reachability.unreachable(observer, other);
    }

    private boolean isAway(boolean watched) {
        return Reach.isAway(other.address(), self, watched, reachability, WATCHERS);
    }

    @Test
    void aNodeBelievesWhatItHearsItself() {
        assertThat(isAway(true)).isFalse();
        lost(member(2), member(3), member(4), member(5));
        assertThat(isAway(true)).isFalse();
        lost(self);
        assertThat(isAway(true)).isTrue();
        assertThat(isAway(false)).isTrue();
    }

    @Test
    void ofAMemberThatItDoesNotWatchItBelievesAThirdOfThoseThatDo() {
        lost(member(2), member(3));
        assertThat(isAway(false)).isFalse();
        lost(member(4));
        assertThat(isAway(false)).isTrue();
    }

    @Test
    void whoIsReachableAgainIsNotAway() {
        lost(self, member(2), member(3), member(4));
        reachability = reachability.reachable(self, other).reachable(member(2), other);
        assertThat(isAway(true)).isFalse();
        assertThat(isAway(false)).isFalse();
    }

    @Test
    void whatIsLostOfOthersCountsForThemAlone() {
        reachability = reachability.unreachable(self, member(7));
        assertThat(isAway(true)).isFalse();
    }
}
