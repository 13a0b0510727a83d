package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Which peers have shown that they are who they say. A message names its sender, and any member of the cluster can write any name into
 * it. So each ledger sends each other one a secret <em>pass</em>, which only the node at that address can read where links are
 * encrypted, and from then on takes messages in that name only with the pass.
 *
 * <p>A pass is itself a message that names its sender. It is believed when it comes with the <em>echo</em> of the pass that was sent to
 * the peer of that name; one without is answered with the echo, to that peer's address. So who forges a greeting causes an
 * answer to somebody else, at most one a tick, and no more.
 *
 * <p>Until a peer has shown its pass, which takes two ways over the link, its name is open to all; so nothing is lost when nodes
 * meet, nor from nodes that know of no passes.
 */
final class Acquaintances {

    /** After so many ticks a peer whose pass is not known is greeted again. */
    static final int TICKS_BETWEEN_GREETINGS = 10;

    /** What ledgers say to each other before they say anything else. {@code echo} is {@link Hash#ZERO} where no pass came yet. */
    record Greeting(Hash pass, Hash echo) {}

    /** A peer at one address. */
    private static final class Peer {
        private final Object address;
        private final Hash asks;
        private Optional<Hash> gives = Optional.empty();
        private boolean shown;
        private boolean answered;
        private int silence;

        private Peer(Object address, Hash asks) {
            this.address = address;
            this.asks = asks;
        }
    }

    private final Supplier<Hash> secrets;
    private final TreeMap<String, Peer> peers = new TreeMap<>();
    private final TreeMap<String, Long> forged = new TreeMap<>();

    /** @param secrets unpredictable passes, a new one each time */
    Acquaintances(Supplier<Hash> secrets) {
        this.secrets = secrets;
    }

    /** {@code name} is in reach at {@code address}; what to say to it when it was not there before. */
    Optional<Greeting> meet(String name, Object address) {
        Peer known = peers.get(name);
        if (known != null && known.address.equals(address)) return Optional.empty();
        Peer peer = new Peer(address, secrets.get());
        peers.put(name, peer);
        return Optional.of(new Greeting(peer.asks, Hash.ZERO));
    }

    /** A greeting came in the name of {@code name}; what to say to the peer of that name. */
    Optional<Greeting> hear(String name, Greeting greeting) {
        Peer peer = peers.get(name);
        if (peer == null) return Optional.empty();
        if (greeting.echo.equals(peer.asks)) {
            if (peer.gives.equals(Optional.of(greeting.pass))) return Optional.empty();
            peer.gives = Optional.of(greeting.pass);
        } else {
            if (peer.answered) return Optional.empty();
            peer.answered = true;
        }
        return Optional.of(new Greeting(peer.asks, greeting.pass));
    }

    /** Another tick; those of {@code inReach} to whom to say something again, with what. */
    TreeMap<String, Greeting> tick(SortedSet<String> inReach) {
        TreeMap<String, Greeting> due = new TreeMap<>();
        peers.forEach((name, peer) -> {
            peer.answered = false;
            if (peer.gives.isPresent() || !inReach.contains(name)) return;
            if (++peer.silence % TICKS_BETWEEN_GREETINGS == 0) due.put(name, new Greeting(peer.asks, Hash.ZERO));
        });
        return due;
    }

    /** The pass that goes with what is said to {@code name}; empty while it gave none. */
    Optional<Hash> pass(String name) {
        return Optional.ofNullable(peers.get(name)).flatMap(peer -> peer.gives);
    }

    /** Whether a message in the name of {@code name} is to be heard; one that is not is counted. */
    boolean admits(String name, Optional<Hash> pass) {
        Peer peer = peers.get(name);
        if (peer == null) return true;
        boolean right = pass.equals(Optional.of(peer.asks));
        peer.shown |= right;
        boolean admitted = right || pass.isEmpty() && !peer.shown;
        if (!admitted) forged.merge(name, 1L, Long::sum);
        return admitted;
    }

    /** How many messages in the name of {@code name} were not heard. */
    long forged(String name) {
        return forged.getOrDefault(name, 0L);
    }

    /** How many messages were not heard, in whatever name. */
    long forged() {
        return forged.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The peers that have shown their pass. */
    List<String> shown() {
        List<String> names = new ArrayList<>();
        peers.forEach((name, peer) -> {
            if (peer.shown) names.add(name);
        });
        return names;
    }
}
