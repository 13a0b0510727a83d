package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.memory.LongTermEntry;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Long-term memory as a fold over the chain: every node that has the same blocks and bodies holds the same entries,
 * whatever the order in which bodies arrived. Nothing is persisted; a start reads the chain again from height 1.
 *
 * <p>A record has an effect once, and only within {@code ballotWindow} blocks of its nomination's height: that is what
 * lets a voter forget an old YES safely. An entry whose body is not here is <em>pending</em>: known, asked for at one node
 * after the other, never lost.
 */
public final class LongTermMemoryCore {

    private final MemoryRules rules;
    private final int fetchAtOnce;
    private final Duration retryAfter;
    private final Engrams engrams;

    /** Nominations whose record stands in the chain. */
    private final Map<Hash, Seen> seen = new LinkedHashMap<>();

    /** Commitments without a body here, with the height of their block, in chain order. */
    private final Map<Hash, Long> pending = new LinkedHashMap<>();

    private final StatisticsHistory statistics;
    private long promotions;
    private int statisticsTold;
    private Optional<Edition.Due> dueTold = Optional.empty();

    /** Height of the last block with a tombstone. */
    private long forgotAt;

    private final TreeSet<String> peers = new TreeSet<>();
    private int nextPeer;
    private boolean asking;
    private long applied;
    private long chainHeight;

    private record Seen(long height, boolean effective) {}

    /**
     * @param rules of the chain
     * @param fetchAtOnce the most bodies asked for in one message
     * @param retryAfter until a body that did not come is asked for again
     */
    public LongTermMemoryCore(MemoryRules rules, int fetchAtOnce, Duration retryAfter) {
        this.rules = rules;
        this.engrams = new Engrams(rules);
        this.fetchAtOnce = fetchAtOnce;
        this.retryAfter = retryAfter;
        this.statistics = new StatisticsHistory(rules.ballotWindow(), rules.growth());
    }

    public List<Effect<Void, LongTermInput, LongTermOutput>> on(LongTermInput input) {
        return switch (input) {
            case LongTermInput.BlockApplied block -> apply(block);
            case LongTermInput.Forgotten forgotten -> forget(forgotten);
            case LongTermInput.ChainIs(long height) -> {
                chainHeight = Math.max(chainHeight, height);
                List<Effect<Void, LongTermInput, LongTermOutput>> effects = new ArrayList<>();
                effects.add(publish(new LongTermOutput.ChainAt(applied, applied >= chainHeight)));
                effects.addAll(statisticsNews());
                yield effects;
            }
            case LongTermInput.StatisticsCommitted(StatisticsRecord record) -> {
                statistics.commit(record);
                yield statisticsNews();
            }
            case LongTermInput.BodiesSent(List<Disclosure> disclosures) -> {
                List<Disclosure> wanted = disclosures.stream()
                        .filter(disclosure -> pending.containsKey(disclosure.commitment()))
                        .toList();
                List<Effect<Void, LongTermInput, LongTermOutput>> effects = new ArrayList<>();
                if (!wanted.isEmpty()) effects.add(publish(new LongTermOutput.KeepBodies(wanted)));
                effects.addAll(join(wanted, new LinkedHashMap<>()));
                yield effects;
            }
            case LongTermInput.PeersAre(var names) -> {
                peers.clear();
                peers.addAll(names);
                yield askPeers();
            }
            case LongTermInput.AskAgain again -> {
                asking = false;
                yield askPeers();
            }
        };
    }

    /**
     * What this node can say of a block is told before its records are: a voter forgets its YES to a claim only when the
     * knowledge graph knows the claim. Whoever said YES keeps the body, so for a voter this holds.
     */
    private List<Effect<Void, LongTermInput, LongTermOutput>> apply(LongTermInput.BlockApplied block) {
        if (block.height() != applied + 1)
            throw new IllegalArgumentException("block " + block.height() + " after " + applied);
        applied = block.height();
        chainHeight = Math.max(chainHeight, applied);
        List<LongTermOutput.RecordSeen> records = new ArrayList<>();
        Map<Hash, LongTermEntry> changed = new LinkedHashMap<>();
        note(changed, engrams.at(block.time()));
        for (ConsolidationRecord record : block.records()) {
            Hash id = record.nomination().id();
            if (seen.containsKey(id)) continue;
            boolean effective = record.nomination().height() + rules.ballotWindow() >= applied;
            seen.put(id, new Seen(applied, effective));
            records.add(new LongTermOutput.RecordSeen(id, applied, effective));
            if (effective)
                for (ConsolidationRecord.Passed passed : record.passed()) add(record, passed, block.time(), changed);
        }
        statistics.blockApplied(applied, promotions);
        List<Effect<Void, LongTermInput, LongTermOutput>> effects = new ArrayList<>(join(block.bodies(), changed));
        records.forEach(record -> effects.add(publish(record)));
        effects.add(publish(new LongTermOutput.ChainAt(applied, applied >= chainHeight)));
        effects.addAll(statisticsNews());
        effects.addAll(askPeers());
        return effects;
    }

    /** A resolution says nothing but that its block's time has come, so nobody needs its body. */
    private void add(
            ConsolidationRecord record,
            ConsolidationRecord.Passed passed,
            Instant time,
            Map<Hash, LongTermEntry> changed) {
        NominationItem item = record.nomination().items().get(passed.item());
        if (item.kind() == NominationItem.Kind.RESOLVE || !engrams.add(record, passed, applied, time)) return;
        if (engrams.forgottenAt(item.commitment()).isEmpty()) pending.put(item.commitment(), applied);
        if (item.kind().entersMemory()) promotions++;
        note(changed, engrams.touch(item.commitment()));
    }

    /** The keys go last: whoever must forget too is told what, and nobody can ask for it afterwards. */
    private List<Effect<Void, LongTermInput, LongTermOutput>> forget(LongTermInput.Forgotten forgotten) {
        if (forgotten.height() != applied)
            throw new IllegalArgumentException("tombstones of block " + forgotten.height() + " after " + applied);
        List<Effect<Void, LongTermInput, LongTermOutput>> effects = new ArrayList<>();
        for (ForgetRequest request : forgotten.requests()) {
            Map<Hash, LongTermEntry> changed = new LinkedHashMap<>();
            for (Hash commitment : request.commitments()) {
                pending.remove(commitment);
                Engrams.Forgetting result = engrams.forget(commitment, applied, forgotten.time());
                result.gone().ifPresent(entry -> {
                    Hash claimId = entry.claim().id();
                    changed.remove(claimId);
                    effects.add(publish(new LongTermOutput.Erased(entry.commitment(), claimId)));
                });
                note(changed, result.changed());
            }
            changed.values().forEach(entry -> effects.add(publish(new LongTermOutput.Learned(entry))));
            effects.add(publish(new LongTermOutput.DestroyBodies(request.commitments(), forgotten.time())));
            effects.add(publish(new LongTermOutput.TombstoneSeen(request.id(), applied)));
        }
        forgotAt = applied;
        statistics.forgot();
        effects.addAll(statisticsNews());
        return effects;
    }

    /** What is new of the corpus statistics, once the chain is applied: a start passes over what is long outdated. */
    private List<Effect<Void, LongTermInput, LongTermOutput>> statisticsNews() {
        List<Effect<Void, LongTermInput, LongTermOutput>> effects = new ArrayList<>();
        if (applied < chainHeight) return effects;
        if (statistics.inEffect().version() != statisticsTold) {
            statisticsTold = statistics.inEffect().version();
            effects.add(publish(new LongTermOutput.StatisticsInEffect(statistics.inEffect())));
        }
        if (!statistics.due().equals(dueTold)) {
            dueTold = statistics.due();
            dueTold.ifPresent(due -> effects.add(publish(new LongTermOutput.StatisticsDue(due))));
        }
        return effects;
    }

    /**
     * The texts of all claims promoted by the block at {@code height} and not forgotten by then, whatever their standing
     * since; empty while one of their bodies is not here, and for good once something was forgotten in a later block. The
     * same on every node that has the bodies.
     */
    public Optional<List<String>> textsUpTo(long height) {
        boolean lacking = pending.values().stream().anyMatch(at -> at <= height);
        if (applied < height || height < forgotAt || lacking) return Optional.empty();
        return Optional.of(engrams.list(0, Integer.MAX_VALUE).values().stream()
                .filter(entry -> entry.height() <= height)
                .map(entry -> entry.claim().text())
                .toList());
    }

    private static void note(Map<Hash, LongTermEntry> changed, List<LongTermEntry> entries) {
        for (LongTermEntry entry : entries) changed.put(entry.claim().id(), entry);
    }

    private List<Effect<Void, LongTermInput, LongTermOutput>> join(
            List<Disclosure> disclosures, Map<Hash, LongTermEntry> changed) {
        TreeSet<Hash> joined = new TreeSet<>();
        for (Disclosure disclosure : disclosures) {
            if (pending.remove(disclosure.commitment()) == null) continue;
            note(changed, engrams.join(disclosure));
            joined.add(disclosure.body().claim().id());
        }
        List<Effect<Void, LongTermInput, LongTermOutput>> effects = new ArrayList<>();
        changed.values().forEach(entry -> effects.add(publish(new LongTermOutput.Learned(entry))));
        Map<Boolean, List<Hash>> quarantined = joined.stream().collect(Collectors.partitioningBy(this::isQuarantined));
        publishIfAny(effects, quarantined.getOrDefault(false, List.of()), LongTermOutput.Promoted::new);
        publishIfAny(effects, quarantined.getOrDefault(true, List.of()), LongTermOutput.Quarantined::new);
        return effects;
    }

    private boolean isQuarantined(Hash claimId) {
        return engrams.byClaim(claimId)
                .filter(entry -> entry.standing() == LongTermEntry.Standing.QUARANTINED)
                .isPresent();
    }

    private static void publishIfAny(
            List<Effect<Void, LongTermInput, LongTermOutput>> effects,
            List<Hash> claims,
            Function<List<Hash>, LongTermOutput> output) {
        if (!claims.isEmpty()) effects.add(publish(output.apply(claims)));
    }

    /** Asks the next node for what is missing, one node at a time, each in its turn. */
    private List<Effect<Void, LongTermInput, LongTermOutput>> askPeers() {
        if (asking || pending.isEmpty()) return List.of();
        asking = true;
        List<Effect<Void, LongTermInput, LongTermOutput>> effects = new ArrayList<>();
        if (!peers.isEmpty()) {
            String peer = List.copyOf(peers).get(Math.floorMod(nextPeer++, peers.size()));
            List<Hash> wanted = pending.keySet().stream().limit(fetchAtOnce).toList();
            effects.add(new Effect.Send<>(new Party.Node(peer), new LongTermOutput.FetchBodies(wanted)));
        }
        effects.add(new Effect.Schedule<>("ask-again", retryAfter, new LongTermInput.AskAgain()));
        return effects;
    }

    /** The height of the last block applied; the next to give is one more. */
    public long applied() {
        return applied;
    }

    public boolean contains(Hash claimId) {
        return engrams.byClaim(claimId).isPresent();
    }

    /** The entry of a claim id, or of any commitment that promoted it. */
    public Optional<LongTermEntry> find(Hash commitmentOrClaimId) {
        return engrams.find(commitmentOrClaimId);
    }

    /** All commitments in the chain of the claim that is named so, those not forgotten yet. */
    public TreeSet<Hash> factsOf(Hash commitmentOrClaimId) {
        return engrams.factsOf(commitmentOrClaimId);
    }

    /** Whether the chain has promoted {@code commitment}, forgotten or not. */
    public boolean stands(Hash commitment) {
        return engrams.stands(commitment);
    }

    /** The height of the tombstone that named {@code commitment}. */
    public Optional<Long> forgottenAt(Hash commitment) {
        return engrams.forgottenAt(commitment);
    }

    /** Entries in the order of their promotion, from the place {@code from} (0 first), by place. */
    public TreeMap<Long, LongTermEntry> list(long from, int max) {
        return engrams.list(from, max);
    }

    /** Commitments in the chain whose bodies are not here, with the heights of their blocks. */
    public Map<Hash, Long> pending() {
        return Map.copyOf(pending);
    }

    /** The records applied in the last blocks of the ballot window, and how high the chain is; for one who starts late. */
    public List<LongTermOutput> recent() {
        List<LongTermOutput> news = new ArrayList<>();
        seen.forEach((nomination, at) -> {
            if (at.height + rules.ballotWindow() >= applied)
                news.add(new LongTermOutput.RecordSeen(nomination, at.height, at.effective));
        });
        news.add(new LongTermOutput.ChainAt(applied, applied >= chainHeight));
        if (statisticsTold > 0) news.add(new LongTermOutput.StatisticsInEffect(statistics.inEffect()));
        dueTold.ifPresent(due -> news.add(new LongTermOutput.StatisticsDue(due)));
        return news;
    }

    /** The contests that are open, in the order of their challenges' commitments. */
    public List<Contest> openContests() {
        return engrams.contests().values().stream().filter(Contest::open).toList();
    }

    /** The contest of a challenge, by its commitment. */
    public Optional<Contest> contest(Hash challenge) {
        return Optional.ofNullable(engrams.contests().get(challenge));
    }

    public LongTermStatistics statistics() {
        return new LongTermStatistics(
                applied,
                chainHeight,
                seen.size(),
                engrams.countByStanding(),
                openContests().size(),
                pending.size(),
                engrams.forgottenCount());
    }

    private static Effect<Void, LongTermInput, LongTermOutput> publish(LongTermOutput output) {
        return new Effect.Publish<>(output);
    }
}
