package dev.darm.knowledge;

import dev.darm.codec.Hash;
import dev.darm.memory.Claim;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.SourceRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * G_K of one node (seed 002 §5, §9; traversal of the graph engine): the chain's claims and those that this node has
 * evidence for, the entities that they speak of, and the edges between them. Plain data, one thread.
 *
 * <p>A claim hangs on its subject and its object; two names of one thing are joined by claims such as "X is also called
 * Y". A verdict starts at the subject and goes from name to name, so {@code hops} = 1 sees what is said of the very
 * subject and 2 also what is said of its other names. Lookups go by topic and by slot, so that their cost does not grow
 * with the number of claims.
 */
public final class KnowledgeGraph {

    static final double GROUNDED = 1;
    static final double UNKNOWN = 0.5;

    private static final Comparator<Conflict> STRONGEST_FIRST =
            Comparator.comparingDouble(Conflict::weight).reversed().thenComparing(Conflict::claimId);

    /** A claim and what this node knows of it. */
    private static final class Node {
        final Claim claim;
        final Optional<Statement> statement;
        final TreeSet<SourceRef> own = new TreeSet<>();
        double ownConfidence;

        @Nullable
        LongTermEntry longTerm;

        Node(Claim claim, Optional<Statement> statement) {
            this.claim = claim;
            this.statement = statement;
        }
    }

    private final KnowledgeSettings settings;
    private final Contradiction contradiction;
    private final Map<Hash, Node> claims = new HashMap<>();
    private final LinkedHashSet<Hash> own = new LinkedHashSet<>();
    private final Map<String, Set<Hash>> byTopic = new HashMap<>();
    private final Map<String, Set<Hash>> bySlot = new HashMap<>();
    private final Map<String, Set<Hash>> byEntity = new HashMap<>();
    private final Map<String, Set<Hash>> byName = new HashMap<>();
    private int longTerm;

    public KnowledgeGraph(KnowledgeSettings settings) {
        this.settings = settings;
        this.contradiction = settings.contradiction();
    }

    /** Takes in an entry of long-term memory, or its new standing or sources. */
    public void learn(LongTermEntry entry) {
        Node node = node(entry.claim());
        if (node.longTerm == null) longTerm++;
        node.longTerm = entry;
    }

    /**
     * Takes in a claim that this node itself read from a passage that it holds or fetched by its hash. Beyond the
     * configured number of own claims the oldest is forgotten.
     */
    public void rememberOwn(ExtractedClaim read) {
        Hash id = read.claim().id();
        Node node = node(read.claim());
        node.own.add(read.source());
        node.ownConfidence = Math.max(node.ownConfidence, read.confidence());
        own.remove(id);
        own.add(id);
        if (own.size() > settings.ownClaims()) forgetOwn(own.getFirst());
    }

    /** Drops this node's own evidence for a claim; what long-term memory says of it stays. */
    public void forgetOwn(Hash id) {
        Node node = claims.get(id);
        if (node == null || !own.remove(id)) return;
        node.own.clear();
        node.ownConfidence = 0;
        if (node.longTerm == null) remove(id, node);
    }

    /** Drops what long-term memory said under {@code commitment}, and this node's own evidence for the claim. */
    public void erase(Hash commitment, Hash id) {
        Node node = claims.get(id);
        if (node == null) return;
        if (node.longTerm != null && node.longTerm.commitment().equals(commitment)) {
            node.longTerm = null;
            longTerm--;
        }
        own.remove(id);
        node.own.clear();
        node.ownConfidence = 0;
        if (node.longTerm == null) remove(id, node);
    }

    /**
     * The verdict on a claim (Algorithm 13's BFS): grounded by this node's own evidence and without conflict it scores 1,
     * with nothing known 0.5; a conflict lowers the score by its weight, to 0 at least. A claim without grounding never
     * gets above 0.5, whatever its neighbours say.
     *
     * @param hops how far to go from name to name, at least 1
     */
    public Verdict bfsValidate(ExtractedClaim judged, int hops) {
        if (hops < 1) throw new IllegalArgumentException("a traversal has at least 1 hop, not " + hops);
        Hash id = judged.claim().id();
        Grounding grounding = dfsAudit(id);
        List<Conflict> conflicts = StatementReader.read(judged.claim())
                .map(statement -> conflicts(id, statement, hops))
                .orElse(List.of());
        double base = grounding.grounded() ? GROUNDED : UNKNOWN;
        double strongest = conflicts.isEmpty() ? 0 : conflicts.getFirst().weight();
        return new Verdict(id, Math.max(0, base - strongest), grounding, conflicts);
    }

    /** What a claim rests on: this node's own passages before the word of the chain (Algorithm 13's DFS audit). */
    public Grounding dfsAudit(Hash id) {
        Node node = claims.get(id);
        if (node == null) return Grounding.NONE;
        if (!node.own.isEmpty()) return new Grounding(Grounding.Kind.OWN_SOURCE, List.copyOf(node.own));
        LongTermEntry entry = node.longTerm;
        if (entry == null || trust(entry.standing()) == 0) return Grounding.NONE;
        return new Grounding(Grounding.Kind.LONG_TERM, entry.sources());
    }

    /** The claims that speak of {@code entity} as subject or object, sorted by id. */
    public List<Hash> about(String entity) {
        return List.copyOf(byEntity.getOrDefault(StatementReader.entity(entity), Set.of()));
    }

    public Optional<LongTermEntry> longTerm(Hash id) {
        Node node = claims.get(id);
        return node == null ? Optional.empty() : Optional.ofNullable(node.longTerm);
    }

    public KnowledgeCounts counts() {
        return new KnowledgeCounts(claims.size(), longTerm, own.size(), byEntity.size());
    }

    private List<Conflict> conflicts(Hash judged, Statement statement, int hops) {
        TreeMap<Hash, Conflict> found = new TreeMap<>();
        for (String name : names(statement.subject(), hops)) {
            Statement said = statement.about(name);
            for (Hash id : rivals(said)) {
                Node node = claims.get(id);
                if (node == null || id.equals(judged)) continue;
                double weight = weight(node);
                if (weight == 0) continue;
                node.statement
                        .flatMap(other -> contradiction.between(said, other))
                        .ifPresent(rule -> found.put(id, new Conflict(id, weight, rule, believed(node))));
            }
        }
        return found.values().stream().sorted(STRONGEST_FIRST).toList();
    }

    /** The claims that could contradict {@code statement}: of its topic, and of its slot when that has one value only. */
    private List<Hash> rivals(Statement statement) {
        Stream<Hash> sameTopic = byTopic.getOrDefault(statement.topic(), Set.of()).stream();
        Stream<Hash> sameSlot = contradiction.singleValued(statement)
                ? bySlot.getOrDefault(statement.slot(), Set.of()).stream()
                : Stream.of();
        return Stream.concat(sameTopic, sameSlot)
                .distinct()
                .limit(settings.rivals())
                .toList();
    }

    /** {@code subject} and the names that it goes by, up to {@code hops} − 1 claims of that kind away, nearest first. */
    private Set<String> names(String subject, int hops) {
        Map<String, Integer> distance = new LinkedHashMap<>();
        Deque<String> frontier = new ArrayDeque<>();
        distance.put(subject, 1);
        frontier.add(subject);
        while (!frontier.isEmpty()) {
            String name = frontier.remove();
            int next = distance.getOrDefault(name, hops) + 1;
            if (next > hops) continue;
            for (String other : otherNames(name)) {
                if (distance.size() < settings.rivals() && distance.putIfAbsent(other, next) == null)
                    frontier.add(other);
            }
        }
        return distance.keySet();
    }

    private List<String> otherNames(String name) {
        List<String> others = new ArrayList<>();
        for (Hash id : byName.getOrDefault(name, Set.of())) {
            Node node = claims.get(id);
            if (node == null || weight(node) == 0) continue;
            node.statement.ifPresent(said -> others.add(said.subject().equals(name) ? said.object() : said.subject()));
        }
        return others;
    }

    /** How much a known claim counts against another: the swarm's word fully, a contested or own one half. */
    private double weight(Node node) {
        LongTermEntry entry = node.longTerm;
        double agreed = entry == null ? 0 : entry.confidence() * trust(entry.standing());
        return Math.max(agreed, node.own.isEmpty() ? 0 : node.ownConfidence * settings.ownTrust());
    }

    private boolean believed(Node node) {
        LongTermEntry entry = node.longTerm;
        return entry != null && trust(entry.standing()) > 0;
    }

    private double trust(LongTermEntry.Standing standing) {
        return switch (standing) {
            case HELD -> 1;
            case CONTESTED -> settings.contestedTrust();
            case WITHDRAWN, SUPERSEDED, QUARANTINED -> 0;
        };
    }

    private Node node(Claim claim) {
        Hash id = claim.id();
        Node known = claims.get(id);
        if (known != null) return known;
        Node node = new Node(claim, StatementReader.read(claim));
        claims.put(id, node);
        node.statement.ifPresent(statement -> {
            add(byTopic, statement.topic(), id);
            add(bySlot, statement.slot(), id);
            for (String entity : entities(statement)) add(byEntity, entity, id);
            if (names(statement)) for (String entity : entities(statement)) add(byName, entity, id);
        });
        return node;
    }

    private void remove(Hash id, Node node) {
        claims.remove(id);
        node.statement.ifPresent(statement -> {
            drop(byTopic, statement.topic(), id);
            drop(bySlot, statement.slot(), id);
            for (String entity : entities(statement)) drop(byEntity, entity, id);
            if (names(statement)) for (String entity : entities(statement)) drop(byName, entity, id);
        });
    }

    private static Set<String> entities(Statement statement) {
        Set<String> entities = new TreeSet<>();
        entities.add(statement.subject());
        if (!statement.object().isEmpty()) entities.add(statement.object());
        return entities;
    }

    private boolean names(Statement statement) {
        return statement.positive()
                && statement.specific()
                && !statement.object().isEmpty()
                && settings.naming().contains(statement.relation());
    }

    private static void add(Map<String, Set<Hash>> index, String key, Hash id) {
        index.computeIfAbsent(key, unused -> new TreeSet<>()).add(id);
    }

    private static void drop(Map<String, Set<Hash>> index, String key, Hash id) {
        index.computeIfPresent(key, (unused, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
        });
    }
}
