package dev.darm.node;

import akka.actor.Address;
import akka.cluster.Member;
import java.util.Collections;
import java.util.Set;

/** Which of two clusters of one deployment gives way to the other. Both come to the same verdict from their own side. */
final class Split {

    private Split() {}

    /** Whether {@code theirs} is another cluster: it has members, and none of {@code ours}. */
    static boolean between(Set<Address> ours, Set<Address> theirs) {
        return !ours.isEmpty() && !theirs.isEmpty() && Collections.disjoint(ours, theirs);
    }

    /** Whether {@code ours} gives way: the smaller one does; of equals, the one without the lowest address. */
    static boolean givesWay(Set<Address> ours, Set<Address> theirs) {
        if (ours.size() != theirs.size()) return ours.size() < theirs.size();
        return Member.addressOrdering().compare(lowest(ours), lowest(theirs)) > 0;
    }

    private static Address lowest(Set<Address> members) {
        return Collections.min(members, Member.addressOrdering());
    }
}
