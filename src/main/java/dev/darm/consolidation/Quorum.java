package dev.darm.consolidation;

import dev.darm.ledger.ValidatorSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Who must agree (Algorithm 14 as decided in decision 1 and 2). The electorate is the enrolled validator set, one
 * vote a head, not whoever answered.
 *
 * @param electorate the enrolled heads
 * @param tau τ_c in basis points, 5001 to 10000
 * @param minIndependent the least number of independent origins of the evidence for an item ({@link Origins}), from 1
 */
public record Quorum(ValidatorSet electorate, int tau, int minIndependent) {

    public Quorum {
        if (tau <= Basis.ONE / 2 || tau > Basis.ONE)
            throw new IllegalArgumentException("τ_c is more than half and at most all: " + tau + " basis points");
        if (minIndependent < 1) throw new IllegalArgumentException("min-independent is at least 1: " + minIndependent);
    }

    /** The same rules for other heads. */
    Quorum of(ValidatorSet heads) {
        return new Quorum(heads, tau, minIndependent);
    }

    /** Whether {@code head} is one of the heads, under its name and key. */
    boolean enrols(HeadIdentity head) {
        return electorate.enrols(head.name(), head.key().publicKey());
    }

    /** Whether all who cast {@code ballots} are heads. */
    boolean enrolsAll(Collection<Ballot> ballots) {
        return ballots.stream()
                .allMatch(ballot -> electorate.find(ballot.voter()).isPresent());
    }

    /** How an item stands. */
    public enum Outcome {
        /** A quorum said YES. */
        PROMOTED,
        /** Half said NO, or so many that the quorum is out of reach. */
        REJECTED,
        /** Abstentions put the quorum out of reach; another time it may pass. */
        DEFERRED,
        /** Heads that have not answered can still decide it. */
        WAITING
    }

    /** Votes on one item, counted in heads. */
    public record Tally(int yes, int no, int abstained) {

        static Tally of(int item, Collection<Ballot> ballots) {
            int yes = 0;
            int no = 0;
            int abstained = 0;
            for (Ballot ballot : ballots) {
                switch (ballot.votes().get(item).choice()) {
                    case YES -> yes++;
                    case NO -> no++;
                    case ABSTAIN -> abstained++;
                }
            }
            return new Tally(yes, no, abstained);
        }
    }

    /** ⌈τ_c × electorate⌉ heads, in integers: 0.67 × 100 heads is 67, not the 68 of floating point. */
    public int needed() {
        return (int) (((long) tau * electorate.size() + Basis.ONE - 1) / Basis.ONE);
    }

    public Outcome outcome(Tally tally) {
        int heads = electorate.size();
        if (2 * tally.no >= heads || heads - tally.no < needed()) return Outcome.REJECTED;
        if (tally.yes >= needed()) return Outcome.PROMOTED;
        return heads - tally.no - tally.abstained < needed() ? Outcome.DEFERRED : Outcome.WAITING;
    }

    /**
     * How {@code item} of this kind stands under {@code ballots}, one of each voter, the second condition included. Claims that are
     * in long-term memory already have met it; evidence for one of them comes a source at a time.
     */
    public Outcome outcome(NominationItem.Kind kind, int item, Collection<Ballot> ballots) {
        int leastOrigins = kind.fromContest() ? 1 : minIndependent;
        Outcome byHeads = outcome(Tally.of(item, ballots));
        if (byHeads != Outcome.PROMOTED || Origins.of(item, ballots) >= leastOrigins) return byHeads;
        return ballots.size() == electorate.size() ? Outcome.DEFERRED : Outcome.WAITING;
    }

    /** The items with a quorum, with their consolidated confidence. */
    public List<ConsolidationRecord.Passed> passed(Nomination nomination, Collection<Ballot> ballots) {
        List<ConsolidationRecord.Passed> passed = new ArrayList<>();
        for (int item = 0; item < nomination.items().size(); item++)
            if (outcome(nomination.items().get(item).kind(), item, ballots) == Outcome.PROMOTED)
                passed.add(new ConsolidationRecord.Passed(item, confidence(item, ballots)));
        return passed;
    }

    /** The mean of the YES scores weighted by the voters' power, rounded down. */
    int confidence(int item, Collection<Ballot> ballots) {
        long weighted = 0;
        long weights = 0;
        for (Ballot ballot : ballots) {
            ItemVote vote = ballot.votes().get(item);
            if (vote.choice() != ItemVote.Choice.YES) continue;
            int power = electorate
                    .find(ballot.voter())
                    .orElseThrow(() -> new IllegalArgumentException("not enrolled: " + ballot.voter()))
                    .power();
            weighted += (long) vote.score() * power;
            weights += power;
        }
        return weights == 0 ? 0 : (int) (weighted / weights);
    }
}
