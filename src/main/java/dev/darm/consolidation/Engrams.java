package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.knowledge.Rivals;
import dev.darm.memory.Claim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the chain says of each claim, folded into entries.
 *
 * <p>A <em>fact</em> is a passed item in its place in the chain. Claims that contradict or contest each other form a
 * <em>quarrel</em>; its entries are the {@link Fold} of its facts in chain order, made anew when a body arrives or when the
 * time of a contest is over, so the order in which bodies arrive does not matter.
 *
 * <p>What is forgotten has no body any more, so the entries are those of a node that never had it; of its place in the
 * chain stays what needs no body, see {@link Fold}.
 */
final class Engrams {

    private final MemoryRules rules;
    private final Rivals rivals;
    private final Map<Hash, Fact> facts = new HashMap<>();

    /** Commitments that a tombstone named. */
    private final Map<Hash, Fact.Burial> forgotten = new HashMap<>();

    private final Map<Hash, TreeMap<Long, Hash>> commitmentsByClaim = new HashMap<>();

    /** Challenges by the commitment that they contest. */
    private final Map<Hash, TreeSet<Hash>> challengers = new HashMap<>();

    /** Evidence by the challenge whose contest it is for. */
    private final Map<Hash, TreeSet<Hash>> evidence = new HashMap<>();

    /** Claims that contradict each other, both ways round. */
    private final Map<Hash, TreeSet<Hash>> contradicting = new HashMap<>();

    private final TreeMap<Instant, TreeSet<Hash>> due = new TreeMap<>();
    private final Map<Hash, LongTermEntry> entries = new HashMap<>();
    private final TreeMap<Hash, Contest> contests = new TreeMap<>();
    private final Map<Hash, Long> placeOf = new HashMap<>();
    private final TreeMap<Long, Hash> claimByPlace = new TreeMap<>();
    private long nextPlace;
    private Instant now = Instant.EPOCH;

    /** Claims and challenges that have to do with each other. */
    private record Quarrel(TreeSet<Hash> claims, TreeSet<Hash> challenges) {}

    Engrams(MemoryRules rules) {
        this.rules = rules;
        this.rivals = new Rivals(rules.contradiction());
    }

    /** A block of this time comes next; returns the entries that change because a contest's time is over. */
    List<LongTermEntry> at(Instant time) {
        now = time;
        TreeSet<Hash> over = new TreeSet<>();
        SortedMap<Instant, TreeSet<Hash>> past = due.headMap(time, true);
        past.values().forEach(over::addAll);
        past.clear();
        List<LongTermEntry> changed = new ArrayList<>();
        for (Hash challenge : over) changed.addAll(fold(quarrel(List.of(), List.of(challenge))));
        return changed;
    }

    /** Takes the next fact of the chain; false when its commitment is known already. */
    boolean add(ConsolidationRecord record, ConsolidationRecord.Passed passed, long height, Instant time) {
        Fact fact = Fact.of(nextPlace, record, passed, height, time);
        Fact.Burial before = forgotten.get(fact.item().commitment());
        if (before != null) fact = fact.buried(before);
        NominationItem item = fact.item();
        if (facts.putIfAbsent(item.commitment(), fact) != null) return false;
        nextPlace++;
        if (item.kind() == NominationItem.Kind.CHALLENGE) {
            for (Hash target : item.targets())
                challengers.computeIfAbsent(target, t -> new TreeSet<>()).add(item.commitment());
            due.computeIfAbsent(time.plus(rules.contestPeriod()), t -> new TreeSet<>())
                    .add(item.commitment());
        }
        if (item.kind() == NominationItem.Kind.EVIDENCE)
            evidence.computeIfAbsent(item.targets().getFirst(), t -> new TreeSet<>())
                    .add(item.commitment());
        return true;
    }

    /** What the chain alone says of a fact, before its body is here; returns the entries that changed. */
    List<LongTermEntry> touch(Hash commitment) {
        Fact fact = facts.get(commitment);
        if (fact == null) return List.of();
        return switch (fact.item().kind()) {
            case CHALLENGE -> fold(quarrel(List.of(), List.of(commitment)));
            case EVIDENCE -> fold(quarrel(List.of(), fact.item().targets().subList(0, 1)));
            case PROMOTE, WITHDRAW, RESOLVE -> List.of();
        };
    }

    /** Joins a fact with its body; returns the entries that changed. */
    List<LongTermEntry> join(Disclosure disclosure) {
        Hash commitment = disclosure.commitment();
        Fact fact = facts.get(commitment);
        if (fact == null || fact.opening().isPresent() || fact.burial().isPresent()) return List.of();
        facts.put(commitment, fact.with(disclosure));
        Hash claimId = disclosure.body().claim().id();
        commitmentsByClaim.computeIfAbsent(claimId, id -> new TreeMap<>()).put(fact.place(), commitment);
        for (Hash rival : rivals.add(disclosure.body().claim())) {
            contradicting.computeIfAbsent(claimId, id -> new TreeSet<>()).add(rival);
            contradicting.computeIfAbsent(rival, id -> new TreeSet<>()).add(claimId);
        }
        return fold(quarrel(List.of(claimId), List.of()));
    }

    /**
     * What a tombstone does to the entries of a claim.
     *
     * @param gone the entry as it was, when none is left under its commitment
     * @param changed entries that are otherwise now: of the same claim by what was not forgotten, and of those it quarrelled
     *     with
     */
    record Forgetting(Optional<LongTermEntry> gone, List<LongTermEntry> changed) {}

    /** The block applied last, of this height and time, says that the body of {@code commitment} is forgotten. */
    Forgetting forget(Hash commitment, long height, Instant time) {
        Fact.Burial burial = new Fact.Burial(height, time);
        Fact fact = facts.get(commitment);
        if (forgotten.putIfAbsent(commitment, burial) != null || fact == null)
            return new Forgetting(Optional.empty(), List.of());
        Optional<Claim> claim = fact.body().map(ClaimBody::claim);
        Optional<LongTermEntry> before = claim.map(Claim::id).flatMap(this::byClaim);
        Quarrel quarrel = quarrel(claim.map(Claim::id).stream().toList(), challengesAbout(fact));
        facts.put(commitment, fact.buried(burial));
        claim.ifPresent(said -> unlink(said, fact.place()));
        List<LongTermEntry> changed = fold(quarrel);
        Optional<LongTermEntry> gone = before.filter(was -> byClaim(was.claim().id())
                .filter(now -> now.commitment().equals(was.commitment()))
                .isEmpty());
        return new Forgetting(gone, changed);
    }

    private List<Hash> challengesAbout(Fact fact) {
        Hash commitment = fact.item().commitment();
        TreeSet<Hash> about = new TreeSet<>(challengers.getOrDefault(commitment, new TreeSet<>()));
        if (fact.item().kind() == NominationItem.Kind.CHALLENGE) about.add(commitment);
        return List.copyOf(about);
    }

    /** Takes the fact at {@code place} from its claim; a claim without facts is one that nobody here knows. */
    private void unlink(Claim claim, long place) {
        Hash id = claim.id();
        entries.remove(id);
        Long listed = placeOf.remove(id);
        if (listed != null) claimByPlace.remove(listed);
        TreeMap<Long, Hash> left = commitmentsByClaim.getOrDefault(id, new TreeMap<>());
        left.remove(place);
        if (!left.isEmpty()) return;
        commitmentsByClaim.remove(id);
        rivals.remove(claim);
        for (Hash rival : contradicting.getOrDefault(id, new TreeSet<>()))
            contradicting.computeIfPresent(rival, (unused, its) -> {
                its.remove(id);
                return its.isEmpty() ? null : its;
            });
        contradicting.remove(id);
    }

    /** The height of the tombstone that named {@code commitment}. */
    Optional<Long> forgottenAt(Hash commitment) {
        return Optional.ofNullable(forgotten.get(commitment)).map(Fact.Burial::height);
    }

    int forgottenCount() {
        return forgotten.size();
    }

    /** Whether the chain has promoted {@code commitment}, forgotten or not. */
    boolean stands(Hash commitment) {
        return facts.containsKey(commitment);
    }

    /** All commitments of the claim that this commitment or claim id names, which may be forgotten; sorted. */
    TreeSet<Hash> factsOf(Hash commitmentOrClaimId) {
        Fact fact = facts.get(commitmentOrClaimId);
        Optional<Hash> claimId = fact == null ? Optional.of(commitmentOrClaimId) : fact.claimId();
        TreeSet<Hash> all = new TreeSet<>(claimId.map(this::commitments).orElse(List.of()));
        if (fact != null && fact.burial().isEmpty()) all.add(commitmentOrClaimId);
        return all;
    }

    Optional<LongTermEntry> byClaim(Hash claimId) {
        return Optional.ofNullable(entries.get(claimId));
    }

    Optional<LongTermEntry> find(Hash commitmentOrClaimId) {
        Fact fact = facts.get(commitmentOrClaimId);
        return byClaim(fact == null ? commitmentOrClaimId : fact.claimId().orElse(commitmentOrClaimId));
    }

    TreeMap<Long, LongTermEntry> list(long from, int max) {
        TreeMap<Long, LongTermEntry> page = new TreeMap<>();
        for (Map.Entry<Long, Hash> place : claimByPlace.tailMap(from, true).entrySet()) {
            if (page.size() == max) break;
            LongTermEntry entry = entries.get(place.getValue());
            if (entry != null) page.put(place.getKey(), entry);
        }
        return page;
    }

    /** The contests of the chain, by the commitments of their challenges. */
    SortedMap<Hash, Contest> contests() {
        return contests;
    }

    SortedMap<Standing, Integer> countByStanding() {
        SortedMap<Standing, Integer> counts = new TreeMap<>();
        for (LongTermEntry entry : entries.values()) counts.merge(entry.standing(), 1, Integer::sum);
        return counts;
    }

    private List<LongTermEntry> fold(Quarrel quarrel) {
        Fold fold = new Fold(rules, facts::get, id -> contradicting.getOrDefault(id, new TreeSet<>()));
        fold.over(inOrder(quarrel).values(), now);
        contests.putAll(fold.contests());
        List<LongTermEntry> changed = new ArrayList<>();
        fold.lines().forEach((claimId, line) -> {
            Long was = placeOf.put(claimId, line.place());
            if (was != null) claimByPlace.remove(was);
            claimByPlace.put(line.place(), claimId);
            LongTermEntry entry = fold.entry(line);
            if (!entry.equals(entries.put(claimId, entry))) changed.add(entry);
        });
        return changed;
    }

    private TreeMap<Long, Fact> inOrder(Quarrel quarrel) {
        TreeMap<Long, Fact> inOrder = new TreeMap<>();
        for (Hash claim : quarrel.claims) for (Hash commitment : commitments(claim)) put(inOrder, commitment);
        for (Hash challenge : quarrel.challenges) {
            put(inOrder, challenge);
            evidence.getOrDefault(challenge, new TreeSet<>()).forEach(commitment -> put(inOrder, commitment));
        }
        return inOrder;
    }

    private void put(TreeMap<Long, Fact> inOrder, Hash commitment) {
        Fact fact = facts.get(commitment);
        if (fact != null) inOrder.put(fact.place(), fact);
    }

    /** All that has to do with these claims and challenges, however far apart. */
    private Quarrel quarrel(List<Hash> claims, List<Hash> challenges) {
        Quarrel quarrel = new Quarrel(new TreeSet<>(claims), new TreeSet<>(challenges));
        ArrayDeque<Hash> claimsToDo = new ArrayDeque<>(claims);
        ArrayDeque<Hash> challengesToDo = new ArrayDeque<>(challenges);
        while (!claimsToDo.isEmpty() || !challengesToDo.isEmpty()) {
            TreeSet<Hash> nextClaims = new TreeSet<>();
            TreeSet<Hash> nextChallenges = new TreeSet<>();
            if (!claimsToDo.isEmpty()) around(claimsToDo.remove(), nextClaims, nextChallenges);
            else sidesOf(challengesToDo.remove(), nextClaims);
            for (Hash claim : nextClaims) if (quarrel.claims.add(claim)) claimsToDo.add(claim);
            for (Hash challenge : nextChallenges) if (quarrel.challenges.add(challenge)) challengesToDo.add(challenge);
        }
        return quarrel;
    }

    private void around(Hash claim, TreeSet<Hash> claims, TreeSet<Hash> challenges) {
        claims.addAll(contradicting.getOrDefault(claim, new TreeSet<>()));
        for (Hash commitment : commitments(claim)) {
            challenges.addAll(challengers.getOrDefault(commitment, new TreeSet<>()));
            Fact fact = facts.get(commitment);
            if (fact != null && fact.item().kind() == NominationItem.Kind.CHALLENGE) challenges.add(commitment);
        }
    }

    private void sidesOf(Hash challenge, TreeSet<Hash> claims) {
        Fact fact = facts.get(challenge);
        if (fact == null) return;
        fact.claimId().ifPresent(claims::add);
        for (Hash target : fact.item().targets())
            Optional.ofNullable(facts.get(target)).flatMap(Fact::claimId).ifPresent(claims::add);
    }

    private List<Hash> commitments(Hash claimId) {
        return List.copyOf(
                commitmentsByClaim.getOrDefault(claimId, new TreeMap<>()).values());
    }
}
