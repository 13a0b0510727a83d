package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.memory.LongTermEntry;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Long-term memory as a fold over the chain: every node that has the same blocks and bodies holds the same entries,
 * whatever the order in which bodies arrived. Nothing is persisted; a start reads the chain again from height 1.
 *
 * <p>A record has an effect once, and only within {@code ballotWindow} blocks of its nomination's height: that is what
 * lets a voter forget an old YES safely. An entry whose body is not here is <em>pending</em>: known, asked for at one node
 * after the other, never lost.
 */
public final class LongTermMemoryCore {

    private final long ballotWindow;
    private final int fetchAtOnce;
    private final Duration retryAfter;
    private final Engrams engrams = new Engrams();

    /** Nominations whose record stands in the chain. */
    private final Map<Hash, Seen> seen = new LinkedHashMap<>();

    /** Commitments without a body here, with the height of their block, in chain order. */
    private final Map<Hash, Long> pending = new LinkedHashMap<>();

    private final TreeSet<String> peers = new TreeSet<>();
    private int nextPeer;
    private boolean asking;
    private long applied;
    private long chainHeight;

    private record Seen(long height, boolean effective) {}

    /**
     * @param ballotWindow blocks above its nomination's height within which a record has an effect
     * @param fetchAtOnce the most bodies asked for in one message
     * @param retryAfter until a body that did not come is asked for again
     */
    public LongTermMemoryCore(long ballotWindow, int fetchAtOnce, Duration retryAfter) {
        this.ballotWindow = ballotWindow;
        this.fetchAtOnce = fetchAtOnce;
        this.retryAfter = retryAfter;
    }

    public List<Effect<Void, LongTermInput, LongTermOutput>> on(LongTermInput input) {
        return switch (input) {
            case LongTermInput.BlockApplied block -> apply(block);
            case LongTermInput.Forgotten forgotten -> forget(forgotten);
            case LongTermInput.ChainIs(long height) -> {
                chainHeight = Math.max(chainHeight, height);
                yield List.of(publish(new LongTermOutput.ChainAt(applied, applied >= chainHeight)));
            }
            case LongTermInput.BodiesSent(List<Disclosure> disclosures) -> {
                List<Disclosure> wanted = disclosures.stream()
                        .filter(disclosure -> pending.containsKey(disclosure.commitment()))
                        .toList();
                List<Effect<Void, LongTermInput, LongTermOutput>> effects = new ArrayList<>();
                if (!wanted.isEmpty()) effects.add(publish(new LongTermOutput.KeepBodies(wanted)));
                effects.addAll(join(wanted));
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
        for (ConsolidationRecord record : block.records()) {
            Hash id = record.nomination().id();
            if (seen.containsKey(id)) continue;
            boolean effective = record.nomination().height() + ballotWindow >= applied;
            seen.put(id, new Seen(applied, effective));
            records.add(new LongTermOutput.RecordSeen(id, applied, effective));
            if (effective)
                for (ConsolidationRecord.Passed passed : record.passed()) {
                    NominationItem item = record.nomination().items().get(passed.item());
                    if (engrams.add(item, passed.confidence(), applied, block.time()))
                        pending.put(item.commitment(), applied);
                }
        }
        List<Effect<Void, LongTermInput, LongTermOutput>> effects = new ArrayList<>(join(block.bodies()));
        records.forEach(record -> effects.add(publish(record)));
        effects.add(publish(new LongTermOutput.ChainAt(applied, applied >= chainHeight)));
        effects.addAll(askPeers());
        return effects;
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
                Engrams.Forgetting result = engrams.forget(commitment, applied);
                result.gone().ifPresent(entry -> {
                    Hash claimId = entry.claim().id();
                    changed.remove(claimId);
                    effects.add(publish(new LongTermOutput.Erased(entry.commitment(), claimId)));
                });
                result.changed().forEach(entry -> changed.put(entry.claim().id(), entry));
            }
            changed.values().forEach(entry -> effects.add(publish(new LongTermOutput.Learned(entry))));
            effects.add(publish(new LongTermOutput.DestroyBodies(request.commitments(), forgotten.time())));
            effects.add(publish(new LongTermOutput.TombstoneSeen(request.id(), applied)));
        }
        return effects;
    }

    private List<Effect<Void, LongTermInput, LongTermOutput>> join(List<Disclosure> disclosures) {
        Map<Hash, LongTermEntry> changed = new LinkedHashMap<>();
        List<Hash> promoted = new ArrayList<>();
        for (Disclosure disclosure : disclosures) {
            Hash commitment = disclosure.commitment();
            if (pending.remove(commitment) == null) continue;
            for (LongTermEntry entry : engrams.join(commitment, disclosure.body()))
                changed.put(entry.claim().id(), entry);
            promoted.add(disclosure.body().claim().id());
        }
        List<Effect<Void, LongTermInput, LongTermOutput>> effects = new ArrayList<>();
        changed.values().forEach(entry -> effects.add(publish(new LongTermOutput.Learned(entry))));
        if (!promoted.isEmpty()) effects.add(publish(new LongTermOutput.Promoted(promoted)));
        return effects;
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

    /** The records applied in the last {@code ballotWindow} blocks, and how high the chain is; for one who starts late. */
    public List<LongTermOutput> recent() {
        List<LongTermOutput> news = new ArrayList<>();
        seen.forEach((nomination, at) -> {
            if (at.height + ballotWindow >= applied)
                news.add(new LongTermOutput.RecordSeen(nomination, at.height, at.effective));
        });
        news.add(new LongTermOutput.ChainAt(applied, applied >= chainHeight));
        return news;
    }

    public LongTermStatistics statistics() {
        return new LongTermStatistics(
                applied, chainHeight, seen.size(), engrams.countByStanding(), pending.size(), engrams.forgottenCount());
    }

    private static Effect<Void, LongTermInput, LongTermOutput> publish(LongTermOutput output) {
        return new Effect.Publish<>(output);
    }
}
