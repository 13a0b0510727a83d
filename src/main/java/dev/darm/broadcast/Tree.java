package dev.darm.broadcast;

import java.util.ArrayList;
import java.util.List;

/**
 * The binomial tree over a list of members, by halves. Who is to serve s members, itself among them, gives ⌊s/2⌋ to one of them
 * and keeps ⌈s/2⌉, until it is alone. A round is one copy from each holder, so with T(1) = 0 the rounds are T(s) = 1 + T(⌈s/2⌉) =
 * ⌈log₂ s⌉; as many copies leave the first of s, and each of the others gets just one.
 */
final class Tree {

    /** Who gets a copy, and whom it is to serve. */
    record Branch(String child, List<String> below) {}

    private Tree() {}

    /** The copies that who serves {@code below} sends, the one with most below it first. */
    static List<Branch> branches(List<String> below) {
        List<Branch> branches = new ArrayList<>();
        int kept = below.size();
        while (kept > 0) {
            int given = (kept + 1) / 2;
            List<String> group = below.subList(kept - given, kept);
            branches.add(new Branch(group.getFirst(), List.copyOf(group.subList(1, given))));
            kept -= given;
        }
        return branches;
    }

    /** ⌈log₂ {@code members}⌉, for 1 or more. */
    static int rounds(int members) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(members - 1);
    }
}
