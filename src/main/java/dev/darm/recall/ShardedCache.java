package dev.darm.recall;

import dev.darm.codec.Hash;
import dev.darm.memory.Embedding;
import dev.darm.memory.LongTermEntry;
import dev.darm.recall.RapidRetrievalCache.Leaving;
import dev.darm.recall.RapidRetrievalCache.Match;
import dev.darm.recall.RecallMessage.Taught;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The Rapid Retrieval Cache of the swarm as one node holds it (decision 15): a <em>local</em> part of 10,000 entries that
 * this node is asked for, and its <em>shard</em> of what the local parts have no room for.
 *
 * <p>An entry belongs in the shards of its owners ({@link Rendezvous} of its commitment over the nodes in reach). An owner
 * that has it in its local part needs it in no shard: an entry is in one of the two, never in both. Entries themselves are
 * everywhere, in long-term memory, and come into a shard from there without a word; what travels is the taught questions,
 * which nothing but the caches knows.
 *
 * <p>When the nodes in reach change, a <em>pass</em> over all entries, a batch at a time, takes in what this node owns now,
 * and hands over what it does not own any longer. Questions leave a shard only when all their owners have said that
 * they have them. Of several holders the first of the old owners in reach hands on; where there is none, every holder does.
 */
final class ShardedCache {

    private final String self;
    private final RecallSettings settings;
    private final Holdings holdings;
    private final RapidRetrievalCache local;
    private final RapidRetrievalCache shard;

    /** What may answer, wherever it is held. */
    private final TreeSet<Hash> cacheable = new TreeSet<>();

    private SortedSet<String> reach;
    private Rendezvous owners;

    /** The owners as they were when the last pass ended. */
    private Rendezvous settledOwners;

    /** Which nodes said that they have what this node's shard is to let go. */
    private final Map<Hash, Set<String>> keptBy = new TreeMap<>();

    private Optional<Hash> passed = Optional.empty();
    private boolean passing;

    /** Questions for a node's shard. */
    record Handover(String to, List<Taught> taught) {}

    /** What the questions of an entry are learnt for. */
    enum Why {
        /** The entry answered here. */
        ASKED_HERE,
        /** It answered at another node. */
        TOLD,
        /** Another node takes this one for an owner. */
        HANDED_OVER
    }

    ShardedCache(String self, RecallSettings settings, Holdings holdings) {
        this.self = self;
        this.settings = settings;
        this.holdings = holdings;
        this.local = new RapidRetrievalCache(settings);
        this.shard = new RapidRetrievalCache(settings, settings.shardCapacity());
        this.reach = new TreeSet<>(List.of(self));
        this.owners = new Rendezvous(reach, settings.shardReplicas());
        this.settledOwners = owners;
    }

    // ---- finding

    Optional<Match> verbatim(String question, Instant now) {
        return local.verbatim(question, now).or(() -> shard.verbatim(question, now));
    }

    Optional<Match> nearest(Question question, Probe vectors, Instant now) {
        Optional<Match> here = local.nearest(question, vectors, now);
        Optional<Match> beside = shard.nearest(question, vectors, now);
        if (here.isEmpty() || beside.isEmpty()) return here.or(() -> beside);
        return beside.get().cosine() > here.get().cosine() ? beside : here;
    }

    /** Whether other nodes are in reach and may hold what this one does not. */
    boolean mayBeElsewhere() {
        return reach.size() > 1 && cacheable.size() > local.size() + shard.size();
    }

    boolean knows(String question, Hash commitment) {
        return local.knows(question, commitment) || shard.knows(question, commitment);
    }

    List<Taught> taught(Hash commitment) {
        return local.holds(commitment) ? local.taught(commitment) : shard.taught(commitment);
    }

    /** As {@link RapidRetrievalCache#taughtAfter}, of both parts. */
    List<Taught> taughtAfter(String after, int max, int maxChars) {
        TreeMap<String, Taught> both = new TreeMap<>();
        Optional<String> cut = Optional.empty();
        for (RapidRetrievalCache part : List.of(local, shard)) {
            List<Taught> page = part.taughtAfter(after, max, maxChars);
            for (Taught taught : page) both.putIfAbsent(Question.normalise(taught.question()), taught);
            if (page.isEmpty()) continue;
            String last = Question.normalise(page.getLast().question());
            boolean more = !part.taughtAfter(last, 1, maxChars).isEmpty();
            if (more && (cut.isEmpty() || last.compareTo(cut.get()) < 0)) cut = Optional.of(last);
        }
        return cut.map(last -> both.headMap(last, true)).orElse(both).values().stream()
                .limit(max)
                .toList();
    }

    // ---- taking in and letting go

    /**
     * Takes an entry in, or its new standing or vector; returns what must go to other nodes. One that is known and in neither
     * part lives elsewhere, and a change of it is no reason to bring it here.
     */
    List<Handover> index(LongTermEntry entry, Embedding vector, Instant now) {
        Hash commitment = entry.commitment();
        if (!mayAnswer(entry)) {
            remove(commitment);
            return List.of();
        }
        boolean known = !cacheable.add(commitment);
        if (shard.holds(commitment)) {
            shard.index(entry, vector, now);
            return List.of();
        }
        return known && !local.holds(commitment) ? List.of() : place(local.index(entry, vector, now), now);
    }

    void remove(Hash commitment) {
        cacheable.remove(commitment);
        local.remove(commitment);
        shard.remove(commitment);
        keptBy.remove(commitment);
    }

    boolean mayAnswer(LongTermEntry entry) {
        return Holdings.holds(entry) && entry.confidence() >= settings.minConfidence();
    }

    /** Whether a question of {@code commitment} is for this node to learn. */
    boolean wants(Hash commitment, Why why) {
        return why != Why.TOLD || local.holds(commitment) || !local.isFull() || owns(commitment);
    }

    /** Learns that {@code entry} answered; what this node is asked is local, the rest goes into the shard once that is full. */
    List<Handover> teach(
            LongTermEntry entry, Embedding vector, Question question, Embedding asked, Why why, Instant now) {
        Hash commitment = entry.commitment();
        List<Handover> gone = new ArrayList<>();
        if (why == Why.ASKED_HERE || !local.isFull()) gone.addAll(adopt(entry, vector, now));
        boolean here = local.holds(commitment);
        if (!here && why == Why.TOLD && !owns(commitment)) return gone;
        if (!here) shard.index(entry, vector, now);
        RapidRetrievalCache other = here ? shard : local;
        Optional<LongTermEntry> rival = other.answerTo(question);
        if (rival.isPresent() && !RapidRetrievalCache.later(entry, rival.get())) return gone;
        other.unlearn(question);
        (here ? local : shard).teach(question, asked, commitment);
        return gone;
    }

    /** Takes an entry that was asked for here into the local part; returns what must go to other nodes. */
    List<Handover> adopt(LongTermEntry entry, Embedding vector, Instant now) {
        Hash commitment = entry.commitment();
        if (local.holds(commitment)) return List.of();
        return place(
                shard.take(commitment)
                        .map(moved -> local.admit(moved, now))
                        .orElseGet(() -> local.index(entry, vector, now)),
                now);
    }

    /** Where what the local part let go belongs: in this node's shard, or its questions in those of the owners. */
    private List<Handover> place(List<Leaving> gone, Instant now) {
        TreeMap<String, List<Taught>> byOwner = new TreeMap<>();
        for (Leaving leaving : gone) {
            List<String> its = owners.owners(leaving.entry().commitment());
            if (its.contains(self)) shard.admit(leaving, now);
            else its.forEach(owner -> add(byOwner, owner, leaving.taught()));
        }
        return handovers(byOwner);
    }

    // ---- nodes come and go

    /** Whether a pass is to begin, because the nodes in reach are not those it was made for. */
    boolean reach(SortedSet<String> names) {
        TreeSet<String> now = new TreeSet<>(names);
        now.add(self);
        if (now.equals(reach)) return false;
        reach = now;
        owners = new Rendezvous(now, settings.shardReplicas());
        passed = Optional.empty();
        passing = true;
        keptBy.clear();
        return true;
    }

    /** Puts the next batch of entries in their places. */
    List<Handover> rebalance(Instant now) {
        TreeMap<String, List<Taught>> byOwner = new TreeMap<>();
        for (int i = 0; passing && i < settings.shardBatch(); i++) {
            Hash next = passed.isEmpty()
                    ? (cacheable.isEmpty() ? null : cacheable.first())
                    : cacheable.higher(passed.get());
            if (next == null) {
                passing = false;
                settledOwners = owners;
                break;
            }
            passed = Optional.of(next);
            settle(next, byOwner, now);
        }
        return handovers(byOwner);
    }

    boolean isRebalancing() {
        return passing;
    }

    private void settle(Hash commitment, Map<String, List<Taught>> byOwner, Instant now) {
        List<String> its = owners.owners(commitment);
        List<String> before = settledOwners.owners(commitment);
        List<Taught> taught = taught(commitment);
        boolean mine = its.contains(self);
        boolean leaves = !mine && shard.holds(commitment);
        if (!taught.isEmpty() && (leaves || handsOn(before)))
            for (String owner : its) {
                if (!owner.equals(self) && (leaves || !before.contains(owner))) add(byOwner, owner, taught);
            }
        if (leaves && taught.isEmpty()) shard.remove(commitment);
        if (mine && !local.holds(commitment) && !shard.holds(commitment))
            holdings.entry(commitment).ifPresent(entry -> holdings.vector(commitment)
                    .ifPresent(vector -> shard.index(entry, vector, now)));
    }

    private boolean handsOn(List<String> before) {
        for (String owner : before) if (reach.contains(owner)) return owner.equals(self);
        return true;
    }

    /** The node {@code from} has the questions of {@code commitments}: what all owners have may leave this node's shard. */
    void kept(String from, List<Hash> commitments) {
        for (Hash commitment : commitments) {
            List<String> its = owners.owners(commitment);
            if (its.contains(self) || !shard.holds(commitment)) continue;
            Set<String> having = keptBy.computeIfAbsent(commitment, none -> new TreeSet<>());
            having.add(from);
            if (!having.containsAll(its)) continue;
            shard.remove(commitment);
            keptBy.remove(commitment);
        }
    }

    private boolean owns(Hash commitment) {
        return owners.owners(commitment).contains(self);
    }

    private static void add(Map<String, List<Taught>> byOwner, String owner, List<Taught> taught) {
        if (!taught.isEmpty())
            byOwner.computeIfAbsent(owner, none -> new ArrayList<>()).addAll(taught);
    }

    private static List<Handover> handovers(TreeMap<String, List<Taught>> byOwner) {
        List<Handover> all = new ArrayList<>();
        byOwner.forEach((owner, taught) -> all.add(new Handover(owner, taught)));
        return all;
    }

    /** Taught questions of both parts whose vector another encoder made. */
    List<Taught> taughtNotOf(String encoder) {
        List<Taught> taught = new ArrayList<>(local.taughtNotOf(encoder));
        taught.addAll(shard.taughtNotOf(encoder));
        return taught;
    }

    int localSize() {
        return local.size();
    }

    int localQuestions() {
        return local.questions();
    }

    int shardSize() {
        return shard.size();
    }

    int shardQuestions() {
        return shard.questions();
    }
}
