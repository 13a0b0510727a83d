package dev.darm.consolidation;

import dev.darm.codec.MalformedBytes;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.ValidatorSet;
import java.util.Optional;

/**
 * What every validator demands of a consolidation record before it votes for the block: signatures, enrolment, quorum,
 * independent evidence and confidence, recomputed from the ballots.
 *
 * <p>The settings are rules of the chain: all validators of a deployment must run with the same values, or they will not
 * agree on blocks.
 *
 * @param chainId that the ballots are signed for
 * @param tau τ_c in basis points
 * @param minIndependent the least number of independent origins
 */
public record ConsolidationRules(String chainId, int tau, int minIndependent) implements PayloadRules {

    @Override
    public Optional<String> refuse(Payload payload, ValidatorSet validators) {
        if (payload.kind() != Payload.CONSOLIDATION)
            return Optional.of("payload kind " + payload.kind() + " is not a consolidation");
        try {
            return refuse(ConsolidationRecord.of(payload), validators);
        } catch (MalformedBytes | IllegalArgumentException malformed) {
            return Optional.of("not a consolidation record: " + malformed.getMessage());
        }
    }

    private Optional<String> refuse(ConsolidationRecord record, ValidatorSet validators) {
        Nomination nomination = record.nomination();
        if (!validators.enrols(nomination.proposer(), nomination.key()))
            return Optional.of("the proposer " + nomination.proposer() + " is not enrolled with that key");
        if (record.promotedAt().isBefore(nomination.time()))
            return Optional.of("promoted at " + record.promotedAt() + ", before it was nominated");
        PublicKey last = null;
        for (Ballot ballot : record.ballots()) {
            if (last != null && last.compareTo(ballot.voter()) >= 0)
                return Optional.of("the ballots are not in the order of their voters' keys, one each");
            last = ballot.voter();
            Optional<String> refused = refuse(ballot, nomination, validators);
            if (refused.isPresent()) return refused;
        }
        Quorum quorum = new Quorum(validators, tau, minIndependent);
        if (record.passed().isEmpty()) return Optional.of("no item passed");
        if (!record.passed().equals(quorum.passed(nomination, record.ballots())))
            return Optional.of("the items passed and their confidence do not follow from the ballots");
        return Optional.empty();
    }

    private Optional<String> refuse(Ballot ballot, Nomination nomination, ValidatorSet validators) {
        String of = "the ballot of " + ballot.voter();
        if (validators.find(ballot.voter()).isEmpty()) return Optional.of(of + ": not enrolled");
        if (!ballot.nomination().equals(nomination.id())) return Optional.of(of + " is for another nomination");
        if (ballot.votes().size() != nomination.items().size())
            return Optional.of(of + " has " + ballot.votes().size() + " votes for "
                    + nomination.items().size() + " items");
        for (ItemVote vote : ballot.votes())
            if (vote.choice() == ItemVote.Choice.YES && vote.score() < VoteScore.THRESHOLD)
                return Optional.of(of + " says YES with a score of " + vote.score());
        return ballot.verifies(chainId) ? Optional.empty() : Optional.of(of + " has a wrong signature");
    }
}
