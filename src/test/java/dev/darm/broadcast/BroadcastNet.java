package dev.darm.broadcast;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.broadcast.BroadcastCore.Said;
import dev.darm.codec.Hash;
import dev.darm.codec.Octets;
import dev.darm.ledger.consensus.Agenda;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Broadcasters of several nodes in virtual time, over links that lose, delay and are cut. */
final class BroadcastNet {

    static final Kind ADAPTERS = new Kind("adapter", true);
    static final Kind BLOCKS = new Kind("block", false);

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Agenda agenda = new Agenda();
    final TreeMap<String, Node> nodes = new TreeMap<>();
    final BroadcastSettings settings;
    private final Random random;
    int leastMs = 1;
    int mostMs = 20;
    double loss;

    /** Whether a message gets through, by sender and receiver. */
    BiPredicate<String, String> open = (from, to) -> true;

    /** What is told instead of what {@code from()} says. */
    UnaryOperator<BroadcastMessage> tampered = UnaryOperator.identity();

    /** The longest way along which an item came, in copies. */
    int hops;

    BroadcastNet(long seed, String settings) {
        this.random = new Random(seed);
        this.settings = settings(settings);
    }

    static BroadcastSettings settings(String settings) {
        Config config = ConfigFactory.parseString(settings)
                .atPath("darm.broadcast")
                .withFallback(ConfigFactory.parseResources("reference/broadcast.conf"))
                .resolve();
        return BroadcastSettings.of(config.getConfig("darm"));
    }

    BroadcastNet withNodes(int count) {
        for (int i = 0; i < count; i++) add(name(i));
        connect();
        return this;
    }

    static String name(int number) {
        return "n%03d".formatted(number);
    }

    Node add(String name) {
        Node node = new Node(name);
        nodes.put(name, node);
        node.tickLater(random.nextInt((int) settings.interval().toMillis()));
        return node;
    }

    /** All that are up reach each other, so far as the links are open. */
    void connect() {
        for (Node node : nodes.values()) {
            TreeSet<String> reachable = new TreeSet<>();
            for (Node other : nodes.values())
                if (other.up && open.test(node.name, other.name)) reachable.add(other.name);
            if (node.up) node.carryOut(node.core.connected(reachable, now()));
        }
    }

    Node node(int number) {
        return Objects.requireNonNull(nodes.get(name(number)));
    }

    Instant now() {
        return START.plusMillis(agenda.now());
    }

    void run(long ms) {
        agenda.run(agenda.now() + ms, () -> false);
    }

    long sum(java.util.function.ToLongFunction<BroadcastCounts> count) {
        return nodes.values().stream()
                .mapToLong(node -> count.applyAsLong(node.core.counts()))
                .sum();
    }

    /** Names of those that are up and have not taken {@code bytes}. */
    List<String> without(byte[] bytes) {
        List<String> without = new ArrayList<>();
        for (Node node : nodes.values()) if (node.up && !node.taken.containsKey(Hash.of(bytes))) without.add(node.name);
        return without;
    }

    static byte[] item(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** One node: takes whatever it judges good. */
    final class Node {
        final String name;
        final BroadcastCore core;
        final TreeMap<Hash, Long> taken = new TreeMap<>();
        Predicate<byte[]> good = bytes -> true;
        boolean up = true;
        long heardBytes;
        long most;
        private int depth;

        private Node(String name) {
            this.name = name;
            this.core = new BroadcastCore(name, settings);
            core.accept(ADAPTERS);
            core.accept(BLOCKS);
        }

        void spread(Kind kind, byte[] bytes) {
            taken.put(Hash.of(bytes), agenda.now());
            carryOut(core.spread(kind, bytes, new TreeSet<>(nodes.keySet()), now()));
        }

        /** Hears {@code message} as it is. */
        void hear(BroadcastMessage message) {
            if (!up) return;
            if (message instanceof BroadcastMessage.Push push)
                heardBytes += push.first().toBytes().length;
            if (message instanceof BroadcastMessage.Piece piece)
                heardBytes += piece.bytes().toBytes().length;
            carryOut(core.hear(message, now()));
            most = Math.max(most, core.bytes());
        }

        void crash() {
            up = false;
            connect();
        }

        private void tickLater(long ms) {
            agenda.after(ms, () -> {
                if (!up) return;
                carryOut(core.tick(now()));
                tickLater(settings.interval().toMillis());
            });
        }

        private void carryOut(List<Effect<Void, Void, Said>> effects) {
            for (Effect<Void, Void, Said> effect : effects) {
                switch (effect) {
                    case Effect.Send<Void, Void, Said>(Party.Node(String to), Said.ToPeer(var message)) ->
                        send(to, tampered.apply(message));
                    case Effect.Publish<Void, Void, Said>(Said.Arrived(Kind kind, Hash id, Octets bytes)) -> {
                        boolean take = good.test(bytes.toBytes());
                        if (take && taken.put(Hash.of(bytes.toBytes()), agenda.now()) != null)
                            throw new AssertionError(name + " is given an item twice");
                        carryOut(core.judged(id, take ? Verdict.TAKE : Verdict.REFUSE, now()));
                    }
                    default -> throw new AssertionError(effect);
                }
            }
        }

        private void send(String to, BroadcastMessage message) {
            if (!up || !open.test(name, to) || random.nextDouble() < loss) return;
            int way = depth + 1;
            agenda.after(leastMs + random.nextInt(mostMs - leastMs + 1), () -> {
                Node other = nodes.get(to);
                if (other == null || !other.up || !open.test(name, to)) return;
                if (message instanceof BroadcastMessage.Push) {
                    other.depth = way;
                    hops = Math.max(hops, way);
                }
                other.hear(message);
            });
        }
    }
}
