package dev.darm.ledger.consensus;

import dev.darm.ledger.PublicKey;
import dev.darm.ledger.ValidatorSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Weighted round robin: a fixed cycle in which each validator has turns in proportion to its power, spread as evenly as
 * they go, and the proposer of (height, round) is the cycle's entry (height + round) modulo its length.
 *
 * <p>With equal powers the cycle is the members in the order of the genesis. The cycle depends on the set alone, so every
 * validator computes the same one and a restart changes nothing. It is built by smooth weighted round robin: each turn
 * every member gains its power, the richest (the first of them on a tie) proposes and pays the total. Powers whose sum
 * would make a cycle longer than {@link #MAX_CYCLE} are scaled down, to no less than one turn each.
 */
public final class ProposerRotation implements Proposers {

    /** The most turns in a cycle, as long as there are not more members. */
    public static final int MAX_CYCLE = 1024;

    private final List<PublicKey> cycle;

    private ProposerRotation(List<PublicKey> cycle) {
        this.cycle = cycle;
    }

    public static ProposerRotation of(ValidatorSet validators) {
        long[] turns = turns(validators);
        long total = 0;
        for (long turn : turns) total += turn;

        List<PublicKey> cycle = new ArrayList<>();
        long[] credit = new long[turns.length];
        for (int slot = 0; slot < total; slot++) {
            int richest = 0;
            for (int i = 0; i < turns.length; i++) {
                credit[i] += turns[i];
                if (credit[i] > credit[richest]) richest = i;
            }
            credit[richest] -= total;
            cycle.add(validators.members().get(richest).key());
        }
        return new ProposerRotation(List.copyOf(cycle));
    }

    @Override
    public PublicKey proposer(long height, int round) {
        return cycle.get((int) Math.floorMod(height + round, (long) cycle.size()));
    }

    private static long[] turns(ValidatorSet validators) {
        long divisor = 0;
        for (ValidatorSet.Member member : validators.members()) divisor = gcd(divisor, member.power());
        long total = validators.totalPower() / divisor;
        long[] turns = new long[validators.size()];
        for (int i = 0; i < turns.length; i++) {
            long exact = validators.members().get(i).power() / divisor;
            turns[i] = total <= MAX_CYCLE ? exact : Math.max(1, exact * MAX_CYCLE / total);
        }
        return turns;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
