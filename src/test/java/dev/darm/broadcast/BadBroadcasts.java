package dev.darm.broadcast;

import static dev.darm.broadcast.BroadcastNet.ADAPTERS;
import static dev.darm.broadcast.BroadcastNet.BLOCKS;
import static dev.darm.broadcast.BroadcastNet.item;

import dev.darm.broadcast.BroadcastCore.Said;
import dev.darm.codec.Abused;
import dev.darm.codec.BadBytes;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.codec.Octets;
import dev.darm.codec.TestWire;
import dev.darm.world.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Tells a broadcaster the wire bytes of good messages mutated, and items without end that never become whole. Nothing arrives but
 * what its id says, and no more bytes are kept than there may be.
 */
public final class BadBroadcasts implements Abused {

    private static final int CHUNK = 1_024;
    private static final BroadcastSettings SETTINGS = BroadcastNet.settings(
            "chunk-bytes = 1 KiB, max-item-bytes = 2 MiB, kept-bytes = 2 MiB, incoming-bytes = 2 MiB, distrust = 1 s");
    private static final List<String> PEERS = List.of("beta", "gamma", "delta");
    private static final int TELLS_BETWEEN_TICKS = 64;

    private final TestWire wire;
    private final BroadcastCore core = new BroadcastCore("alpha", SETTINGS);
    private final byte[] whole = item(3 * CHUNK - 100, 1);
    private final Manifest manifest = Manifest.of(ADAPTERS.name(), whole, CHUNK);
    private final List<byte[]> samples = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int tells;

    public BadBroadcasts(TestWire wire) {
        this.wire = wire;
        core.accept(ADAPTERS);
        core.accept(BLOCKS);
        core.connected(new TreeSet<>(PEERS), now);
        byte[] held = item(2 * CHUNK, 2);
        core.spread(ADAPTERS, held, Collections.emptySortedSet(), now);
        Hash id = Manifest.of(ADAPTERS.name(), held, CHUNK).id();
        for (BroadcastMessage message : List.of(
                push("beta", manifest, whole),
                piece("gamma", 1),
                piece("gamma", 2),
                new BroadcastMessage.Want("delta", id, 0, 2),
                new BroadcastMessage.Want("delta", id, 1, 0),
                new BroadcastMessage.Gone("beta", manifest.id()),
                new BroadcastMessage.Holds(
                        "gamma",
                        List.of(
                                new BroadcastMessage.Holding(ADAPTERS.name(), manifest.id()),
                                new BroadcastMessage.Holding(BLOCKS.name(), Hash.ZERO)))))
            samples.add(wire.bytes(new Broadcaster.FromPeer(message)));
    }

    private static BroadcastMessage push(String from, Manifest manifest, byte[] bytes) {
        return new BroadcastMessage.Push(from, manifest, Octets.of(Arrays.copyOf(bytes, CHUNK)), PEERS);
    }

    private BroadcastMessage piece(String from, int chunk) {
        int at = manifest.offset(chunk);
        return new BroadcastMessage.Piece(
                from, manifest.id(), chunk, Octets.of(Arrays.copyOfRange(whole, at, at + manifest.size(chunk))));
    }

    @Override
    public String name() {
        return "broadcasts";
    }

    @Override
    public boolean abuse(Random random) {
        if (++tells % TELLS_BETWEEN_TICKS == 0) {
            now = now.plusMillis(500);
            look(core.tick(now));
        }
        if (random.nextInt(20) == 0) {
            look(core.hear(endless(random), now));
            return true;
        }
        Object read;
        try {
            read = wire.read(BadBytes.of(samples.get(random.nextInt(samples.size())), random));
        } catch (MalformedBytes e) {
            return false;
        }
        if (read instanceof Broadcaster.FromPeer(BroadcastMessage message)) look(core.hear(message, now));
        return true;
    }

    /** The beginning of an item of which no more comes, or the ids of items that nobody has. */
    private static BroadcastMessage endless(Random random) {
        String from = PEERS.get(random.nextInt(PEERS.size()));
        if (random.nextBoolean())
            return new BroadcastMessage.Holds(
                    from,
                    IntStream.range(0, BroadcastMessage.MAX_HELD)
                            .mapToObj(i -> new BroadcastMessage.Holding(
                                    ADAPTERS.name(), Hash.of("nobody's " + random.nextLong())))
                            .toList());
        byte[] first = new byte[CHUNK];
        random.nextBytes(first);
        List<Hash> chunks = new ArrayList<>(Collections.nCopies(random.nextInt(1, 4_096), Hash.ZERO));
        chunks.set(0, Hash.of(first));
        return push(from, new Manifest(ADAPTERS.name(), (long) chunks.size() * CHUNK, CHUNK, chunks), first);
    }

    private void look(List<Effect<Void, Void, Said>> effects) {
        for (Effect<Void, Void, Said> effect : effects) {
            if (!(effect instanceof Effect.Publish<Void, Void, Said>(Said.Arrived(Kind kind, Hash id, Octets bytes))))
                continue;
            if (!kind.equals(ADAPTERS) || bytes.toBytes().length > SETTINGS.maxItemBytes() || !isOf(id, bytes))
                throw new AssertionError("what arrived is not " + id);
            // its owner does not want it again, so that its id is all that stays
            core.judged(id, Verdict.DROP, now);
        }
        if (core.bytes() > SETTINGS.keptBytes() + SETTINGS.incomingBytes())
            throw new AssertionError(core.bytes() + " bytes are kept");
    }

    /** Whether {@code bytes}, in chunks of the size of some manifest, have that id. */
    private static boolean isOf(Hash id, Octets bytes) {
        byte[] plain = bytes.toBytes();
        for (int chunk = 1; chunk <= 2 * CHUNK; chunk++)
            if (plain.length <= 4_096L * chunk
                    && Manifest.of(ADAPTERS.name(), plain, chunk).id().equals(id)) return true;
        return false;
    }

    /** An item still comes in. */
    @Override
    public void end() {
        now = now.plusSeconds(3_600);
        core.tick(now);
        byte[] small = item(100, 3);
        List<Effect<Void, Void, Said>> effects = core.hear(
                new BroadcastMessage.Push(
                        "beta", Manifest.of(ADAPTERS.name(), small, CHUNK), Octets.of(small), List.of()),
                now);
        if (effects.stream().noneMatch(effect -> effect instanceof Effect.Publish<Void, Void, Said>(Said.Arrived one)))
            throw new AssertionError("a good item does not arrive any more");
    }
}
