package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.NAMES;
import static dev.darm.ledger.FourValidators.payload;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Canonical;
import dev.darm.codec.MalformedBytes;
import dev.darm.ledger.LedgerCore.Entry;
import dev.darm.ledger.LedgerCore.Said;
import dev.darm.ledger.consensus.Input;
import dev.darm.world.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Tells the ledger of alpha, in the middle of height 2, things that do not verify: the bytes of good messages with bits
 * turned, cut, lengthened or shuffled, and well-formed messages of another chain, by keys that are not enrolled, or with the
 * signature of something else. None may raise anything but {@link MalformedBytes}, and none that is read may change how the
 * ledger stands or make it record or say anything, but that it asks for blocks or sends some.
 */
public final class BadInput {

    private static final Instant NOW = GENESIS.time().plusSeconds(60);
    private static final SigningKey STRANGER = FourValidators.key(99);

    private final Random random;
    private final LedgerCore core;
    private final CommittedBlock first = FourValidators.committed(GENESIS.tip(), "one");
    private final Block second;
    private final List<Sample<?>> samples = new ArrayList<>();
    private final String standing;
    private long malformed;
    private long heard;

    /** A good message, how it is read, and how it is told. */
    private record Sample<T extends Canonical>(
            T message, Function<ByteReader, T> read, Function<T, PeerMessage> told) {}

    /** How many inputs were refused as bytes, and how many were read and told. */
    public record Report(long malformed, long heard) {}

    private BadInput(long seed) {
        this.random = new Random(seed);
        this.core = new LedgerCore(
                "alpha",
                Optional.of(KEYS.getFirst()),
                ChainState.of(GENESIS),
                (payload, validators) -> Optional.empty(),
                LedgerRun.SETTINGS,
                random);
        core.connected(new TreeSet<>(NAMES), NOW);
        core.hear(new PeerMessage.BlockResponse("beta", 1, List.of(first)), NOW);
        ChainState state = ChainState.of(GENESIS).after(first.block());
        second = state.propose(KEYS.get(2).publicKey(), NOW, 2, List.of(payload("two")));
        Proposal proposal = Proposal.sign(0, -1, second, KEYS.get(2));
        core.hear(spoken(proposal), NOW);

        add(proposal, Proposal::read);
        add(Proposal.sign(1, 0, second, KEYS.get(3)), Proposal::read);
        for (Vote.Type type : Vote.Type.values()) {
            add(vote(CHAIN, type, 2, 0, KEYS.get(1)), Vote::read);
            add(vote(CHAIN, type, 3, 1, KEYS.get(2)), Vote::read);
        }
        CommittedBlock next = new CommittedBlock(second, FourValidators.certificate(second, 1, 2, 3));
        samples.add(new Sample<>(
                next, CommittedBlock::read, block -> new PeerMessage.BlockResponse("beta", 2, List.of(block))));
        this.standing = standing();
    }

    /** Tells {@code inputs} bad things; the seed gives which. Throws {@link AssertionError} where one has an effect. */
    public static Report run(long seed, long inputs) {
        BadInput run = new BadInput(seed);
        for (long i = 0; i < inputs; i++) {
            if (run.random.nextInt(4) == 0) run.tell(run.falselySigned());
            else run.mutate(run.samples.get(run.random.nextInt(run.samples.size())));
        }
        return new Report(run.malformed, run.heard);
    }

    private void add(Proposal message, Function<ByteReader, Proposal> read) {
        samples.add(new Sample<>(message, read, BadInput::spoken));
    }

    private void add(Vote message, Function<ByteReader, Vote> read) {
        samples.add(new Sample<>(message, read, BadInput::spoken));
    }

    private static PeerMessage spoken(ConsensusMessage message) {
        return new PeerMessage.Spoken("gamma", message);
    }

    private Vote vote(String chain, Vote.Type type, long height, int round, SigningKey key) {
        return Vote.sign(chain, type, height, round, Optional.of(second.hash()), key);
    }

    private <T extends Canonical> void mutate(Sample<T> sample) {
        byte[] good = sample.message.bytes();
        byte[] bad = mutated(good);
        T read;
        try {
            read = ByteReader.readAll(bad, sample.read);
        } catch (MalformedBytes e) {
            malformed++;
            return;
        }
        // a block with another certificate that also holds, or a message that says the same, is none
        if (Arrays.equals(bad, good)) return;
        PeerMessage told = sample.told.apply(read);
        if (random.nextInt(8) == 0 && read instanceof Vote vote)
            told = new PeerMessage.Polka("gamma", List.of(vote, vote, vote));
        tell(told);
    }

    private byte[] mutated(byte[] good) {
        byte[] bad = good.clone();
        switch (random.nextInt(5)) {
            case 0 -> bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            case 2 -> bad = Arrays.copyOf(bad, bad.length + 1 + random.nextInt(64));
            case 3 -> {
                int length = 1 + random.nextInt(Math.min(8, bad.length));
                int at = random.nextInt(bad.length - length + 1);
                for (int i = at; i < at + length; i++) bad[i] = (byte) (random.nextBoolean() ? -1 : random.nextInt());
            }
            default -> {
                int length = random.nextInt(bad.length / 2);
                System.arraycopy(
                        good, random.nextInt(bad.length - length), bad, random.nextInt(bad.length - length), length);
            }
        }
        return bad;
    }

    private PeerMessage falselySigned() {
        Vote.Type type = random.nextBoolean() ? Vote.Type.PREVOTE : Vote.Type.PRECOMMIT;
        SigningKey key = KEYS.get(1 + random.nextInt(3));
        long height = 2 + random.nextInt(3);
        int round = random.nextInt(3);
        Vote good = vote(CHAIN, type, height, round, key);
        return switch (random.nextInt(6)) {
            case 0 -> spoken(vote("other", type, height, round, key));
            case 1 -> spoken(vote(CHAIN, type, height, round, STRANGER));
            case 2 -> spoken(new Vote(type, height, round + 1, good.block(), good.validator(), good.signature()));
            case 3 -> spoken(new Vote(type, height, round, Optional.empty(), good.validator(), good.signature()));
            case 4 -> {
                Proposal other = Proposal.sign(0, -1, second, KEYS.get(1));
                yield spoken(new Proposal(2, 0, -1, second, KEYS.get(2).publicKey(), other.signature()));
            }
            default -> {
                List<Vote> votes = new ArrayList<>();
                for (int i = 0; i < random.nextInt(8); i++)
                    votes.add(vote(random.nextInt(3) == 0 ? "other" : CHAIN, type, 2, i % 2, STRANGER));
                yield new PeerMessage.Polka("gamma", votes);
            }
        };
    }

    private void tell(PeerMessage message) {
        heard++;
        for (Effect<Entry, Input<Block>, Said> effect : core.hear(message, NOW)) {
            boolean harmless =
                    switch (effect) {
                        case Effect.Send<Entry, Input<Block>, Said>(var to, Said said) ->
                            said instanceof Said.BlocksFrom
                                    || said instanceof Said.ToPeer(PeerMessage.BlockRequest request);
                        case Effect.Publish<Entry, Input<Block>, Said>(Said said) -> said instanceof Said.BadBlock;
                        default -> false;
                    };
            if (!harmless) throw new AssertionError(message + " led to " + effect);
        }
        if (!standing().equals(standing)) throw new AssertionError(message + " led to " + standing());
    }

    private String standing() {
        LedgerStatus status = core.status(0, 0);
        return "height " + status.height() + ", round " + status.round() + ", " + status.step() + ", "
                + status.standing();
    }

    /** {@code inputs seed}: prints what became of them. */
    public static void main(String[] args) {
        System.out.println(run(Long.parseLong(args[1]), Long.parseLong(args[0])));
    }
}
