package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.NAMES;
import static dev.darm.ledger.FourValidators.SET;
import static dev.darm.ledger.FourValidators.payload;

import com.typesafe.config.ConfigFactory;
import dev.darm.codec.Abused;
import dev.darm.codec.BadBytes;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.codec.Octets;
import dev.darm.codec.TestWire;
import dev.darm.codec.WireMessage;
import dev.darm.ledger.LedgerCore.Entry;
import dev.darm.ledger.consensus.Input;
import dev.darm.world.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Tells the ledger of alpha, in the middle of height 2, what must not change it: the wire bytes of good messages of every kind
 * mutated; well-formed messages of another chain, by keys that are not enrolled, or with the signature of something else; far more
 * and far larger things than there may be; and what was said before. None that is read may make it record or say anything, but that
 * it asks for blocks or sends some; and at the end the three others decide the block that they proposed before all this.
 */
public final class BadPeerMessages implements Abused {

    /** How much waits here at most. */
    private static final int MOST_PAYLOADS = 64;

    private static final int MOST_BYTES = 512 << 10;

    private static final LedgerSettings SETTINGS = LedgerSettings.of(
            ConfigFactory.parseString("darm.ledger.mempool { payloads = %d, bytes = %d, remembered = 64 }"
                            .formatted(MOST_PAYLOADS, MOST_BYTES))
                    .withFallback(ConfigFactory.parseResources("reference/ledger.conf"))
                    .resolve()
                    .getConfig("darm"));

    private static final SigningKey STRANGER = FourValidators.key(99);
    private static final List<Long> HEIGHTS = List.of(Long.MIN_VALUE, -1L, 0L, 1L, 2L, 3L, 1_000_000L, Long.MAX_VALUE);
    private static final int TELLS_BETWEEN_TICKS = 64;

    private final String name;
    private final TestWire wire;
    private final Genesis genesis;
    private final Instant now;
    private final LedgerCore core;
    private final Acquaintances acquaintances;
    private final CommittedBlock first;
    private final CommittedBlock next;
    private final AbridgedBlock abridged;
    private final Block second;
    private final Proposal proposal;

    /** What validators said in height 2 and 3; to hear it from them is no abuse. */
    private final Set<Octets> good = new HashSet<>();

    private final List<byte[]> samples = new ArrayList<>();
    private final List<PeerMessage> replays = new ArrayList<>();
    private final String standing;
    private int tells;
    private int served;

    public static BadPeerMessages ofTheFirstVersion(TestWire wire) {
        return new BadPeerMessages("ledger of version 1", FourValidators.GENESIS, wire);
    }

    public static BadPeerMessages ofAPlainChain(TestWire wire) {
        return new BadPeerMessages("ledger", FourValidators.WITH_MEDIAN_TIME, wire);
    }

    public static BadPeerMessages withTheFastPath(TestWire wire) {
        return new BadPeerMessages("ledger with the fast path", FourValidators.WITH_FAST_PATH, wire);
    }

    private BadPeerMessages(String name, Genesis genesis, TestWire wire) {
        this.name = name;
        this.wire = wire;
        this.genesis = genesis;
        this.now = genesis.time().plusSeconds(60);
        this.core = new LedgerCore(
                "alpha",
                Optional.of(KEYS.getFirst()),
                ChainState.of(genesis),
                (payload, validators) -> Optional.empty(),
                SETTINGS,
                new Random(1));
        Random secrets = new Random(2);
        this.acquaintances = new Acquaintances(() -> Hash.of("secret " + secrets.nextLong()));
        for (String peer : NAMES) acquaintances.meet(peer, peer);
        core.connected(new TreeSet<>(NAMES), now);

        Block one = ChainState.of(genesis)
                .propose(KEYS.get(1).publicKey(), genesis.time().plusSeconds(1), 1, List.of(payload("one")));
        Proposal before = Proposal.sign(0, -1, one, KEYS.get(1));
        this.first = committed(one);
        core.hear(new PeerMessage.BlockResponse("beta", 1, List.of(first)), now);
        ChainState state = ChainState.of(genesis).after(first);
        this.second = state.propose(KEYS.get(2).publicKey(), now, 2, List.of(payload("two")));
        this.next = committed(second);
        this.abridged = AbridgedBlock.of(next, true);
        this.proposal = Proposal.sign(0, -1, second, KEYS.get(2));
        Vote heard = vote(Vote.Type.PREVOTE, second, 0, KEYS.get(1));
        core.hear(spoken(proposal), now);
        core.hear(spoken(heard), now);

        addSamples();
        replays.addAll(List.of(
                spoken(before),
                spoken(vote(Vote.Type.PRECOMMIT, one, 0, KEYS.get(1))),
                new PeerMessage.Polka("delta", first.certificate().votes()),
                new PeerMessage.BlockResponse("delta", 1, List.of(first)),
                new PeerMessage.RunResponse("delta", 1, List.of(AbridgedBlock.of(first, true))),
                new PeerMessage.Gossip("delta", List.of(payload("one"))),
                spoken(proposal),
                spoken(heard)));
        forgetWhatPeersSaid();
        this.standing = standing();
    }

    /** How far others say that they are, and of which chain, is forgotten with them. */
    private void forgetWhatPeersSaid() {
        core.connected(Collections.emptySortedSet(), now);
        core.connected(new TreeSet<>(NAMES), now);
    }

    private void addSamples() {
        List<Vote> votes = new ArrayList<>();
        for (Vote.Type type : Vote.Type.values()) {
            for (int i = 1; i < 4; i++) votes.add(vote(type, second, 0, KEYS.get(i)));
            votes.add(vote(type, second, 1, KEYS.get(2)));
            votes.add(Vote.sign(CHAIN, type, 2, 0, Optional.empty(), KEYS.get(3)));
        }
        for (Vote vote : votes) sample(spoken(remembered(vote)));
        for (Vote.Type type : Vote.Type.values())
            sample(new PeerMessage.Polka(
                    "gamma",
                    votes.stream()
                            .filter(vote -> vote.type() == type
                                    && vote.round() == 0
                                    && vote.block().isPresent())
                            .toList()));
        sample(spoken(remembered(proposal)));
        sample(spoken(remembered(Proposal.sign(1, 0, second, KEYS.get(3)))));
        List<Statement> statements = IntStream.range(1, 4)
                .mapToObj(i -> remembered(statement(1, proposal.signature(), KEYS.get(i))))
                .toList();
        sample(new PeerMessage.Stated("beta", statements.getFirst(), List.of(second)));
        Proposal later = Proposal.sign(1, -1, second, KEYS.get(3));
        sample(spoken(remembered(new Proposal(2, 1, -1, second, later.validator(), later.signature(), statements))));
        sample(new PeerMessage.Gossip("beta", List.of(payload("a"), payload("b"), payload("c"))));
        sample(new PeerMessage.Gossip("beta", lies()));
        sample(new PeerMessage.Reached("beta", 1));
        sample(new PeerMessage.BlockRequest("beta", 1));
        sample(new PeerMessage.BlockResponse("beta", 2, List.of(first, next)));
        sample(new PeerMessage.RunResponse("beta", 2, List.of(abridged)));
        sample(new PeerMessage.Keeps("beta", 1));
        sample(new Validator.WithPass(new PeerMessage.Reached("beta", 1), Hash.of("guessed")));
        samples.add(wire.bytes(new Validator.Greet("beta", Hash.of("pass"), Hash.ZERO)));
    }

    /** An accusation that is signed for another chain, and a seat that nobody approves. */
    private static List<Payload> lies() {
        Vote one = Vote.sign("other", Vote.Type.PREVOTE, 1, 0, Optional.of(Hash.of("one")), KEYS.get(1));
        Vote other = Vote.sign("other", Vote.Type.PREVOTE, 1, 0, Optional.of(Hash.of("other")), KEYS.get(1));
        SeatChange seat =
                SeatChange.seat(SET, "epsilon", STRANGER.publicKey(), 100).approve(CHAIN, STRANGER);
        return List.of(Evidence.of(one, other).payload(), seat.payload());
    }

    private Statement statement(int round, Signature offered, SigningKey key) {
        Statement.Claim claim = new Statement.Claim(0, second.hash(), Optional.of(offered), List.of());
        return Statement.sign(CHAIN, 2, round, Optional.of(claim), Optional.empty(), key);
    }

    private CommittedBlock committed(Block block) {
        List<Vote> votes = IntStream.range(1, 4)
                .mapToObj(i -> vote(Vote.Type.PRECOMMIT, block, 0, KEYS.get(i)))
                .toList();
        return new CommittedBlock(block, Certificate.of(block.height(), 0, block.hash(), votes, SET));
    }

    /** A vote as the chain wants it. */
    private Vote vote(Vote.Type type, Block block, int round, SigningKey key) {
        return vote(CHAIN, type, block.height(), round, block.hash(), key);
    }

    private Vote vote(String chain, Vote.Type type, long height, int round, Hash block, SigningKey key) {
        boolean timed = type == Vote.Type.PRECOMMIT && genesis.hasMedianTime()
                || type == Vote.Type.PREVOTE && genesis.hasFastPath();
        return timed
                ? Vote.timed(chain, type, height, round, block, now, key)
                : Vote.sign(chain, type, height, round, Optional.of(block), key);
    }

    private <T extends Canonical> T remembered(T said) {
        good.add(Octets.of(said.bytes()));
        return said;
    }

    private static PeerMessage spoken(ConsensusMessage message) {
        return new PeerMessage.Spoken("gamma", message);
    }

    private void sample(PeerMessage message) {
        sample(new Validator.FromPeer(message));
    }

    private void sample(WireMessage message) {
        samples.add(wire.bytes(message));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean abuse(Random random) {
        int what = random.nextInt(100);
        if (what < 75) return mutate(random);
        PeerMessage message = what < 95
                ? falselySigned(random)
                : what < 99 ? replays.get(random.nextInt(replays.size())) : oversized(random);
        tell(message);
        return true;
    }

    private boolean mutate(Random random) {
        byte[] bytes = samples.get(random.nextInt(samples.size()));
        byte[] bad = BadBytes.of(bytes, random);
        Object read;
        try {
            read = wire.read(bad);
        } catch (MalformedBytes e) {
            return false;
        }
        if (Arrays.equals(bad, bytes)) return true;
        switch (read) {
            case Validator.Greet(String from, Hash pass, Hash echo) ->
                acquaintances.hear(from, new Acquaintances.Greeting(pass, echo));
            case Validator.FromPeer(PeerMessage message) -> admit(message, Optional.empty());
            case Validator.WithPass(PeerMessage message, Hash pass) -> admit(message, Optional.of(pass));
            default -> {}
        }
        for (String peer : NAMES)
            if (acquaintances.pass(peer).isPresent()) throw new AssertionError(read + " gave a pass to " + peer);
        return true;
    }

    private void admit(PeerMessage message, Optional<Hash> pass) {
        boolean admitted = acquaintances.admits(message.from(), pass);
        if (admitted && pass.isPresent() && NAMES.contains(message.from()))
            throw new AssertionError("a guessed pass is taken: " + message);
        if (admitted && !isGood(message)) tell(message);
    }

    /** Whether validators said this, so that it counts whoever passes it on. */
    private boolean isGood(PeerMessage message) {
        return switch (message) {
            case PeerMessage.Spoken(String from, ConsensusMessage said) -> isGood(said);
            case PeerMessage.Polka(String from, List<Vote> votes) ->
                votes.stream().allMatch(this::isGood);
            case PeerMessage.Stated(String from, Statement statement, List<Block> blocks) -> isGood(statement);
            case PeerMessage.BlockResponse(String from, long height, List<CommittedBlock> blocks) ->
                blocks.contains(next);
            case PeerMessage.RunResponse(String from, long height, List<AbridgedBlock> run) -> run.contains(abridged);
            case PeerMessage.Gossip _, PeerMessage.Reached _, PeerMessage.BlockRequest _, PeerMessage.Keeps _ -> false;
        };
    }

    private boolean isGood(Canonical said) {
        return good.contains(Octets.of(said.bytes()));
    }

    private PeerMessage falselySigned(Random random) {
        Vote.Type type = Vote.Type.values()[random.nextInt(3)];
        SigningKey key = KEYS.get(1 + random.nextInt(3));
        long height = 2 + random.nextInt(3);
        int round = random.nextInt(3);
        Hash hash = second.hash();
        Vote vote = vote(CHAIN, type, height, round, hash, key);
        Proposal other = Proposal.sign(0, -1, second, KEYS.get(1));
        return switch (random.nextInt(10)) {
            case 0 -> spoken(vote("other", type, height, round, hash, key));
            case 1 -> spoken(vote(CHAIN, type, height, round, hash, STRANGER));
            case 2 ->
                spoken(new Vote(
                        type, height, round + 1, vote.block(), vote.time(), vote.validator(), vote.signature()));
            case 3 ->
                spoken(new Vote(
                        type,
                        height,
                        round,
                        Optional.of(Hash.of("another block")),
                        vote.time(),
                        vote.validator(),
                        vote.signature()));
            case 4 -> spoken(new Proposal(2, 0, -1, second, KEYS.get(2).publicKey(), other.signature()));
            case 5 -> {
                List<Vote> votes = new ArrayList<>();
                for (int i = 0; i < random.nextInt(8); i++)
                    votes.add(vote(random.nextInt(3) == 0 ? "other" : CHAIN, type, 2, i % 2, hash, STRANGER));
                yield new PeerMessage.Polka("gamma", votes);
            }
            case 6 -> new PeerMessage.Stated("delta", statement(1, proposal.signature(), STRANGER), List.of(second));
            case 7 ->
                new PeerMessage.Stated(
                        "delta", statement(1 + random.nextInt(3), other.signature(), key), List.of(second));
            case 8 ->
                new PeerMessage.BlockResponse(
                        "delta",
                        2,
                        List.of(new CommittedBlock(
                                second,
                                new Certificate(
                                        2,
                                        0,
                                        hash,
                                        next.certificate().precommits().subList(0, 1 + random.nextInt(2))))));
            default ->
                new PeerMessage.RunResponse(
                        "delta",
                        2,
                        List.of(new AbridgedBlock(abridged.header(), abridged.entries(), Optional.empty())));
        };
    }

    /** Far more than a peer says, as deep as it can be told. */
    private PeerMessage oversized(Random random) {
        String endless = "n".repeat(1 + random.nextInt(200_000)) + random.nextInt();
        long height = HEIGHTS.get(random.nextInt(HEIGHTS.size()));
        Vote strange = vote(CHAIN, Vote.Type.PREVOTE, 2, Integer.MAX_VALUE, second.hash(), STRANGER);
        return switch (random.nextInt(11)) {
            case 0 -> new PeerMessage.Keeps(endless, height);
            case 1 -> new PeerMessage.Reached(random.nextBoolean() ? endless : "beta", height);
            case 2 -> new PeerMessage.BlockRequest(random.nextBoolean() ? endless : "beta", height);
            case 3 ->
                new PeerMessage.Spoken(endless, first.certificate().votes().getFirst());
            case 4 ->
                new PeerMessage.Polka(
                        "gamma",
                        Collections.nCopies(10_000, next.certificate().votes().getFirst()));
            case 5 -> {
                Statement.Claim claim = new Statement.Claim(
                        0, second.hash(), Optional.of(proposal.signature()), Collections.nCopies(10_000, strange));
                yield new PeerMessage.Stated(
                        "beta",
                        Statement.sign(
                                CHAIN, 2, Integer.MAX_VALUE, Optional.of(claim), Optional.of(claim), KEYS.get(1)),
                        Collections.nCopies(2, second));
            }
            case 6 ->
                new PeerMessage.Stated(
                        "beta", statement(1, proposal.signature(), KEYS.get(1)), Collections.nCopies(1_000, second));
            case 7 -> new PeerMessage.BlockResponse("delta", height, Collections.nCopies(10_000, first));
            case 8 ->
                new PeerMessage.RunResponse(
                        "delta", height, Collections.nCopies(10_000, AbridgedBlock.of(first, true)));
            case 9 -> {
                List<Payload> many = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) many.add(payload("payload " + random.nextLong()));
                yield new PeerMessage.Gossip("beta", many);
            }
            default -> {
                byte[] content = new byte[Payload.MAX_BYTES];
                random.nextBytes(content);
                yield new PeerMessage.Gossip(
                        "beta", Collections.nCopies(100, new Payload(Payload.CONSOLIDATION, content)));
            }
        };
    }

    private void tell(PeerMessage message) {
        if (++tells % TELLS_BETWEEN_TICKS == 0) {
            core.tick(now);
            acquaintances.tick(new TreeSet<>(NAMES));
            served = 0;
        }
        for (Effect<Entry, Input<Block>, Said> effect : core.hear(message, now)) {
            boolean harmless =
                    switch (effect) {
                        case Effect.Send<Entry, Input<Block>, Said>(var to, Said said) -> {
                            if (said instanceof Said.BlocksFrom && ++served > Serving.TOTAL)
                                throw new AssertionError("blocks are sent " + served + " times between two ticks");
                            yield said instanceof Said.BlocksFrom
                                    || said instanceof Said.ToPeer(PeerMessage.BlockRequest request);
                        }
                        case Effect.Publish<Entry, Input<Block>, Said>(Said said) ->
                            said instanceof Said.BadBlock || said instanceof Said.OtherChain;
                        default -> false;
                    };
            if (!harmless) throw new AssertionError(brief(message) + " led to " + effect);
        }
        if (!standing().equals(standing)) forgetWhatPeersSaid();
        if (!standing().equals(standing)) throw new AssertionError(brief(message) + " led to " + standing());
        LedgerStatus status = core.status(0, 0);
        if (status.waitingPayloads() > MOST_PAYLOADS || status.waitingBytes() > MOST_BYTES)
            throw new AssertionError(status.waitingPayloads() + " payloads wait, of " + status.waitingBytes());
    }

    private static String brief(PeerMessage message) {
        String text = message.toString();
        return text.substring(0, Math.min(text.length(), 2_000));
    }

    private String standing() {
        LedgerStatus status = core.status(0, 0);
        return "height " + status.height() + ", " + core.tip().hash() + ", round " + status.round() + ", "
                + status.step() + ", accused " + core.accusations() + ", " + status.validators() + ", "
                + status.standing();
    }

    /** The others decide what was proposed before. */
    @Override
    public void end() {
        for (Vote.Type type : List.of(Vote.Type.PREVOTE, Vote.Type.PRECOMMIT))
            for (int i = 1; i < 4; i++) core.hear(spoken(vote(type, second, 0, KEYS.get(i))), now);
        if (core.tip().height() != 2 || !core.tip().hash().equals(second.hash()))
            throw new AssertionError(name + ": the block is not decided: " + standing());
    }
}
