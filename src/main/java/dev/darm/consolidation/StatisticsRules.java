package dev.darm.consolidation;

import dev.darm.codec.MalformedBytes;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.ValidatorSet;
import java.util.Optional;

/**
 * What every validator demands of a record of corpus statistics before it votes for the block: that the statistics are
 * those of the edition, and that a quorum of enrolled heads signed that edition. Whether they follow from long-term memory
 * is what those heads looked into; whether the version is the next one is for {@link StatisticsHistory}.
 *
 * @param chainId that the ballots are signed for
 * @param tau τ_c in basis points
 */
public record StatisticsRules(String chainId, int tau) implements PayloadRules {

    @Override
    public Optional<String> refuse(Payload payload, ValidatorSet validators) {
        if (payload.kind() != Payload.STATISTICS)
            return Optional.of("payload kind " + payload.kind() + " is not corpus statistics");
        try {
            return refuse(StatisticsRecord.of(payload), validators);
        } catch (MalformedBytes | IllegalArgumentException malformed) {
            return Optional.of("not a record of corpus statistics: " + malformed.getMessage());
        }
    }

    private Optional<String> refuse(StatisticsRecord record, ValidatorSet validators) {
        Edition edition = record.edition();
        if (edition.version() != record.statistics().version())
            return Optional.of("statistics of version %d in edition %d"
                    .formatted(record.statistics().version(), edition.version()));
        if (!edition.statistics().equals(record.statistics().hash()))
            return Optional.of("the statistics are not those that the ballots are for");
        int needed = new Quorum(validators, tau, 1).needed();
        if (record.ballots().size() < needed)
            return Optional.of(record.ballots().size() + " ballots, " + needed + " are needed");
        PublicKey last = null;
        for (EditionBallot ballot : record.ballots()) {
            String of = "the ballot of " + ballot.voter();
            if (last != null && last.compareTo(ballot.voter()) >= 0)
                return Optional.of("the ballots are not in the order of their voters' keys, one each");
            last = ballot.voter();
            if (validators.find(ballot.voter()).isEmpty()) return Optional.of(of + ": not enrolled");
            if (!ballot.edition().equals(edition)) return Optional.of(of + " is for another edition");
            if (!ballot.verifies(chainId)) return Optional.of(of + " has a wrong signature");
        }
        return Optional.empty();
    }
}
