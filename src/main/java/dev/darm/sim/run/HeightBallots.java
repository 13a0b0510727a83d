package dev.darm.sim.run;

import dev.darm.codec.Hash;
import dev.darm.ledger.Vote;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The votes of one height as they left the validators that signed them; of a validator's votes for a round and type the
 * first counts.
 */
final class HeightBallots {

    /** What a validator that precommitted {@code block} in {@code round} is bound to. */
    record Lock(int round, Hash block) {}

    private final Map<String, Long> power;
    private final TreeMap<Integer, TreeMap<String, Optional<Hash>>> prevotes = new TreeMap<>();
    private final TreeMap<Integer, TreeMap<String, Optional<Hash>>> precommits = new TreeMap<>();
    private final TreeMap<Integer, TreeMap<String, Optional<Hash>>> endorsements = new TreeMap<>();

    /** @param power of each validator, by its node's name */
    HeightBallots(Map<String, Long> power) {
        this.power = power;
    }

    /** The vote that counts, for a block or for none; null when there is none yet. */
    @Nullable
    Optional<Hash> vote(String validator, Vote.Type type, int round) {
        return in(type, round).get(validator);
    }

    void cast(String validator, Vote.Type type, int round, Optional<Hash> block) {
        in(type, round).putIfAbsent(validator, block);
    }

    /**
     * The lock that a prevote of {@code validator} for {@code block} in {@code round} breaks, by lines 28 to 36 of Algorithm
     * 1 of arXiv 1807.04938: it precommitted another block last, and from that round on there was no round before this one
     * in which more than two thirds of the power prevoted {@code block}.
     *
     * @param unknown validators whose votes may have gone elsewhere than here; they count as if they had prevoted it
     */
    Optional<Lock> broken(String validator, int round, Hash block, Set<String> unknown) {
        Optional<Lock> lock = lock(validator, round);
        if (lock.isEmpty() || lock.get().block().equals(block)) return Optional.empty();
        boolean released = prevotes.subMap(lock.get().round(), round).values().stream()
                .anyMatch(inRound -> isQuorum(supporters(inRound, block, validator, unknown)));
        return released ? Optional.empty() : lock;
    }

    private Optional<Lock> lock(String validator, int before) {
        for (var inRound : precommits.headMap(before, false).descendingMap().entrySet()) {
            Optional<Hash> block = inRound.getValue().getOrDefault(validator, Optional.empty());
            if (block.isPresent()) return Optional.of(new Lock(inRound.getKey(), block.get()));
        }
        return Optional.empty();
    }

    /** The validator's own vote may have left for nobody. */
    private static Set<String> supporters(
            TreeMap<String, Optional<Hash>> inRound, Hash block, String validator, Set<String> unknown) {
        Set<String> supporters = new TreeSet<>(unknown);
        supporters.add(validator);
        inRound.forEach((name, vote) -> {
            if (vote.equals(Optional.of(block))) supporters.add(name);
        });
        return supporters;
    }

    /** More than two thirds, counted apart from the protocol, which may count wrong. */
    private boolean isQuorum(Set<String> names) {
        long total = power.values().stream().mapToLong(Long::longValue).sum();
        long theirs =
                names.stream().mapToLong(name -> power.getOrDefault(name, 0L)).sum();
        return 3 * theirs > 2 * total;
    }

    private TreeMap<String, Optional<Hash>> in(Vote.Type type, int round) {
        TreeMap<Integer, TreeMap<String, Optional<Hash>>> rounds =
                switch (type) {
                    case PREVOTE -> prevotes;
                    case PRECOMMIT -> precommits;
                    case ENDORSE -> endorsements;
                };
        return rounds.computeIfAbsent(round, any -> new TreeMap<>());
    }
}
