package dev.darm.ledger;

import com.typesafe.config.ConfigFactory;
import dev.darm.ledger.LedgerCore.Entry;
import dev.darm.ledger.LedgerCore.Said;
import dev.darm.ledger.consensus.Agenda;
import dev.darm.ledger.consensus.Input;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Ledgers of several nodes in virtual time, without actors: cores, logs in the heap, and links of 1 to 20 ms. */
final class LedgerNet {

    private static final LedgerSettings SETTINGS = LedgerSettings.of(
            ConfigFactory.parseResources("reference/ledger.conf").resolve().getConfig("darm"));

    final Genesis genesis;
    final TreeMap<String, Node> nodes = new TreeMap<>();
    /** How far the clocks of nodes run ahead; of those not named, not at all. */
    final TreeMap<String, Duration> ahead = new TreeMap<>();

    final List<Said.Equivocation> accusations = new ArrayList<>();
    private final Agenda agenda = new Agenda();
    private final Random random;

    LedgerNet(Genesis genesis, long seed) {
        this.genesis = genesis;
        this.random = new Random(seed);
    }

    /** A node with the chain and the log of votes that it had before, if it ran before. */
    Node start(String name, Optional<SigningKey> key) {
        Node before = nodes.get(name);
        Node node = new Node(
                name,
                key,
                before == null ? new RecordsInHeap() : before.chainRecords,
                before == null ? new RecordsInHeap() : before.voteRecords);
        nodes.put(name, node);
        connectAll();
        node.carryOut(node.core.start(node.clock()));
        node.ticks();
        return node;
    }

    void kill(String name) {
        node(name).dead = true;
        connectAll();
    }

    Node node(String name) {
        return Objects.requireNonNull(nodes.get(name), name);
    }

    Instant now() {
        return genesis.time().plusMillis(1_000 + agenda.now());
    }

    void run(Duration time) {
        agenda.run(agenda.now() + time.toMillis(), () -> false);
    }

    private void connectAll() {
        TreeSet<String> alive = new TreeSet<>();
        for (Node node : nodes.values()) if (!node.dead) alive.add(node.name);
        for (Node node : nodes.values()) if (!node.dead) node.carryOut(node.core.connected(alive, node.clock()));
    }

    /** One node's ledger, as the actor around the core runs it. */
    final class Node {
        final String name;
        final LedgerCore core;
        final Chain chain;
        final RecordsInHeap chainRecords;
        final RecordsInHeap voteRecords;
        private final VoteLog votes;
        private final Map<String, Object> timers = new HashMap<>();
        boolean dead;

        private Node(String name, Optional<SigningKey> key, RecordsInHeap chainRecords, RecordsInHeap voteRecords) {
            this.name = name;
            this.chainRecords = chainRecords;
            this.voteRecords = voteRecords;
            try {
                this.chain = Chain.open(chainRecords, genesis);
                this.votes = new VoteLog(voteRecords, genesis);
                this.core = new LedgerCore(
                        name,
                        key,
                        chain.state(),
                        (payload, set) -> Optional.empty(),
                        SETTINGS,
                        new Random(name.hashCode()));
                votes.recordsAbove(chain.height()).forEach(core::recall);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Instant clock() {
            return now().plus(ahead.getOrDefault(name, Duration.ZERO));
        }

        Optional<String> submit(Payload payload) {
            LedgerCore.Submission submission = core.submit(payload, clock());
            carryOut(submission.effects());
            return submission.refusal();
        }

        /** Says {@code message} to this node in the name of {@code from}. */
        void hear(String from, ConsensusMessage message) {
            carryOut(core.hear(new PeerMessage.Spoken(from, message), clock()));
        }

        private void ticks() {
            agenda.after(SETTINGS.gossipInterval().toMillis(), () -> {
                if (dead || nodes.get(name) != this) return;
                carryOut(core.tick(clock()));
                ticks();
            });
        }

        private void carryOut(List<Effect<Entry, Input<Block>, Said>> effects) {
            try {
                for (var effect : effects) carryOut(effect);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void carryOut(Effect<Entry, Input<Block>, Said> effect) throws IOException {
            switch (effect) {
                case Effect.Persist<Entry, Input<Block>, Said>(Entry.Remember(var record)) -> {
                    votes.append(record);
                    votes.sync();
                }
                case Effect.Persist<Entry, Input<Block>, Said>(Entry.Commit(var block)) -> chain.append(block);
                case Effect.Send<Entry, Input<Block>, Said>(Party to, Said said) -> send(to, said);
                case Effect.Publish<Entry, Input<Block>, Said>(Said said) -> {
                    if (said instanceof Said.Equivocation accusation) accusations.add(accusation);
                }
                case Effect.Schedule<Entry, Input<Block>, Said>(var key, var delay, var timer) -> {
                    Object set = new Object();
                    timers.put(key, set);
                    agenda.after(delay.toMillis(), () -> {
                        if (!dead && nodes.get(name) == this && timers.remove(key, set))
                            carryOut(core.rang(timer, clock()));
                    });
                }
                case Effect.Cancel<Entry, Input<Block>, Said>(String key) -> timers.remove(key);
            }
        }

        private void send(Party to, Said said) throws IOException {
            if (!(to instanceof Party.Node(String peer))) return;
            PeerMessage message =
                    switch (said) {
                        case Said.ToPeer(PeerMessage told) -> told;
                        case Said.BlocksFrom(long first) ->
                            new PeerMessage.BlockResponse(
                                    name, chain.height(), chain.blocks(first, Integer.MAX_VALUE, 1 << 20));
                        default -> throw new AssertionError(said);
                    };
            agenda.after(1 + random.nextInt(20), () -> {
                Node other = nodes.get(peer);
                if (other != null && !other.dead) other.carryOut(other.core.hear(message, other.clock()));
            });
        }
    }
}
