package dev.darm.recall;

import dev.darm.codec.Hash;
import dev.darm.index.ExactScan;
import dev.darm.memory.Embedding;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The memories that recall can name as candidates: the claims of this node's STM and the entries of LTM, with their
 * vectors. An entry that no longer holds is remembered as such but has no vector.
 */
final class Holdings {

    private final RecallSettings settings;
    private final TreeMap<Hash, ExtractedClaim> shortTerm = new TreeMap<>();
    private final TreeMap<Hash, LongTermEntry> longTerm = new TreeMap<>();
    private final TreeMap<Hash, Hash> commitments = new TreeMap<>();
    private final EmbeddingIndex<MemoryKey> shortTermVectors = new EmbeddingIndex<>();
    private final EmbeddingIndex<MemoryKey> longTermVectors = new EmbeddingIndex<>();
    private final TreeSet<Hash> contested = new TreeSet<>();

    /** Claims that the swarm decided against; a copy in short-term memory is no answer either. */
    private final Set<Hash> refused = new HashSet<>();

    private final TreeSet<Hash> notEncoded = new TreeSet<>();

    Holdings(RecallSettings settings) {
        this.settings = settings;
    }

    /** What an entry's news means for the indexes. */
    enum Change {
        /** It must be indexed. */
        NEW,
        /** Its text is the same, its standing or its sources are not. */
        CHANGED,
        /** It was indexed and must leave. */
        GONE,
        /** It does not hold and was not indexed. */
        ABSENT
    }

    /** Whether long-term memory still says it. */
    static boolean holds(LongTermEntry entry) {
        return entry.standing().holds();
    }

    MemoryKey remember(ExtractedClaim claim, Embedding vector) {
        MemoryKey key = new MemoryKey(Tier.STM, claim.claim().id());
        shortTerm.put(key.id(), claim);
        shortTermVectors.put(key, vector);
        return key;
    }

    /** False when it was not here. */
    boolean forget(Hash claimId) {
        shortTermVectors.remove(new MemoryKey(Tier.STM, claimId));
        return shortTerm.remove(claimId) != null;
    }

    Change learn(LongTermEntry entry) {
        Hash commitment = entry.commitment();
        LongTermEntry before = longTerm.put(commitment, entry);
        boolean held = before != null && holds(before);
        if (entry.standing() == Standing.CONTESTED) contested.add(commitment);
        else contested.remove(commitment);
        if (entry.standing() == Standing.SUPERSEDED || entry.standing() == Standing.QUARANTINED)
            refused.add(entry.claim().id());
        else refused.remove(entry.claim().id());
        if (holds(entry)) {
            commitments.putIfAbsent(entry.claim().id(), commitment);
            return held ? Change.CHANGED : Change.NEW;
        }
        commitments.remove(entry.claim().id(), commitment);
        longTermVectors.remove(new MemoryKey(Tier.LTM, commitment));
        notEncoded.remove(commitment);
        return held ? Change.GONE : Change.ABSENT;
    }

    /** Drops all that is known of an entry; false when nothing was. */
    boolean erase(Hash commitment) {
        LongTermEntry entry = longTerm.remove(commitment);
        if (entry == null) return false;
        contested.remove(commitment);
        commitments.remove(entry.claim().id(), commitment);
        longTermVectors.remove(new MemoryKey(Tier.LTM, commitment));
        notEncoded.remove(commitment);
        return true;
    }

    /** Takes the vector of an entry in; the entry, if it still holds. */
    Optional<LongTermEntry> encoded(Hash commitment, Embedding vector) {
        Optional<LongTermEntry> entry = entry(commitment).filter(Holdings::holds);
        if (entry.isPresent()) longTermVectors.put(new MemoryKey(Tier.LTM, commitment), vector);
        return entry;
    }

    void notEncoded(Hash commitment) {
        if (entry(commitment).filter(Holdings::holds).isPresent()) notEncoded.add(commitment);
    }

    /** The entries that {@link #notEncoded} was told of; they are then no longer counted so. */
    List<LongTermEntry> takeNotEncoded() {
        List<LongTermEntry> taken = new ArrayList<>();
        for (Hash commitment : notEncoded) entry(commitment).ifPresent(taken::add);
        notEncoded.clear();
        return taken;
    }

    Optional<LongTermEntry> entry(Hash commitment) {
        return Optional.ofNullable(longTerm.get(commitment));
    }

    Optional<Embedding> vector(Hash commitment) {
        return longTermVectors.get(new MemoryKey(Tier.LTM, commitment));
    }

    /**
     * What stands against a contested entry: of the other contested ones the nearest by cosine, when near enough. Two
     * claims that contradict each other say different things of one subject, so they lie near each other.
     */
    Optional<LongTermEntry> counterpart(LongTermEntry entry) {
        if (entry.standing() != Standing.CONTESTED) return Optional.empty();
        Optional<Embedding> own = vector(entry.commitment());
        if (own.isEmpty()) return Optional.empty();
        Optional<LongTermEntry> nearest = Optional.empty();
        double best = settings.counterpartCosine();
        for (Hash other : contested) {
            if (other.equals(entry.commitment())) continue;
            Optional<Embedding> vector = vector(other);
            if (vector.isEmpty() || !vector.get().isOf(own.get().encoder())) continue;
            double cosine = own.get().cosine(vector.get());
            if (nearest.isEmpty() ? cosine >= best : cosine > best) {
                nearest = entry(other);
                best = cosine;
            }
        }
        return nearest;
    }

    /** The top-k by fused rank, each claim once; then the counterparts of the contested ones among them. */
    List<Candidate> candidates(List<LexicalIndex.Ranked> words, Optional<Probe> question) {
        Map<MemoryKey, Double> lexical = new TreeMap<>();
        for (LexicalIndex.Ranked one : words) lexical.put(one.key(), one.score());
        List<MemoryKey> byWords = words.stream().map(LexicalIndex.Ranked::key).toList();
        List<MemoryKey> byVector = question.map(this::nearest).orElse(List.of());
        List<Candidate> chosen = new ArrayList<>();
        Set<Hash> claims = new HashSet<>();
        for (Fusion.Fused<MemoryKey> fused : Fusion.of(List.of(byWords, byVector))) {
            if (chosen.size() == settings.topK()) break;
            MemoryKey key = preferred(fused.key());
            Optional<Candidate> candidate =
                    candidate(key, question, lexical.getOrDefault(fused.key(), 0.0), fused.score());
            if (candidate.isPresent() && claims.add(candidate.get().claim().id())) chosen.add(candidate.get());
        }
        for (Candidate one : List.copyOf(chosen)) {
            one.counterpart()
                    .filter(entry -> claims.add(entry.claim().id()))
                    .flatMap(entry -> candidate(new MemoryKey(Tier.LTM, entry.commitment()), question, 0, 0))
                    .ifPresent(chosen::add);
        }
        return chosen;
    }

    int shortTermSize() {
        return shortTerm.size();
    }

    int longTermSize() {
        return commitments.size();
    }

    int unencoded() {
        return commitments.size() - longTermVectors.size();
    }

    /** The encoders of all vectors here. */
    SortedSet<String> encoders() {
        TreeSet<String> encoders = new TreeSet<>(shortTermVectors.encoders());
        encoders.addAll(longTermVectors.encoders());
        return encoders;
    }

    /** Claims of STM whose vector another encoder made; STM itself sees to that. */
    int shortTermNotOf(String encoder) {
        return shortTermVectors.countNotOf(encoder);
    }

    /** Entries of LTM whose vector another encoder made: first the contested, which must compare with each other. */
    List<Hash> longTermNotOf(String encoder) {
        LinkedHashSet<Hash> entries = new LinkedHashSet<>(contested);
        Set<Hash> outdated = new TreeSet<>();
        for (MemoryKey key : longTermVectors.notOf(encoder)) outdated.add(key.id());
        entries.retainAll(outdated);
        entries.addAll(outdated);
        return List.copyOf(entries);
    }

    /** A claim that both tiers hold is LTM's. */
    private MemoryKey preferred(MemoryKey key) {
        Hash commitment = key.tier() == Tier.STM ? commitments.get(key.id()) : null;
        return commitment == null ? key : new MemoryKey(Tier.LTM, commitment);
    }

    private List<MemoryKey> nearest(Probe question) {
        List<ExactScan.Match<MemoryKey>> both = new ArrayList<>();
        both.addAll(longTermVectors.top(question, settings.depth(), settings.candidateCosine()));
        both.addAll(shortTermVectors.top(question, settings.depth(), settings.candidateCosine()));
        both.sort(Comparator.comparingDouble((ExactScan.Match<MemoryKey> one) -> one.cosine())
                .reversed()
                .thenComparing(ExactScan.Match::key));
        return both.stream().limit(settings.depth()).map(ExactScan.Match::key).toList();
    }

    private Optional<Candidate> candidate(MemoryKey key, Optional<Probe> question, double lexical, double fused) {
        return key.tier() == Tier.STM
                ? Optional.ofNullable(shortTerm.get(key.id()))
                        .filter(claim -> !refused.contains(claim.claim().id()))
                        .map(claim -> new Candidate(
                                Tier.STM,
                                claim.claim(),
                                List.of(claim.source()),
                                claim.heading(),
                                claim.confidence(),
                                cosine(shortTermVectors.get(key), question),
                                lexical,
                                fused,
                                Optional.empty(),
                                Standing.HELD,
                                Optional.empty()))
                : entry(key.id())
                        .filter(Holdings::holds)
                        .map(entry -> new Candidate(
                                Tier.LTM,
                                entry.claim(),
                                entry.sources(),
                                entry.heading(),
                                entry.confidence(),
                                cosine(longTermVectors.get(key), question),
                                lexical,
                                fused,
                                Optional.of(entry.commitment()),
                                entry.standing(),
                                counterpart(entry)));
    }

    private static double cosine(Optional<Embedding> one, Optional<Probe> question) {
        if (one.isEmpty() || question.isEmpty()) return 0;
        return question.get().cosine(one.get());
    }
}
