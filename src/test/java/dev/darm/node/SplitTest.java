package dev.darm.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SplitTest {

    @Property
    void ofTwoClustersExactlyOneGivesWay(
            @ForAll @Size(min = 1, max = 20) Set<@IntRange(min = 1, max = 500) Integer> low,
            @ForAll @Size(min = 1, max = 20) Set<@IntRange(min = 501, max = 1000) Integer> high) {
        Set<Address> one = addresses(low);
        Set<Address> other = addresses(high);

        assertThat(Split.between(one, other)).isTrue();
        assertThat(Split.givesWay(one, other)).isNotEqualTo(Split.givesWay(other, one));
    }

    @Property
    void clustersThatShareAMemberAreOne(
            @ForAll @Size(min = 1, max = 20) Set<@IntRange(min = 1, max = 900) Integer> ports) {
        Set<Address> more = addresses(ports);
        more.add(address(1000));

        assertThat(Split.between(addresses(ports), more)).isFalse();
    }

    @Test
    void aNodeInNoClusterIsNoSecondCluster() {
        assertThat(Split.between(Set.of(address(1)), Set.of())).isFalse();
    }

    @Test
    void theSmallerClusterGivesWayAndOfEqualsTheOneWithoutTheLowestAddress() {
        Set<Address> pair = Set.of(address(1), address(3));

        assertThat(Split.givesWay(Set.of(address(0)), pair)).isTrue();
        assertThat(Split.givesWay(Set.of(address(2), address(4)), pair)).isTrue();
        assertThat(Split.givesWay(pair, Set.of(address(2), address(4)))).isFalse();
    }

    @Test
    void membersOnTheirWayOutDoNotCount() {
        String json = """
                {"leader": "akka://t@127.0.0.1:1", "members": [
                  {"node": "akka://t@127.0.0.1:1", "nodeUid": "1", "roles": [], "status": "Up"},
                  {"node": "akka://t@127.0.0.1:2", "nodeUid": "2", "roles": [], "status": "Joining"},
                  {"node": "akka://t@127.0.0.1:3", "nodeUid": "3", "roles": [], "status": "Down"}],
                 "selfNode": "akka://t@127.0.0.1:1", "unreachable": []}""";

        assertThat(SplitWatch.members(json)).containsExactlyInAnyOrder(address(1), address(2));
    }

    private static Set<Address> addresses(Set<Integer> ports) {
        Set<Address> addresses = new HashSet<>();
        ports.forEach(port -> addresses.add(address(port)));
        return addresses;
    }

    private static Address address(int port) {
        return Address.apply("akka", "t", "127.0.0.1", port);
    }
}
