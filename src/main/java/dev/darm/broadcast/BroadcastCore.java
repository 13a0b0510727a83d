package dev.darm.broadcast;

import dev.darm.broadcast.HeldItems.Held;
import dev.darm.codec.Hash;
import dev.darm.codec.Octets;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The broadcasts of one node, without actor or clock.
 *
 * <p>A copy names the members that its receiver is to serve, so no two nodes need to agree on who is a member. Once its owner has
 * taken an item, the node sends it on along the {@link Tree} over those of them that it can reach. What gets lost on the way,
 * with a message or a node, is repaired: holders say in turn ({@link Turns}) what they have, and who has not got it within
 * {@link BroadcastSettings#patience} asks them, one after the other.
 *
 * <p>Of an item with more than one chunk a copy has the first; the receiver asks for the others, {@link #WINDOW} at one time, of
 * whoever has them, and goes on where it was when it turns to another holder. Each chunk is checked against the id.
 */
public final class BroadcastCore {

    /** Chunks that one holder is asked for at one time. */
    static final int WINDOW = 4;

    /** Items that are heard of, put together or judged at one time. */
    static final int MAX_INCOMING = 1_024;

    /** Of these, first heard of from one node. */
    static final int MAX_INCOMING_OF_ONE = 128;

    /** What a broadcaster says. */
    public sealed interface Said {

        record ToPeer(BroadcastMessage message) implements Said {}

        /** An item for the owner of its kind, who must say what to do with it by {@link BroadcastCore#judged}. */
        record Arrived(Kind kind, Hash id, Octets bytes) implements Said {}
    }

    private final String node;
    private final BroadcastSettings settings;
    private final TreeMap<String, Kind> kinds = new TreeMap<>();
    private final HeldItems held;
    private final LinkedHashMap<Hash, Incoming> incoming = new LinkedHashMap<>();
    private final TreeMap<String, Instant> distrusted = new TreeMap<>();
    private final TreeMap<String, Long> served = new TreeMap<>();
    private final Turns turns = new Turns();
    private final Tally tally = new Tally();
    private long page;
    private SortedSet<String> connected = Collections.emptySortedSet();
    private List<Effect<Void, Void, Said>> effects = new ArrayList<>();

    public BroadcastCore(String node, BroadcastSettings settings) {
        this.node = node;
        this.settings = settings;
        this.held = new HeldItems(settings.keptBytes());
    }

    /** Items of {@code kind} are for this node from now on; others are not heard. */
    public void accept(Kind kind) {
        kinds.put(kind.name(), kind);
    }

    /**
     * Sends an item of this node to those of {@code to} that are in reach.
     *
     * @throws IllegalArgumentException when it is larger than {@code max-item-bytes}, or empty
     */
    public List<Effect<Void, Void, Said>> spread(Kind kind, byte[] bytes, SortedSet<String> to, Instant now) {
        if (bytes.length > settings.maxItemBytes())
            throw new IllegalArgumentException("an item has at most " + settings.maxItemBytes()
                    + " bytes (darm.broadcast.max-item-bytes), not " + bytes.length);
        Manifest manifest = Manifest.of(kind.name(), bytes, settings.chunkBytes());
        Hash id = manifest.id();
        if (held.find(id).isPresent()) return done();
        List<byte[]> chunks = new ArrayList<>();
        for (int i = 0; i < manifest.chunks().size(); i++)
            chunks.add(Arrays.copyOfRange(bytes, manifest.offset(i), manifest.offset(i) + manifest.size(i)));
        incoming.remove(id);
        Held item = new Held(id, kind, manifest, chunks, now.plus(settings.announceFor()));
        held.keep(item);
        List<String> members = reachable(to, node);
        // other items take other ways, so that no member is always near the root
        Collections.rotate(members, Math.floorMod(id.hashCode(), Math.max(1, members.size())));
        forward(item, members);
        return done();
    }

    /** What the owner says of an item that arrived; nothing comes of it when the item is not waited for any more. */
    public List<Effect<Void, Void, Said>> judged(Hash id, Verdict verdict, Instant now) {
        Incoming item = incoming.get(id);
        if (item == null || !item.isJudging()) return done();
        incoming.remove(id);
        switch (verdict) {
            case TAKE -> {
                tally.taken++;
                if (item.announced) tally.repaired++;
                Held taken = new Held(
                        id, item.kind, item.manifest().orElseThrow(), item.chunks(), now.plus(settings.announceFor()));
                held.keep(taken);
                forward(taken, reachable(item.below(), node));
            }
            case DROP -> held.forget(id);
            case REFUSE -> {
                held.forget(id);
                for (String holder : item.holders()) lies(holder, now);
            }
        }
        return done();
    }

    /** A message of another node's broadcaster. */
    public List<Effect<Void, Void, Said>> hear(BroadcastMessage message, Instant now) {
        if (!connected.contains(message.from())) return done();
        switch (message) {
            case BroadcastMessage.Push push -> {
                if (!distrusted.containsKey(push.from())) pushed(push, now);
            }
            case BroadcastMessage.Piece piece -> {
                if (!distrusted.containsKey(piece.from())) piece(piece, now);
            }
            case BroadcastMessage.Holds(String from, List<BroadcastMessage.Holding> items) -> {
                if (!distrusted.containsKey(from)) items.forEach(item -> heard(from, item, now));
            }
            case BroadcastMessage.Want want -> wanted(want);
            case BroadcastMessage.Gone(String from, Hash id) -> {
                Incoming item = incoming.get(id);
                if (item != null && !item.isJudging() && item.notHeldBy(from)) askNext(item, now);
            }
        }
        return done();
    }

    /** The nodes whose broadcasters can be reached now; this one may be among them. */
    public List<Effect<Void, Void, Said>> connected(SortedSet<String> nodes, Instant now) {
        TreeSet<String> others = new TreeSet<>(nodes);
        others.remove(node);
        if (!connected.containsAll(others)) held.announceAgain(now.plus(settings.announceFor()));
        connected = Collections.unmodifiableSortedSet(others);
        distrusted.keySet().retainAll(others);
        for (Incoming item : List.copyOf(incoming.values()))
            if (item.retain(others) && !item.isJudging()) askNext(item, now);
        return done();
    }

    /** Time to look for what is late, and to say what is here. */
    public List<Effect<Void, Void, Said>> tick(Instant now) {
        served.clear();
        distrusted.values().removeIf(until -> !until.isAfter(now));
        held.tick(now);
        for (Incoming item : List.copyOf(incoming.values())) {
            if (item.due.isAfter(now)) continue;
            if (item.isJudging()) incoming.remove(item.id);
            else askNext(item, now);
        }
        announce(held.announced(now));
        return done();
    }

    public BroadcastCounts counts() {
        return tally.counts();
    }

    /** Bytes of items that are kept, and of those that are coming in. */
    long bytes() {
        return held.bytes() + incomingBytes();
    }

    private void pushed(BroadcastMessage.Push push, Instant now) {
        Manifest manifest = push.item();
        Kind kind = kinds.get(manifest.kind());
        if (kind == null) return;
        Hash id = manifest.id();
        List<String> below = reachable(push.below(), push.from());
        if (held.knows(id)) {
            tally.duplicates++;
            held.find(id).ifPresent(item -> forward(item, below));
            return;
        }
        if (!holds(manifest, 0, push.first())) {
            lies(push.from(), now);
            return;
        }
        Incoming item = incoming.get(id);
        if (item != null && item.manifest().isPresent()) tally.duplicates++;
        else if (!hasRoom(push.from(), manifest, item == null)) {
            tally.overflow++;
            return;
        }
        if (item == null) {
            item = new Incoming(id, kind, push.from(), false, now.plus(settings.patience()));
            incoming.put(id, item);
        }
        if (item.manifest().isEmpty()) item.describe(manifest);
        item.heldBy(push.from());
        item.serve(below);
        item.put(0, push.first().toBytes());
        goOn(item, push.from(), now);
    }

    private void piece(BroadcastMessage.Piece piece, Instant now) {
        Incoming item = incoming.get(piece.id());
        if (item == null || item.manifest().isEmpty() || piece.chunk() < 0 || !item.lacks(piece.chunk())) return;
        if (!holds(item.manifest().get(), piece.chunk(), piece.bytes())) {
            lies(piece.from(), now);
            return;
        }
        item.put(piece.chunk(), piece.bytes().toBytes());
        item.due = now.plus(settings.patience());
        goOn(item, piece.from(), now);
    }

    /** Has a complete item judged; asks who just gave a part of another for more, once all came that was asked for. */
    private void goOn(Incoming item, String from, Instant now) {
        if (item.isJudging()) return;
        if (item.isComplete()) {
            byte[] bytes = item.complete(now.plus(settings.announceFor()));
            effects.add(new Effect.Publish<>(new Said.Arrived(item.kind, item.id, Octets.of(bytes))));
        } else if (!item.isAsked() || item.wantsMore()) {
            ask(item, from, now);
        }
    }

    private void heard(String from, BroadcastMessage.Holding holding, Instant now) {
        Kind kind = kinds.get(holding.kind());
        if (kind == null || !kind.announced() || held.knows(holding.id())) return;
        Incoming item = incoming.get(holding.id());
        if (item == null) {
            if (isCrowded(from)) {
                tally.overflow++;
                return;
            }
            item = new Incoming(holding.id(), kind, from, true, now.plus(settings.patience()));
            incoming.put(item.id, item);
        }
        item.heldBy(from);
    }

    private void wanted(BroadcastMessage.Want want) {
        Optional<Held> found = held.find(want.id());
        if (found.isEmpty()) {
            to(want.from(), new BroadcastMessage.Gone(node, want.id()));
            return;
        }
        Held item = found.get();
        int chunks = item.manifest.chunks().size();
        if (want.first() < 0 || want.first() >= chunks) return;
        int end = Math.min(chunks, want.first() + Math.clamp(want.count(), 1, WINDOW));
        long total = served.values().stream().mapToLong(Long::longValue).sum();
        for (int chunk = want.first(); chunk < end; chunk++) {
            int size = item.manifest.size(chunk);
            long sent = served.getOrDefault(want.from(), 0L);
            if (total + size > settings.servedBytes() || sent + size > settings.servedBytes() / 2) return;
            served.put(want.from(), sent + size);
            total += size;
            tally.served++;
            tally.servedBytes += size;
            to(
                    want.from(),
                    want.count() == 0
                            ? new BroadcastMessage.Push(node, item.manifest, item.chunk(0), List.of())
                            : new BroadcastMessage.Piece(node, item.id, chunk, item.chunk(chunk)));
        }
    }

    private void askNext(Incoming item, Instant now) {
        Optional<String> next = item.isGivenUp() ? Optional.empty() : item.next();
        if (next.isPresent()) ask(item, next.get(), now);
        else incoming.remove(item.id);
    }

    private void ask(Incoming item, String holder, Instant now) {
        int first = item.firstMissing().orElse(0);
        int count = item.manifest()
                .map(manifest -> Math.min(WINDOW, manifest.chunks().size() - first))
                .orElse(0);
        item.asks(holder, first + count, now.plus(settings.patience()));
        tally.requests++;
        to(holder, new BroadcastMessage.Want(node, item.id, first, count));
    }

    /** Sends copies of an item that is here, the first time that there is somebody to send them to. */
    private void forward(Held item, List<String> below) {
        if (below.isEmpty() || !item.forwards()) return;
        for (Tree.Branch branch : Tree.branches(below)) {
            tally.copy(item.manifest, branch);
            to(branch.child(), new BroadcastMessage.Push(node, item.manifest, item.chunk(0), branch.below()));
        }
    }

    private void announce(List<Held> items) {
        if (items.isEmpty()) return;
        Optional<String> peer = turns.next(node, connected);
        if (peer.isEmpty()) return;
        int pages = (items.size() - 1) / BroadcastMessage.MAX_HELD + 1;
        int from = (int) (page++ % pages) * BroadcastMessage.MAX_HELD;
        List<BroadcastMessage.Holding> holdings = new ArrayList<>();
        for (Held item : items.subList(from, Math.min(items.size(), from + BroadcastMessage.MAX_HELD)))
            holdings.add(new BroadcastMessage.Holding(item.kind.name(), item.id));
        tally.announcement(holdings);
        to(peer.get(), new BroadcastMessage.Holds(node, holdings));
    }

    /** Whether {@code bytes} are that chunk. */
    private static boolean holds(Manifest manifest, int chunk, Octets bytes) {
        byte[] plain = bytes.toBytes();
        return plain.length == manifest.size(chunk)
                && Hash.of(plain).equals(manifest.chunks().get(chunk));
    }

    /** {@code peer} gave what does not hold: nothing of it is heard for a while, and it is asked for nothing. */
    private void lies(String peer, Instant now) {
        tally.refused++;
        distrusted.put(peer, now.plus(settings.distrust()));
        for (Incoming item : List.copyOf(incoming.values()))
            if (item.notHeldBy(peer) && !item.isJudging()) askNext(item, now);
    }

    private boolean hasRoom(String from, Manifest manifest, boolean another) {
        if (manifest.length() > settings.maxItemBytes() || another && isCrowded(from)) return false;
        long ofPeer = incoming.values().stream()
                .filter(item -> item.broughtBy.equals(from))
                .mapToLong(Incoming::reserved)
                .sum();
        boolean fits = ofPeer == 0 || ofPeer + manifest.length() <= settings.incomingBytes() / 4;
        return fits && incomingBytes() + manifest.length() <= settings.incomingBytes();
    }

    private boolean isCrowded(String from) {
        return incoming.size() >= MAX_INCOMING
                || incoming.values().stream()
                                .filter(item -> item.broughtBy.equals(from))
                                .count()
                        >= MAX_INCOMING_OF_ONE;
    }

    private long incomingBytes() {
        return incoming.values().stream().mapToLong(Incoming::reserved).sum();
    }

    /** Those of {@code members} that a copy may be sent to, in their order, each once. */
    private List<String> reachable(Collection<String> members, String from) {
        List<String> reachable = new ArrayList<>();
        TreeSet<String> seen = new TreeSet<>();
        for (String member : members)
            if (connected.contains(member) && !member.equals(from) && seen.add(member)) reachable.add(member);
        return reachable;
    }

    private void to(String peer, BroadcastMessage message) {
        effects.add(new Effect.Send<>(new Party.Node(peer), new Said.ToPeer(message)));
    }

    private List<Effect<Void, Void, Said>> done() {
        List<Effect<Void, Void, Said>> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }
}
