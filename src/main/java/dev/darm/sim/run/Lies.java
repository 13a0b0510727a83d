package dev.darm.sim.run;

import dev.darm.codec.Hash;
import dev.darm.ledger.Block;
import dev.darm.ledger.ConsensusMessage;
import dev.darm.ledger.PeerMessage;
import dev.darm.ledger.Proposal;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.Validator;
import dev.darm.ledger.Vote;
import dev.darm.sim.Seeds;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.net.Fabric;
import dev.darm.sim.net.Parcel;
import dev.darm.sim.scenario.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * Tampers with what Byzantine machines send. It stands where messages leave a machine, so that the node on it is the
 * shipped one: it does not know that it lies.
 */
final class Lies implements Fabric.Tampering {

    private record Lie(Fault.Byzantine fault, long number) {}

    /** Two blocks of one height and proposer, one for each half of the machines. */
    private record Twins(Block first, Block second) {
        Block of(boolean other) {
            return other ? second : first;
        }
    }

    private final RunningFleet fleet;
    private final RandomGenerator random;
    private final LongConsumer forged;
    private final TreeMap<String, List<Lie>> lies = new TreeMap<>();
    private final TreeMap<Hash, Twins> twins = new TreeMap<>();
    private long numbers;

    Lies(RunningFleet fleet, Seeds seeds, LongConsumer forged) {
        this.fleet = fleet;
        this.forged = forged;
        this.random = seeds.generator();
    }

    Runnable tell(Fault.Byzantine fault) {
        Lie lie = new Lie(fault, numbers++);
        for (String name : fault.nodes())
            lies.computeIfAbsent(name, any -> new ArrayList<>()).add(lie);
        return () -> fault.nodes()
                .forEach(name -> lies.getOrDefault(name, new ArrayList<>()).remove(lie));
    }

    /** Who holds a stolen key says with it what an equivocating node would. */
    Runnable steal(List<String> nodes) {
        return tell(new Fault.Byzantine(nodes, Fault.Conduct.EQUIVOCATE, List.of(), 1, Duration.ZERO, Fault.ALWAYS));
    }

    void honest(String name) {
        lies.remove(name);
    }

    @Override
    public void tamper(Machine from, Machine to, Parcel parcel, Fabric.Sending sending) {
        List<Lie> told = lies.get(from.name());
        if (told == null || told.isEmpty() || from == to) {
            sending.send(parcel, 0);
            return;
        }
        for (Lie lie : told) {
            Fault.Byzantine fault = lie.fault();
            if (!concerns(fault, parcel) || random.nextDouble() >= fault.probability()) continue;
            switch (fault.conduct()) {
                case DROP -> {}
                case DELAY -> sending.send(parcel, fault.delay().toNanos());
                case CORRUPT -> {
                    forged.accept(from.engine().now());
                    sending.send(corrupted(parcel), 0);
                }
                case REPLAY -> {
                    sending.send(parcel, 0);
                    sending.send(
                            parcel, (long) (random.nextDouble() * fault.delay().toNanos()));
                }
                case EQUIVOCATE ->
                    sending.send(equivocated(from, to, parcel, false).orElse(parcel), 0);
                case TWINS ->
                    sending.send(
                            lies(to)
                                    ? parcel
                                    : equivocated(from, to, parcel, true).orElse(parcel),
                            0);
            }
            return;
        }
        sending.send(parcel, 0);
    }

    private boolean lies(Machine machine) {
        return !lies.getOrDefault(machine.name(), List.of()).isEmpty();
    }

    private static boolean concerns(Fault.Byzantine fault, Parcel parcel) {
        if (fault.messages().isEmpty()) return parcel.content() instanceof Validator.Says;
        return fault.messages().stream()
                .anyMatch(name -> parcel.type().endsWith("." + name)
                        || parcel.type().endsWith("$" + name)
                        || parcel.content() instanceof Validator.Says says
                                && names(says.message()).contains(name));
    }

    private static List<String> names(PeerMessage message) {
        String own = message.getClass().getSimpleName();
        return message instanceof PeerMessage.Spoken spoken
                ? List.of(own, spoken.message().getClass().getSimpleName())
                : List.of(own);
    }

    private Parcel corrupted(Parcel parcel) {
        byte[] bytes = parcel.bytes().clone();
        if (bytes.length > 0) bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return parcel.withBytes(bytes);
    }

    /** The other half of the machines hears of another block or vote, signed as well as the first. */
    private Optional<Parcel> equivocated(Machine from, Machine to, Parcel parcel, boolean onlyTwins) {
        SimulatedNode liar = fleet.node(from.name());
        if (!(parcel.content() instanceof Validator.Says says)
                || !(says.message() instanceof PeerMessage.Spoken(String name, ConsensusMessage said))
                || liar.key().isEmpty()) return Optional.empty();
        boolean other = to.index() % 2 == 1;
        Optional<ConsensusMessage> told =
                switch (said) {
                    case Proposal proposal ->
                        proposed(proposal, other, liar.key().get());
                    case Vote vote ->
                        voted(vote, other, onlyTwins, liar.chainId(), liar.key().get());
                };
        return told.map(message -> parcel.with(says.with(new PeerMessage.Spoken(name, message))));
    }

    /**
     * A block that a liar made has a twin, which differs in its nonce and is as valid: the other half is proposed that. All
     * liars know of twins, so that they can vote for each in its half.
     */
    private Optional<ConsensusMessage> proposed(Proposal proposal, boolean other, SigningKey key) {
        if (!proposal.validator().equals(key.publicKey())) return Optional.empty();
        Block block = proposal.block();
        Hash hash = block.hash();
        if (!twins.containsKey(hash)) {
            if (!block.header().proposer().equals(key.publicKey())) return Optional.empty();
            Block twin = twin(block);
            twins.put(hash, new Twins(block, twin));
            twins.put(twin.hash(), new Twins(block, twin));
        }
        Block told = twins.get(hash).of(other);
        if (told.hash().equals(hash)) return Optional.empty();
        return Optional.of(Proposal.sign(proposal.round(), proposal.validRound(), told, key));
    }

    private static Block twin(Block block) {
        return new Block(block.header().withNonce(~block.header().nonce()), block.payloads(), block.lastCommit());
    }

    /** Each half hears of votes for its own twin; of any other vote the other half may hear the opposite. */
    private Optional<ConsensusMessage> voted(
            Vote vote, boolean other, boolean onlyTwins, String chainId, SigningKey key) {
        Twins known = vote.block().map(twins::get).orElse(null);
        if (known == null && (onlyTwins || !other)) return Optional.empty();
        Optional<Hash> told;
        if (known != null) told = Optional.of(known.of(other).hash());
        else told = vote.block().isPresent() ? Optional.empty() : Optional.of(Hash.of("nothing at " + vote.height()));
        if (told.equals(vote.block())) return Optional.empty();
        if (vote.type() == Vote.Type.PREVOTE || told.isEmpty())
            return Optional.of(Vote.sign(chainId, vote.type(), vote.height(), vote.round(), told, key));
        Instant stated = vote.time().orElse(Instant.EPOCH);
        return Optional.of(Vote.precommit(chainId, vote.height(), vote.round(), told.get(), stated, key));
    }
}
