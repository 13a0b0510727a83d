package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.memory.Claim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.SourceRef;
import java.time.Instant;
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
 * <p>A <em>fact</em> is a passed item in its place in the chain. The entry of a claim is the fold of its facts in chain
 * order, made anew when a body arrives, so the order of arrival does not matter. A challenge contests the entries it
 * names and its own claim, until all sources of one side are withdrawn.
 */
final class Engrams {

    private record Fact(
            long place, NominationItem item, int confidence, long height, Instant time, Optional<ClaimBody> body) {

        Fact with(ClaimBody found) {
            return new Fact(place, item, confidence, height, time, Optional.of(found));
        }

        Fact withoutBody() {
            return new Fact(place, item, confidence, height, time, Optional.empty());
        }
    }

    private final Map<Hash, Fact> facts = new HashMap<>();
    /** Commitments that a tombstone named, and its height. */
    private final Map<Hash, Long> forgotten = new HashMap<>();

    private final Map<Hash, TreeMap<Long, Hash>> commitmentsByClaim = new HashMap<>();

    /** Challenges by the commitment that they contest. */
    private final Map<Hash, TreeSet<Hash>> challengers = new HashMap<>();

    /** Entries before contests are looked at. */
    private final Map<Hash, LongTermEntry> unchallenged = new HashMap<>();

    private final Map<Hash, LongTermEntry> entries = new HashMap<>();
    private final Map<Hash, Long> placeOf = new HashMap<>();
    private final TreeMap<Long, Hash> claimByPlace = new TreeMap<>();
    private long nextPlace;

    /** Takes the next fact of the chain; false when its commitment is known already. */
    boolean add(NominationItem item, int confidence, long height, Instant time) {
        Fact fact = new Fact(nextPlace, item, confidence, height, time, Optional.empty());
        if (facts.putIfAbsent(item.commitment(), fact) != null) return false;
        nextPlace++;
        if (item.kind() == NominationItem.Kind.CHALLENGE)
            for (Hash target : item.targets())
                challengers.computeIfAbsent(target, t -> new TreeSet<>()).add(item.commitment());
        return true;
    }

    /** Joins a fact with its body; returns the entries that changed. */
    List<LongTermEntry> join(Hash commitment, ClaimBody body) {
        Fact fact = facts.get(commitment);
        if (fact == null || fact.body.isPresent() || forgotten.containsKey(commitment)) return List.of();
        facts.put(commitment, fact.with(body));
        Hash claimId = body.claim().id();
        commitmentsByClaim.computeIfAbsent(claimId, id -> new TreeMap<>()).put(fact.place, commitment);
        fold(claimId);
        TreeSet<Hash> touched = opponents(claimId);
        touched.add(claimId);
        List<LongTermEntry> changed = new ArrayList<>();
        for (Hash id : touched) settle(id).ifPresent(changed::add);
        return changed;
    }

    /**
     * What a tombstone does to the entries of a claim.
     *
     * @param gone the entry as it was, when none is left under its commitment
     * @param changed entries that are otherwise now: of the same claim by what was not forgotten, and of its opponents
     */
    record Forgetting(Optional<LongTermEntry> gone, List<LongTermEntry> changed) {}

    /** Takes the body of a fact away for good; whatever order bodies came in, the same entries are left. */
    Forgetting forget(Hash commitment, long height) {
        forgotten.putIfAbsent(commitment, height);
        Fact fact = facts.get(commitment);
        Optional<Hash> known = fact == null ? Optional.empty() : claimOf(fact);
        if (fact == null || known.isEmpty()) return new Forgetting(Optional.empty(), List.of());
        Hash claimId = known.get();
        Optional<LongTermEntry> before = byClaim(claimId);
        TreeSet<Hash> touched = opponents(claimId);
        facts.put(commitment, fact.withoutBody());
        TreeMap<Long, Hash> left = commitmentsByClaim.getOrDefault(claimId, new TreeMap<>());
        left.remove(fact.place);
        if (left.isEmpty()) commitmentsByClaim.remove(claimId);
        unchallenged.remove(claimId);
        entries.remove(claimId);
        fold(claimId);
        touched.add(claimId);
        List<LongTermEntry> changed = new ArrayList<>();
        for (Hash id : touched) settle(id).ifPresent(changed::add);
        Optional<LongTermEntry> gone = before.filter(was -> byClaim(claimId)
                .filter(now -> now.commitment().equals(was.commitment()))
                .isEmpty());
        return new Forgetting(gone, changed);
    }

    /** The height of the tombstone that named {@code commitment}. */
    Optional<Long> forgottenAt(Hash commitment) {
        return Optional.ofNullable(forgotten.get(commitment));
    }

    int forgottenCount() {
        return forgotten.size();
    }

    boolean stands(Hash commitment) {
        return facts.containsKey(commitment);
    }

    /** All commitments of the claim that this commitment or claim id names, which may be forgotten; sorted. */
    TreeSet<Hash> factsOf(Hash commitmentOrClaimId) {
        Fact fact = facts.get(commitmentOrClaimId);
        Optional<Hash> claimId = fact == null ? Optional.of(commitmentOrClaimId) : claimOf(fact);
        TreeSet<Hash> all = new TreeSet<>(claimId.map(this::commitments).orElse(List.of()));
        if (fact != null && !forgotten.containsKey(commitmentOrClaimId)) all.add(commitmentOrClaimId);
        return all;
    }

    Optional<LongTermEntry> byClaim(Hash claimId) {
        return Optional.ofNullable(entries.get(claimId));
    }

    Optional<LongTermEntry> find(Hash commitmentOrClaimId) {
        Fact fact = facts.get(commitmentOrClaimId);
        return byClaim(fact == null ? commitmentOrClaimId : claimOf(fact).orElse(commitmentOrClaimId));
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

    SortedMap<Standing, Integer> countByStanding() {
        SortedMap<Standing, Integer> counts = new TreeMap<>();
        for (LongTermEntry entry : entries.values()) counts.merge(entry.standing(), 1, Integer::sum);
        return counts;
    }

    private void fold(Hash claimId) {
        LongTermEntry entry = null;
        long place = 0;
        for (Hash commitment : commitments(claimId)) {
            Fact fact = facts.get(commitment);
            if (fact == null || fact.body.isEmpty()) continue;
            ClaimBody body = fact.body.get();
            boolean withdrawal = fact.item.kind() == NominationItem.Kind.WITHDRAW;
            if (entry == null) {
                if (withdrawal) continue;
                entry = first(fact, body);
                place = fact.place;
            } else {
                entry = withdrawal ? without(entry, body) : with(entry, fact, body);
            }
        }
        Long was = placeOf.remove(claimId);
        if (was != null) claimByPlace.remove(was);
        if (entry == null) return;
        unchallenged.put(claimId, entry);
        placeOf.put(claimId, place);
        claimByPlace.put(place, claimId);
    }

    private static LongTermEntry first(Fact fact, ClaimBody body) {
        return new LongTermEntry(
                fact.item.commitment(),
                body.claim(),
                body.sources(),
                body.heading(),
                Basis.toShare(fact.confidence),
                Basis.toShare(fact.item.salience()),
                fact.height,
                Standing.HELD,
                fact.time);
    }

    /** Promoted again: more sources, and no less confidence. What all its sources had withdrawn is held again. */
    private static LongTermEntry with(LongTermEntry entry, Fact fact, ClaimBody body) {
        TreeSet<SourceRef> sources =
                new TreeSet<>(entry.standing() == Standing.WITHDRAWN ? List.of() : entry.sources());
        sources.addAll(body.sources());
        return new LongTermEntry(
                entry.commitment(),
                entry.claim(),
                List.copyOf(sources),
                entry.heading(),
                Math.max(entry.confidence(), Basis.toShare(fact.confidence)),
                Math.max(entry.salience(), Basis.toShare(fact.item.salience())),
                entry.height(),
                Standing.HELD,
                entry.promotedAt());
    }

    /** The last sources stay named, so that one can see who said it. */
    private static LongTermEntry without(LongTermEntry entry, ClaimBody body) {
        List<SourceRef> left = entry.sources().stream()
                .filter(source -> !body.sources().contains(source))
                .toList();
        return left.isEmpty() ? entry.withStanding(Standing.WITHDRAWN) : entry.withSources(left);
    }

    /** Looks at the contests of a claim; returns its entry when that changed. */
    private Optional<LongTermEntry> settle(Hash claimId) {
        LongTermEntry entry = unchallenged.get(claimId);
        if (entry == null) return Optional.empty();
        if (entry.standing() == Standing.HELD && contested(claimId)) entry = entry.withStanding(Standing.CONTESTED);
        return entry.equals(entries.put(claimId, entry)) ? Optional.empty() : Optional.of(entry);
    }

    private boolean contested(Hash claimId) {
        for (Hash rival : rivalCommitments(claimId)) {
            if (forgotten.containsKey(rival)) continue;
            Fact fact = facts.get(rival);
            Optional<Hash> rivalClaim = fact == null ? Optional.empty() : claimOf(fact);
            if (rivalClaim.isEmpty()) return true;
            LongTermEntry other = unchallenged.get(rivalClaim.get());
            if (other == null || other.standing() != Standing.WITHDRAWN) return true;
        }
        return false;
    }

    private TreeSet<Hash> opponents(Hash claimId) {
        TreeSet<Hash> claims = new TreeSet<>();
        for (Hash rival : rivalCommitments(claimId)) {
            Fact fact = facts.get(rival);
            if (fact != null) claimOf(fact).ifPresent(claims::add);
        }
        return claims;
    }

    /** What a claim challenges, and what challenges it. */
    private TreeSet<Hash> rivalCommitments(Hash claimId) {
        TreeSet<Hash> rivals = new TreeSet<>();
        for (Hash commitment : commitments(claimId)) {
            rivals.addAll(challengers.getOrDefault(commitment, new TreeSet<>()));
            Fact fact = facts.get(commitment);
            if (fact != null && fact.item.kind() == NominationItem.Kind.CHALLENGE) rivals.addAll(fact.item.targets());
        }
        return rivals;
    }

    private List<Hash> commitments(Hash claimId) {
        return List.copyOf(
                commitmentsByClaim.getOrDefault(claimId, new TreeMap<>()).values());
    }

    private static Optional<Hash> claimOf(Fact fact) {
        return fact.body.map(ClaimBody::claim).map(Claim::id);
    }
}
