package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.NAMES;

import com.typesafe.config.ConfigFactory;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.journal.RecordLog;
import dev.darm.ledger.LedgerCore.Entry;
import dev.darm.ledger.consensus.Agenda;
import dev.darm.ledger.consensus.ConsensusRecord;
import dev.darm.ledger.consensus.Input;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Four ledgers with real keys, logs of votes and chains over logs in heap, in virtual time, over links that take {@link
 * #linkMs} one way. Each does what {@link Validator} does, without an actor.
 *
 * <p>Every append and sync of a validator's two logs is a place where its power can be cut; what was not synced is then
 * lost, all of it or the end of it. At every step it checks that what a validator says was durable before, that no key
 * ever signs two contents for one height, round and type, and that chains agree.
 */
final class LedgerRun {

    private static final PayloadRules ANYTHING = (payload, validators) -> Optional.empty();
    private static final Instant START = GENESIS.time().plusSeconds(60);

    static final LedgerSettings SETTINGS = LedgerSettings.of(ConfigFactory.parseString("darm.ledger {}")
            .withFallback(ConfigFactory.parseResources("reference/ledger.conf"))
            .resolve()
            .getConfig("darm"));

    /** Where the power is cut: at the append or sync {@code operation}, counted from 0 over all lives of a node. */
    record Cut(int operation, boolean done, int unsyncedKept) {}

    private static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    final Agenda agenda = new Agenda();
    final List<Node> nodes = new ArrayList<>();
    long linkMs = 20;

    /** How often each message arrives. */
    int copies = 1;

    /** Proposals and votes that were sent, one a receiver. */
    long spoken;

    /** Timers of rounds that rang; repetitions are not among them. */
    long timersRung;

    private final Genesis genesis;
    private final TreeMap<String, Object> said = new TreeMap<>();
    private final TreeMap<Long, Hash> agreed = new TreeMap<>();

    LedgerRun() {
        this(GENESIS);
    }

    LedgerRun(Genesis genesis) {
        this.genesis = genesis;
        for (int i = 0; i < 4; i++) nodes.add(new Node(i));
    }

    void start() {
        nodes.forEach(Node::open);
    }

    /** Runs until {@code payloads} different ones stand in each chain or {@code untilMs}; says whether they do. */
    boolean run(long untilMs, int payloads) {
        return agenda.run(untilMs, () -> nodes.stream().allMatch(node -> node.up && node.committed.size() == payloads));
    }

    Instant now() {
        return START.plusMillis(agenda.now());
    }

    /** A node: what is on its disks, and the ledger of its present life. */
    @SuppressWarnings("NullAway.Init")
    final class Node {
        final String name;
        final RecordsInHeap voteRecords = new RecordsInHeap();
        final RecordsInHeap blockRecords = new RecordsInHeap();
        private final int index;
        private final TreeMap<String, Long> timers = new TreeMap<>();
        boolean up;
        int operations;
        long voteSyncs;
        long blockSyncs;
        long downMs = 100;
        final TreeSet<String> committed = new TreeSet<>();

        /** Runs each step of this node, for those who measure it. */
        Meter meter = Runnable::run;

        @Nullable
        Cut cut;

        LedgerCore core;
        private VoteLog votes;
        private Chain chain;
        private int life;
        private long tickets;

        private Node(int index) {
            this.index = index;
            this.name = NAMES.get(index);
        }

        void open() {
            step(() -> {
                life++;
                up = true;
                timers.clear();
                chain = Chain.open(new CutLog(blockRecords, this), genesis);
                votes = new VoteLog(new CutLog(voteRecords, this), genesis);
                core = new LedgerCore(
                        name,
                        Optional.of(KEYS.get(index)),
                        chain.state(),
                        ANYTHING,
                        SETTINGS,
                        new Random(index + 10L * life));
                committed.clear();
                for (long height = 1; height <= chain.height(); height++) {
                    core.remember(chain.content(height));
                    note(chain.block(height));
                }
                votes.recordsAbove(chain.height()).forEach(core::recall);
                votes.accusations().forEach(core::recall);
                tickLater(life);
                carryOut(core.connected(new TreeSet<>(NAMES), now()));
                carryOut(core.start(now()));
            });
        }

        private void tickLater(int thisLife) {
            agenda.after(SETTINGS.gossipInterval().toMillis(), () -> {
                if (!up || life != thisLife) return;
                step(() -> carryOut(core.tick(now())));
                tickLater(thisLife);
            });
        }

        private void note(CommittedBlock block) {
            for (Payload payload : block.block().payloads())
                committed.add(payload.hash().hex());
        }

        void submit(Payload payload) {
            if (up) step(() -> carryOut(core.submit(payload, now()).effects()));
        }

        /** Submits it again every second, as whoever must not lose it does. */
        void insist(Payload payload) {
            submit(payload);
            agenda.after(1_000, () -> insist(payload));
        }

        void hear(PeerMessage message) {
            if (up) step(() -> carryOut(core.hear(message, now())));
        }

        private void step(Step step) {
            try {
                meter.run(() -> {
                    try {
                        step.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            } catch (PowerCut powerCut) {
                up = false;
                Cut at = cut;
                cut = null;
                voteRecords.lose(at == null ? 0 : at.unsyncedKept);
                blockRecords.lose(at == null ? 0 : at.unsyncedKept);
                agenda.after(downMs, this::open);
            }
        }

        private void carryOut(List<Effect<Entry, Input<Block>, Said>> effects) throws IOException {
            makeDurable(effects);
            for (Effect<Entry, Input<Block>, Said> effect : effects) {
                switch (effect) {
                    case Effect.Persist<Entry, Input<Block>, Said> durable -> {}
                    case Effect.Send<Entry, Input<Block>, Said>(Party to, Said what) -> {
                        if (to instanceof Party.Node(String peer)) send(peer, what);
                    }
                    case Effect.Schedule<Entry, Input<Block>, Said>(var key, var delay, var timer) -> {
                        long ticket = ++tickets;
                        int thisLife = life;
                        timers.put(key, ticket);
                        agenda.after(delay.toMillis(), () -> {
                            if (!up || life != thisLife || !Long.valueOf(ticket).equals(timers.get(key))) return;
                            if (!key.equals("repeat")) timersRung++;
                            step(() -> carryOut(core.rang(timer, now())));
                        });
                    }
                    case Effect.Cancel<Entry, Input<Block>, Said>(String key) -> timers.remove(key);
                    case Effect.Publish<Entry, Input<Block>, Said> news -> {}
                }
            }
        }

        private void makeDurable(List<Effect<Entry, Input<Block>, Said>> effects) throws IOException {
            boolean remembered = false;
            boolean blockStored = false;
            for (Effect<Entry, Input<Block>, Said> effect : effects) {
                if (!(effect instanceof Effect.Persist<Entry, Input<Block>, Said>(Entry entry))) continue;
                switch (entry) {
                    case Entry.Remember(var record) -> {
                        votes.append(record);
                        remembered = true;
                    }
                    case Entry.Accuse(Evidence evidence) -> {
                        votes.append(evidence);
                        remembered = true;
                    }
                    case Entry.Commit(CommittedBlock block) -> {
                        chain.append(block);
                        blockSyncs++;
                        blockStored = true;
                        note(block);
                        Hash before =
                                agreed.putIfAbsent(block.height(), block.block().hash());
                        if (before != null && !before.equals(block.block().hash()))
                            throw new AssertionError("two blocks of height " + block.height());
                    }
                    case Entry.Follow follow -> throw new AssertionError("all nodes are archives: " + follow);
                }
            }
            if (remembered) {
                votes.sync();
                voteSyncs++;
            }
            if (blockStored && core.remembersNothing()) votes.heightEnded(core.accusations());
        }

        private void send(String peer, Said what) throws IOException {
            PeerMessage message;
            switch (what) {
                case Said.ToPeer(PeerMessage told) -> message = told;
                case Said.BlocksFrom(long first) ->
                    message = new PeerMessage.BlockResponse(
                            name, chain.height(), chain.blocks(first, Integer.MAX_VALUE, SETTINGS.responseBytes()));
                default -> {
                    return;
                }
            }
            if (message instanceof PeerMessage.Spoken(String from, ConsensusMessage signed)) {
                spoken++;
                check(signed);
            }
            if (message instanceof PeerMessage.Stated(String from, Statement statement, List<Block> blocks))
                requireDurable(new ConsensusRecord.StatementSigned<>(statement));
            if (lost.test(peer, message)) return;
            for (Node node : nodes) {
                for (int copy = 0; node.name.equals(peer) && copy < copies; copy++)
                    agenda.after(linkMs, () -> node.hear(arriving(message)));
            }
        }

        /** As it comes from the wire: its keys are unknown ones. */
        private static PeerMessage arriving(PeerMessage message) {
            if (message instanceof PeerMessage.Stated(String from, Statement statement, List<Block> blocks))
                return new PeerMessage.Stated(from, ByteReader.readAll(statement.bytes(), Statement::read), blocks);
            if (!(message instanceof PeerMessage.Spoken(String from, ConsensusMessage signed))) return message;
            return new PeerMessage.Spoken(
                    from,
                    switch (signed) {
                        case Vote vote -> ByteReader.readAll(vote.bytes(), Vote::read);
                        case Proposal proposal -> ByteReader.readAll(proposal.bytes(), Proposal::read);
                    });
        }

        /** The block of {@code height}. */
        CommittedBlock block(long height) throws IOException {
            return chain.block(height);
        }

        LedgerProof prove(long height, int position) throws IOException {
            return chain.prove(height, position);
        }

        ChainVerifier.Verdict verify() throws IOException {
            return new ChainVerifier(genesis, ANYTHING).verify(new CutLog(blockRecords, this));
        }

        private void requireDurable(ConsensusRecord<Block> record) {
            byte[] bytes = VoteLog.bytes(record, genesis.hash());
            if (voteRecords.records.subList(0, voteRecords.synced).stream()
                    .noneMatch(kept -> Arrays.equals(kept, bytes)))
                throw new AssertionError(name + " said what was not durable: " + record);
        }

        private void check(ConsensusMessage signed) {
            ConsensusRecord<Block> record =
                    switch (signed) {
                        case Vote vote -> new ConsensusRecord.VoteSigned<>(vote);
                        case Proposal offer ->
                            new ConsensusRecord.OfferSigned<>(
                                    offer.height(),
                                    offer.round(),
                                    offer.validRound(),
                                    offer.block().hash(),
                                    offer.validator(),
                                    offer.signature(),
                                    offer.because());
                    };
            requireDurable(record);

            String type = signed instanceof Vote vote ? vote.type().name() : "PROPOSAL";
            Object content = signed instanceof Vote vote
                    ? vote.block()
                    : ((Proposal) signed).block().hash();
            Object before = said.putIfAbsent(name + " " + type + " " + signed.height() + "." + signed.round(), content);
            if (before != null && !before.equals(content))
                throw new AssertionError(name + " said " + signed + " after " + before);
        }
    }

    /** What does not reach a node. */
    BiPredicate<String, PeerMessage> lost = (peer, message) -> false;

    /** Something that may fail as a disk does. */
    private interface Step {
        void run() throws IOException;
    }

    /** Runs a step of a node. */
    interface Meter {
        void run(Runnable step);
    }

    /** A log whose node loses its power at a given append or sync. */
    private record CutLog(RecordsInHeap log, Node node) implements RecordLog {

        @Override
        public long append(byte[] record) throws IOException {
            before();
            long number = log.append(record);
            after();
            return number;
        }

        @Override
        public void sync() throws IOException {
            before();
            log.sync();
            after();
        }

        private void before() {
            Cut cut = node.cut;
            if (cut != null && cut.operation == node.operations && !cut.done) throw new PowerCut();
        }

        private void after() {
            int operation = node.operations++;
            Cut cut = node.cut;
            if (cut != null && cut.operation == operation && cut.done) throw new PowerCut();
        }

        @Override
        public long dropPoint(long number) {
            return log.dropPoint(number);
        }

        @Override
        public void skipTo(long number) {
            log.skipTo(number);
        }

        @Override
        public long first() {
            return log.first();
        }

        @Override
        public long next() {
            return log.next();
        }

        @Override
        public byte[] read(long number) {
            return log.read(number);
        }

        @Override
        public void forEach(long from, Visitor visitor) throws IOException {
            log.forEach(from, visitor);
        }

        @Override
        public void dropBefore(long number) {
            log.dropBefore(number);
        }

        @Override
        public void close() {}
    }
}
