package dev.darm.ledger;

import dev.darm.ledger.LedgerStatus.Seat;
import dev.darm.ledger.consensus.ConsensusCore;
import dev.darm.ledger.consensus.Proposers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How a ledger stands, and in words why the chain moves or does not.
 *
 * @param strangers the peers that follow a chain with another genesis, and how that was seen
 */
record Standing(
        String node,
        ValidatorSet validators,
        SortedSet<String> connected,
        Tip tip,
        Mempool mempool,
        CatchUp catchUp,
        Optional<WayToTrust> way,
        Optional<ForkWatch.Sighting> fork,
        SortedMap<String, String> strangers,
        Optional<ConsensusCore<Block>> consensus,
        Proposers proposers,
        BlockValues values) {

    LedgerStatus status(long voteSyncs, long blockSyncs) {
        return new LedgerStatus(
                node,
                tip.height(),
                inProgress() ? consensus.orElseThrow().round() : -1,
                step(),
                seats(),
                fork.map(seen -> seen.words() + "; ").orElse("") + words(),
                mempool.size(),
                mempool.bytes(),
                voteSyncs,
                blockSyncs);
    }

    private boolean inProgress() {
        return consensus.isPresent() && consensus.get().height() > tip.height();
    }

    private String step() {
        if (consensus.isEmpty()) return "follows";
        if (!inProgress()) return "idle";
        return consensus.get().step().name().toLowerCase(Locale.ROOT);
    }

    private List<Seat> seats() {
        return validators.members().stream()
                .map(member -> new Seat(
                        member.name(),
                        member.key(),
                        member.power(),
                        here(member),
                        member.name().equals(node) ? tip.height() : catchUp.height(member.name())))
                .toList();
    }

    private boolean here(ValidatorSet.Member member) {
        return member.name().equals(node) || connected.contains(member.name());
    }

    private String words() {
        if (way.isPresent())
            return "follows to the trusted block of height " + way.get().goal().height() + ": at height " + tip.height()
                    + catchUp.asked().map(peer -> ", asking " + peer).orElse(", no node in reach leads there");
        if (2 * strangers.size() > connected.size())
            return "has another genesis than " + String.join(", ", strangers.keySet()) + ": "
                    + strangers.firstEntry().getValue();
        if (catchUp.highest() > tip.height() + 1 || (consensus.isEmpty() && catchUp.highest() > tip.height()))
            return "catching up: at height " + tip.height() + " of " + catchUp.highest()
                    + catchUp.asked().map(peer -> ", asking " + peer).orElse("");
        long power = validators.members().stream()
                .filter(this::here)
                .mapToLong(ValidatorSet.Member::power)
                .sum();
        boolean idle = !inProgress() && mempool.isEmpty();
        if (power < validators.quorumPower())
            return (idle ? "idle, and could not commit: " : "") + "not enough validators connected: " + power(power)
                    + ", missing " + names(member -> !here(member));
        if (consensus.isEmpty())
            return idle
                    ? "follows the chain: this node is no validator; nothing to commit"
                    : "follows the chain: this node is no validator; " + mempool.size() + " payloads wait";
        if (!inProgress()) return "idle: nothing to commit";
        return progress(consensus.get())
                + values.lastRefusal()
                        .map(why -> "; refused a proposal: " + why)
                        .orElse("");
    }

    private String progress(ConsensusCore<Block> core) {
        String where = " for height " + core.height() + " in round " + core.round();
        return switch (core.step()) {
            case PROPOSE -> {
                PublicKey proposer = proposers.proposer(core.height(), core.round());
                String name =
                        validators.find(proposer).map(ValidatorSet.Member::name).orElse("nobody");
                yield name.equals(node)
                        ? "this node proposes" + where + " and has nothing to propose"
                        : "waiting for the proposal of " + name + where;
            }
            case PREVOTE -> waiting(core, Vote.Type.PREVOTE, "prevotes") + where;
            case PRECOMMIT -> waiting(core, Vote.Type.PRECOMMIT, "precommits") + where;
            case IDLE, DECIDED -> "between two heights";
        };
    }

    private String waiting(ConsensusCore<Block> core, Vote.Type type, String what) {
        int round = core.round();
        return "waiting for " + what + " of "
                + names(member -> core.votes().vote(type, round, member.key()).isEmpty()) + ": "
                + power(core.votes().power(type, round));
    }

    private String power(long power) {
        return power + " of " + validators.quorumPower() + " needed power";
    }

    private String names(Predicate<ValidatorSet.Member> which) {
        return validators.members().stream()
                .filter(which)
                .map(ValidatorSet.Member::name)
                .collect(Collectors.joining(", "));
    }
}
