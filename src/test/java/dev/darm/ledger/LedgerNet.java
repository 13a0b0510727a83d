package dev.darm.ledger;

import com.typesafe.config.ConfigFactory;
import dev.darm.broadcast.BroadcastCore;
import dev.darm.broadcast.BroadcastMessage;
import dev.darm.broadcast.BroadcastSettings;
import dev.darm.broadcast.Kind;
import dev.darm.broadcast.Verdict;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.Octets;
import dev.darm.ledger.LedgerCore.Entry;
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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Ledgers of several nodes in virtual time, without actors: cores, logs in the heap, and links of 1 to 20 ms. */
final class LedgerNet {

    private static final LedgerSettings SETTINGS = settings(0, Optional.empty());
    private static final Kind BLOCKS = new Kind("block", false);
    private static final BroadcastSettings BROADCAST = BroadcastSettings.of(
            ConfigFactory.parseResources("reference/broadcast.conf").resolve().getConfig("darm"));

    /** How many blocks a node that is started next keeps whole; all when it is not named. */
    final TreeMap<String, Long> keeps = new TreeMap<>();

    /** The block that a node that is started next trusts. */
    final TreeMap<String, TrustedBlock> trusted = new TreeMap<>();

    final Genesis genesis;
    final TreeMap<String, Node> nodes = new TreeMap<>();
    /** How far the clocks of nodes run ahead; of those not named, not at all. */
    final TreeMap<String, Duration> ahead = new TreeMap<>();

    /** To whom nothing comes that is pushed. */
    final TreeSet<String> noPushes = new TreeSet<>();

    final List<Said.Equivocation> accusations = new ArrayList<>();

    /** Blocks that did not hold, as the nodes said that were sent them. */
    final List<Said.BadBlock> refused = new ArrayList<>();

    private final Agenda agenda = new Agenda();
    private final Random random;

    LedgerNet(Genesis genesis, long seed) {
        this.genesis = genesis;
        this.random = new Random(seed);
    }

    /** A node with the chain and the log of votes that it had before, if it ran before. */
    Node start(String name, Optional<SigningKey> key) {
        return start(name, key, new RecordsInHeap());
    }

    /** The same where a node that did not run before has the chain {@code laid}. */
    Node start(String name, Optional<SigningKey> key, RecordsInHeap laid) {
        Node before = nodes.get(name);
        Node node = new Node(
                name,
                key,
                before == null ? laid : before.chainRecords,
                before == null || before.abridgedRecords.isEmpty()
                        ? keeps.containsKey(name) ? Optional.of(new RecordsInHeap()) : Optional.empty()
                        : before.abridgedRecords,
                before == null ? new RecordsInHeap() : before.voteRecords);
        nodes.put(name, node);
        connectAll();
        node.carryOut(node.core.start(node.clock()));
        node.ticks();
        return node;
    }

    private static LedgerSettings settings(long keepBlocks, Optional<TrustedBlock> trusted) {
        String block = trusted.map(one ->
                        "\ndarm.ledger.trusted { height = %d, hash = \"%s\" }".formatted(one.height(), one.hash()))
                .orElse("");
        return LedgerSettings.of(ConfigFactory.parseString("darm.ledger.keep-blocks = " + keepBlocks + block)
                .withFallback(ConfigFactory.parseResources("reference/ledger.conf"))
                .resolve()
                .getConfig("darm"));
    }

    /** Forgets a dead node and its disk. */
    void wipe(String name) {
        nodes.remove(name);
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
        for (Node node : nodes.values()) {
            if (node.dead) continue;
            node.carryOutBroadcast(node.broadcast.connected(alive, node.clock()));
            node.carryOut(node.core.connected(alive, node.clock()));
        }
    }

    /** One node's ledger, as the actor around the core runs it. */
    final class Node {
        final String name;
        final LedgerCore core;
        final BroadcastCore broadcast;
        final Chain chain;
        final RecordsInHeap chainRecords;
        final Optional<RecordsInHeap> abridgedRecords;
        private final long keep;
        final RecordsInHeap voteRecords;
        private final VoteLog votes;
        private final Map<String, Object> timers = new HashMap<>();
        boolean dead;

        /** Hears everything and says nothing. */
        boolean mute;

        /** What it said of the blocks that were pushed here. */
        final List<Verdict> verdicts = new ArrayList<>();

        /** Answers with blocks that it was sent. */
        int blockResponses;

        /** Runs of abridged blocks that were taken over. */
        int runs;

        private Node(
                String name,
                Optional<SigningKey> key,
                RecordsInHeap chainRecords,
                Optional<RecordsInHeap> abridgedRecords,
                RecordsInHeap voteRecords) {
            this.name = name;
            this.broadcast = new BroadcastCore(name, BROADCAST);
            broadcast.accept(BLOCKS);
            this.abridgedRecords = abridgedRecords;
            this.keep = keeps.getOrDefault(name, 0L);
            this.chainRecords = chainRecords;
            this.voteRecords = voteRecords;
            try {
                this.chain = Chain.open(chainRecords, abridgedRecords.map(log -> log), genesis);
                this.votes = new VoteLog(voteRecords, genesis);
                this.core = new LedgerCore(
                        name,
                        key,
                        chain.state(),
                        (payload, set) -> Optional.empty(),
                        settings(keep, Optional.ofNullable(trusted.get(name))),
                        new Random(name.hashCode()));
                votes.recordsAbove(chain.height()).forEach(core::recall);
                votes.accusations().forEach(core::recall);
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
                carryOutBroadcast(broadcast.tick(clock()));
                for (String peer : nodes.keySet())
                    if (!peer.equals(name)) deliver(peer, new PeerMessage.Keeps(name, chain.oldest()));
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
                case Effect.Persist<Entry, Input<Block>, Said>(Entry.Accuse(Evidence evidence)) -> {
                    votes.append(evidence);
                    votes.sync();
                }
                case Effect.Persist<Entry, Input<Block>, Said>(Entry.Commit(var block)) -> {
                    chain.append(block);
                    if (keep > 0) chain.prune(keep, Long.MAX_VALUE);
                }
                case Effect.Persist<Entry, Input<Block>, Said>(Entry.Follow(var run)) -> {
                    chain.follow(run);
                    runs++;
                }
                case Effect.Send<Entry, Input<Block>, Said>(Party to, Said said) -> send(to, said);
                case Effect.Publish<Entry, Input<Block>, Said>(Said said) -> {
                    if (said instanceof Said.Equivocation accusation) accusations.add(accusation);
                    if (said instanceof Said.BadBlock bad) refused.add(bad);
                    if (said instanceof Said.Spread(CommittedBlock block, SortedSet<String> to))
                        carryOutBroadcast(broadcast.spread(BLOCKS, block.bytes(), to, clock()));
                    if (said instanceof Said.Judged(Hash id, Verdict verdict)) {
                        verdicts.add(verdict);
                        carryOutBroadcast(broadcast.judged(id, verdict, clock()));
                    }
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

        /** A block is pushed here. */
        void push(CommittedBlock block) {
            carryOut(core.pushed(Hash.of(block.bytes()), block, clock()));
        }

        private void carryOutBroadcast(List<Effect<Void, Void, BroadcastCore.Said>> effects) {
            for (var effect : effects) {
                switch (effect) {
                    case Effect.Send<Void, Void, BroadcastCore.Said>(
                            Party.Node(String peer),
                            BroadcastCore.Said.ToPeer(BroadcastMessage message)) -> broadcast(peer, message);
                    case Effect.Publish<Void, Void, BroadcastCore.Said>(
                            BroadcastCore.Said.Arrived(Kind kind, Hash id, Octets bytes)) ->
                        carryOut(core.pushed(id, ByteReader.readAll(bytes.toBytes(), CommittedBlock::read), clock()));
                    default -> throw new AssertionError(effect);
                }
            }
        }

        private void broadcast(String peer, BroadcastMessage message) {
            agenda.after(1 + random.nextInt(20), () -> {
                Node other = nodes.get(peer);
                if (other != null && !other.dead && !noPushes.contains(peer))
                    other.carryOutBroadcast(other.broadcast.hear(message, other.clock()));
            });
        }

        private void send(Party to, Said said) throws IOException {
            if (!(to instanceof Party.Node(String peer))) return;
            PeerMessage message =
                    switch (said) {
                        case Said.ToPeer(PeerMessage told) -> told;
                        case Said.BlocksFrom(long first) ->
                            first >= chain.oldest()
                                    ? new PeerMessage.BlockResponse(
                                            name, chain.height(), chain.blocks(first, Integer.MAX_VALUE, 1 << 20))
                                    : new PeerMessage.RunResponse(name, chain.height(), chain.run(first, 1 << 10));
                        default -> throw new AssertionError(said);
                    };
            deliver(peer, message);
        }

        /** Says {@code message} to this node. */
        void tell(PeerMessage message) {
            carryOut(core.hear(message, clock()));
        }

        private void deliver(String peer, PeerMessage message) {
            if (mute) return;
            agenda.after(1 + random.nextInt(20), () -> {
                Node other = nodes.get(peer);
                if (other != null && message instanceof PeerMessage.BlockResponse) other.blockResponses++;
                if (other != null && !other.dead) other.carryOut(other.core.hear(message, other.clock()));
            });
        }
    }
}
