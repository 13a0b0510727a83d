package dev.darm.recall;

import dev.darm.codec.Hash;
import dev.darm.memory.Decay;
import dev.darm.memory.Embedding;
import dev.darm.memory.LongTermEntry;
import dev.darm.recall.RecallMessage.Taught;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The Rapid Retrieval Cache of one node (seed 002 §3.5, §7, Algorithm 16): long-term entries by the questions that they
 * answer.
 *
 * <p>An entry is found in one of two ways. A question that was taught is found verbatim in a map, in microseconds and
 * without a vector. Any other question is compared by cosine with the entry's own vector and with the vectors of the
 * questions that it was taught. The seed finds the candidates for that by an LSH bucket; here they come from postings of
 * terms, because the guard ({@link Question#coveredBy}) admits only entries that name every informative term of the
 * question: the postings of the rarest term hold all of them, so nothing that may answer is missed and few others are
 * touched.
 *
 * <p>Only entries whose confidence reaches the threshold are kept: no other can ever answer. An entry that is withdrawn or
 * superseded leaves at once; a contested one is found like any other, and whoever asks must show its counterpart.
 *
 * <p>Capacity: where a node's entries exceed it, those with the lowest accesses × decay ({@link Decay}, from the last
 * access on, each answer counting as a replay) leave, a twentieth of the capacity at a time so that eviction costs little
 * per entry. Being put in counts as the first access. Where they go is for {@link ShardedCache} to say.
 */
public final class RapidRetrievalCache {

    private final RecallSettings settings;
    private final int capacity;
    private final TreeMap<Hash, Slot> slots = new TreeMap<>();
    private final TreeMap<String, Hash> byQuestion = new TreeMap<>();
    private final Map<String, TreeSet<Hash>> postings = new HashMap<>();

    /** The cache of what this node itself is asked for: {@code darm.recall.rrc.capacity} entries. */
    public RapidRetrievalCache(RecallSettings settings) {
        this(settings, settings.rrcCapacity());
    }

    /** @param capacity in entries, at least 1 */
    RapidRetrievalCache(RecallSettings settings, int capacity) {
        this.settings = settings;
        this.capacity = capacity;
    }

    /** An entry that answers; {@code cosine} is 1 for a question seen verbatim. */
    public record Match(LongTermEntry entry, double cosine, boolean verbatim) {}

    /** An entry on its way from one cache of the node to another, with all that was taught of it. */
    record Leaving(LongTermEntry entry, Embedding vector, List<Known> questions, long accesses, Instant lastAccessed) {

        List<Taught> taught() {
            return questions.stream()
                    .map(known -> new Taught(known.question().text(), entry.commitment()))
                    .toList();
        }
    }

    record Known(Question question, Embedding vector) {}

    private static final class Slot {
        private LongTermEntry entry;
        private Embedding vector;
        private final Statement statement;
        private final TreeMap<String, Known> questions = new TreeMap<>();
        private long accesses = 1;
        private Instant lastAccessed;

        private Slot(LongTermEntry entry, Embedding vector, Instant now) {
            this.entry = entry;
            this.vector = vector;
            this.statement = Statement.of(entry.claim(), entry.heading());
            this.lastAccessed = now;
        }
    }

    /**
     * Takes {@code entry} in, or its new standing and sources, or lets it go when it no longer holds.
     *
     * @param vector of the claim's text
     * @return what had to give way
     */
    public List<Leaving> index(LongTermEntry entry, Embedding vector, Instant now) {
        Hash commitment = entry.commitment();
        if (!entry.standing().holds()) {
            remove(commitment);
            return List.of();
        }
        if (entry.confidence() < settings.minConfidence()) return List.of();
        Slot known = slots.get(commitment);
        if (known != null) {
            known.entry = entry;
            known.vector = vector;
            return List.of();
        }
        Slot slot = new Slot(entry, vector, now);
        slots.put(commitment, slot);
        for (String term : slot.statement.terms()) post(term, commitment);
        return slots.size() > capacity ? evict(commitment, now) : List.of();
    }

    /** Takes in what another cache let go, as if it had always been here; returns what had to give way. */
    List<Leaving> admit(Leaving arriving, Instant now) {
        List<Leaving> gone = index(arriving.entry(), arriving.vector(), now);
        Slot slot = slots.get(arriving.entry().commitment());
        if (slot == null) return gone;
        slot.accesses = Math.max(slot.accesses, arriving.accesses());
        for (Known known : arriving.questions())
            teach(known.question(), known.vector(), arriving.entry().commitment());
        return gone;
    }

    /** Takes {@code commitment} out, with all that was taught of it. */
    Optional<Leaving> take(Hash commitment) {
        Slot slot = slots.get(commitment);
        if (slot == null) return Optional.empty();
        Leaving leaving = new Leaving(
                slot.entry, slot.vector, List.copyOf(slot.questions.values()), slot.accesses, slot.lastAccessed);
        remove(commitment);
        return Optional.of(leaving);
    }

    /** What {@code commitment} was taught, in the order of the questions' normalised texts. */
    List<Taught> taught(Hash commitment) {
        Slot slot = slots.get(commitment);
        if (slot == null) return List.of();
        return slot.questions.values().stream()
                .map(known -> new Taught(known.question().text(), commitment))
                .toList();
    }

    boolean isFull() {
        return slots.size() >= capacity;
    }

    public void remove(Hash commitment) {
        Slot slot = slots.remove(commitment);
        if (slot == null) return;
        for (String term : slot.statement.terms()) unpost(term, commitment);
        for (Known known : slot.questions.values()) {
            byQuestion.remove(known.question().normalised(), commitment);
            for (String term : known.question().words().keySet()) unpost(term, commitment);
        }
    }

    /**
     * Learns that the entry {@code commitment} answered {@code question}; false when that was known, the entry is not
     * here, or a later block already answers the same question. Of an entry's questions only so many are kept; the one
     * whose text sorts last gives way, so that every node that was told the same keeps the same. Of a question that is known,
     * the vector is replaced.
     */
    public boolean teach(Question question, Embedding vector, Hash commitment) {
        Slot slot = slots.get(commitment);
        if (slot == null || question.words().isEmpty()) return false;
        if (slot.questions.computeIfPresent(question.normalised(), (text, known) -> new Known(known.question(), vector))
                != null) return false;
        Hash other = byQuestion.get(question.normalised());
        if (other != null && !later(commitment, other)) return false;
        if (other != null) unteach(other, question.normalised());
        slot.questions.put(question.normalised(), new Known(question, vector));
        byQuestion.put(question.normalised(), commitment);
        for (String term : question.words().keySet()) post(term, commitment);
        if (slot.questions.size() <= settings.questionsPerEntry()) return true;
        String last = slot.questions.lastKey();
        unteach(commitment, last);
        return !last.equals(question.normalised());
    }

    /** Whether {@code question} is taught, with this answer or a later one. */
    public boolean knows(String question, Hash commitment) {
        Hash known = byQuestion.get(Question.normalise(question));
        return known != null && (known.equals(commitment) || !later(commitment, known));
    }

    public boolean holds(Hash commitment) {
        return slots.containsKey(commitment);
    }

    /** The entry that is taught for this very question. */
    Optional<LongTermEntry> answerTo(Question question) {
        return Optional.ofNullable(byQuestion.get(question.normalised())).map(commitment -> slot(commitment).entry);
    }

    void unlearn(Question question) {
        Hash commitment = byQuestion.get(question.normalised());
        if (commitment != null) unteach(commitment, question.normalised());
    }

    /** The entry that answered this very question. */
    public Optional<Match> verbatim(String question, Instant now) {
        Hash commitment = byQuestion.get(Question.normalise(question));
        if (commitment == null) return Optional.empty();
        return Optional.of(accessed(slot(commitment), 1, true, now));
    }

    /**
     * The entry nearest to the question that may answer it: cosine at least the threshold against the entry's vector or a
     * taught question's, and admitted by the guard. Of equals, the lower commitment.
     *
     * @param vectors of the question
     */
    Optional<Match> nearest(Question question, Probe vectors, Instant now) {
        Slot best = null;
        double bestCosine = settings.minCosine();
        for (Hash commitment : rarest(question)) {
            Slot slot = slot(commitment);
            double cosine = cosine(question, vectors, slot);
            if (best == null ? cosine >= bestCosine : cosine > bestCosine) {
                best = slot;
                bestCosine = cosine;
            }
        }
        return best == null ? Optional.empty() : Optional.of(accessed(best, bestCosine, false, now));
    }

    /**
     * Taught questions after {@code after} in the order of their normalised texts ("" is before all): up to {@code max},
     * and no more than one beyond {@code maxChars} characters altogether.
     */
    public List<Taught> taughtAfter(String after, int max, int maxChars) {
        List<Taught> page = new ArrayList<>();
        int chars = 0;
        for (Map.Entry<String, Hash> one : byQuestion.tailMap(after, false).entrySet()) {
            if (page.size() == max || chars > maxChars) break;
            Known known = Objects.requireNonNull(slot(one.getValue()).questions.get(one.getKey()));
            page.add(new Taught(known.question().text(), one.getValue()));
            chars += one.getKey().length();
        }
        return page;
    }

    /** Taught questions whose vector another encoder made. */
    List<Taught> taughtNotOf(String encoder) {
        List<Taught> taught = new ArrayList<>();
        slots.forEach((commitment, slot) -> {
            for (Known known : slot.questions.values())
                if (!known.vector().isOf(encoder))
                    taught.add(new Taught(known.question().text(), commitment));
        });
        return taught;
    }

    public int size() {
        return slots.size();
    }

    public int questions() {
        return byQuestion.size();
    }

    /** How often the entry was put in or answered; 0 when it is not here. */
    public long accesses(Hash commitment) {
        Slot slot = slots.get(commitment);
        return slot == null ? 0 : slot.accesses;
    }

    /** The slot of an entry that is known to be here, because something else still points to it. */
    private Slot slot(Hash commitment) {
        return Objects.requireNonNull(slots.get(commitment), () -> "no entry " + commitment.brief());
    }

    private Iterable<Hash> rarest(Question question) {
        Set<Hash> rarest = Set.of();
        for (String term : question.words().keySet()) {
            Set<Hash> having = postings.get(term);
            if (having == null) return Set.of();
            if (rarest.isEmpty() || having.size() < rarest.size()) rarest = having;
        }
        return rarest;
    }

    private static double cosine(Question question, Probe vectors, Slot slot) {
        double best = question.coveredBy(slot.statement) ? vectors.cosine(slot.vector) : -1;
        for (Known known : slot.questions.values()) {
            if (question.coveredBy(known.question(), slot.statement))
                best = Math.max(best, vectors.cosine(known.vector()));
        }
        return best;
    }

    private static Match accessed(Slot slot, double cosine, boolean verbatim, Instant now) {
        slot.accesses++;
        slot.lastAccessed = now;
        return new Match(slot.entry, Math.min(1, cosine), verbatim);
    }

    private boolean later(Hash commitment, Hash than) {
        Slot one = slots.get(commitment);
        Slot other = slots.get(than);
        if (one == null || other == null) return one != null;
        return later(one.entry, other.entry);
    }

    /** Of two entries that answer one question, the one of the later block does; in one block, the lower commitment. */
    static boolean later(LongTermEntry one, LongTermEntry than) {
        int byHeight = Long.compare(one.height(), than.height());
        return byHeight != 0 ? byHeight > 0 : one.commitment().compareTo(than.commitment()) < 0;
    }

    private void unteach(Hash commitment, String normalised) {
        Slot slot = slot(commitment);
        Known gone = slot.questions.remove(normalised);
        byQuestion.remove(normalised, commitment);
        if (gone == null) return;
        for (String term : gone.question().words().keySet()) {
            boolean elsewhere = slot.statement.terms().contains(term)
                    || slot.questions.values().stream()
                            .anyMatch(known -> known.question().words().containsKey(term));
            if (!elsewhere) unpost(term, commitment);
        }
    }

    private void post(String term, Hash commitment) {
        postings.computeIfAbsent(term, none -> new TreeSet<>()).add(commitment);
    }

    private void unpost(String term, Hash commitment) {
        TreeSet<Hash> having = postings.get(term);
        if (having == null) return;
        having.remove(commitment);
        if (having.isEmpty()) postings.remove(term);
    }

    private double decay(Slot slot, Instant now) {
        Duration idle = Duration.between(slot.lastAccessed, now);
        int hits = (int) Math.min(Integer.MAX_VALUE, slot.accesses - 1);
        return Decay.score(settings.decay(), slot.entry.salience(), idle.isNegative() ? Duration.ZERO : idle, hits);
    }

    /** What has just come stays, whatever it is worth beside its equals. */
    private List<Leaving> evict(Hash newest, Instant now) {
        NavigableMap<Hash, Double> worth = new TreeMap<>();
        slots.forEach((commitment, slot) -> worth.put(commitment, slot.accesses * decay(slot, now)));
        worth.put(newest, Double.MAX_VALUE);
        List<Hash> order = new ArrayList<>(worth.keySet());
        order.sort(Comparator.comparingDouble((Hash one) -> worth.getOrDefault(one, 0.0)));
        int target = capacity - capacity / 20;
        List<Leaving> gone = new ArrayList<>();
        for (Hash commitment : order.subList(0, slots.size() - target))
            take(commitment).ifPresent(gone::add);
        return gone;
    }
}
