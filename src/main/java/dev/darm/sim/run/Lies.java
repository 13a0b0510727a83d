package dev.darm.sim.run;

import dev.darm.codec.Hash;
import dev.darm.ledger.PeerMessage;
import dev.darm.ledger.Validator;
import dev.darm.ledger.Vote;
import dev.darm.sim.Seeds;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.net.Fabric;
import dev.darm.sim.net.Parcel;
import dev.darm.sim.scenario.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Tampers with what Byzantine machines send. It stands where messages leave a machine, so that the node on it is the
 * shipped one: it does not know that it lies.
 */
final class Lies implements Fabric.Tampering {

    private record Lie(Fault.Byzantine fault, long number) {}

    private final RunningFleet fleet;
    private final RandomGenerator random;
    private final TreeMap<String, List<Lie>> lies = new TreeMap<>();
    private long numbers;

    Lies(RunningFleet fleet, Seeds seeds) {
        this.fleet = fleet;
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
                case CORRUPT -> sending.send(corrupted(parcel), 0);
                case REPLAY -> {
                    sending.send(parcel, 0);
                    sending.send(
                            parcel, (long) (random.nextDouble() * fault.delay().toNanos()));
                }
                case EQUIVOCATE -> sending.send(equivocated(from, to, parcel).orElse(parcel), 0);
            }
            return;
        }
        sending.send(parcel, 0);
    }

    private static boolean concerns(Fault.Byzantine fault, Parcel parcel) {
        if (fault.messages().isEmpty()) return parcel.type().equals(Validator.FromPeer.class.getName());
        return fault.messages().stream()
                .anyMatch(name -> parcel.type().endsWith("." + name)
                        || parcel.type().endsWith("$" + name)
                        || parcel.content() instanceof Validator.FromPeer(PeerMessage message)
                                && names(message).contains(name));
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

    /** The other half of the machines hears of another vote, signed as well as the first. */
    private Optional<Parcel> equivocated(Machine from, Machine to, Parcel parcel) {
        if (to.index() % 2 == 0) return Optional.empty();
        if (!(parcel.content() instanceof Validator.FromPeer(PeerMessage.Spoken(String name, Vote vote))))
            return Optional.empty();
        SimulatedNode liar = fleet.node(from.name());
        Optional<Hash> other =
                vote.block().isPresent() ? Optional.empty() : Optional.of(Hash.of("nothing at " + vote.height()));
        return liar.key()
                .map(key -> parcel.with(new Validator.FromPeer(new PeerMessage.Spoken(
                        name, Vote.sign(liar.chainId(), vote.type(), vote.height(), vote.round(), other, key)))));
    }
}
