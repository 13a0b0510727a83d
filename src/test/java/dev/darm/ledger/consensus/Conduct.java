package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Statement;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import dev.darm.ledger.consensus.ConsensusDriver.Machine;
import dev.darm.ledger.consensus.ConsensusDriver.Violation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What must hold of every honest machine of a {@link ConsensusDriver}, over all its lives; the first that fails is a {@link
 * Violation}.
 *
 * <ul>
 *   <li>Agreement: it decides what all others decide.
 *   <li>Validity: what it votes for or decides is valid.
 *   <li>Record before send: what it says stands in its records.
 *   <li>One content a height, round and type is all that it ever says.
 *   <li>A certificate that it shows is a quorum.
 *   <li>Lock: after a precommit for a value it prevotes another one only where that one had a polka since.
 *   <li>On the fast path, in place of the lock: it states no earlier vote than its last, and having stated something for a
 *       round it never votes in one before.
 *   <li>After a restart it is locked on what its records say.
 * </ul>
 */
final class Conduct {

    private record Slot(String machine, Object type, long height, int round) {}

    private record Poll(long height, int round, Hash id) {}

    private record Lock(int round, Hash id) {}

    final TreeMap<Long, String> agreed = new TreeMap<>();
    private final ValidatorSet validators;
    private final Map<Slot, Object> said = new HashMap<>();
    private final Map<Poll, Set<PublicKey>> prevotes = new HashMap<>();
    private final Map<String, Lock> locks = new HashMap<>();
    private final boolean fastPath;

    Conduct(ValidatorSet validators, boolean fastPath) {
        this.validators = validators;
        this.fastPath = fastPath;
    }

    /** Any machine, honest or not, sends this to somebody. */
    void sent(Output<String> message) {
        switch (message) {
            case Output.Voted<String>(Vote vote) -> count(vote);
            case Output.Certified<String>(var votes) -> votes.forEach(this::count);
            default -> {}
        }
    }

    private void count(Vote vote) {
        if (vote.type() != Vote.Type.PREVOTE || vote.block().isEmpty()) return;
        prevotes.computeIfAbsent(
                        new Poll(vote.height(), vote.round(), vote.block().get()), key -> new HashSet<>())
                .add(vote.validator());
    }

    /** An honest machine says this to all. */
    void says(Machine machine, Output<String> message) {
        sent(message);
        switch (message) {
            case Output.Voted<String>(Vote vote)
            when vote.validator().equals(machine.key) -> {
                if (!machine.disk.contains(new ConsensusRecord.VoteSigned<String>(vote)))
                    throw new Violation(machine.name + " said what it had not recorded: " + vote);
                once(new Slot(machine.name, vote.type(), vote.height(), vote.round()), vote.block());
                if (vote.block().equals(Optional.of(Words.INVALID)))
                    throw new Violation(machine.name + " voted for what is invalid: " + vote);
                if (fastPath) keepWord(machine, vote);
                else keepLock(machine, vote);
            }
            case Output.Offered<String>(Offer<String> offer) -> {
                if (machine.disk.stream().noneMatch(record -> records(record, offer)))
                    throw new Violation(machine.name + " said what it had not recorded: " + offer);
                once(
                        new Slot(machine.name, "OFFER", offer.height(), offer.round()),
                        offer.value() + " " + offer.validRound());
            }
            case Output.Stated<String>(PublicKey to, Statement statement, var values) -> {
                if (!machine.disk.contains(new ConsensusRecord.StatementSigned<String>(statement)))
                    throw new Violation(machine.name + " said what it had not recorded: " + statement);
                once(new Slot(machine.name, "STATEMENT", statement.height(), statement.round()), statement);
                keepWord(machine, statement);
            }
            case Output.Certified<String>(var votes) -> {
                if (power(votes.stream().map(Vote::validator)) < validators.quorumPower())
                    throw new Violation(machine.name + " shows what is no certificate: " + votes);
            }
            default -> {}
        }
    }

    /** By the order of its records, since what was recorded before a crash may be said after it. */
    private static void keepWord(Machine machine, Vote vote) {
        for (ConsensusRecord<String> record : machine.disk) {
            if (record.equals(new ConsensusRecord.VoteSigned<String>(vote))) return;
            if (record instanceof ConsensusRecord.StatementSigned<String>(Statement statement)
                    && statement.height() == vote.height()
                    && statement.round() > vote.round())
                throw new Violation(machine.name + " stated " + statement + " and votes " + vote);
        }
    }

    private static void keepWord(Machine machine, Statement statement) {
        int at = machine.disk.indexOf(new ConsensusRecord.StatementSigned<String>(statement));
        Optional<Vote> last = Optional.empty();
        for (ConsensusRecord<String> record : machine.disk.subList(0, at)) {
            if (record instanceof ConsensusRecord.VoteSigned<String>(Vote vote)
                    && vote.height() == statement.height()
                    && vote.type() == Vote.Type.PREVOTE
                    && vote.block().isPresent()) last = Optional.of(vote);
        }
        int claimed = statement.prevoted().map(Statement.Claim::round).orElse(-1);
        int round = last.map(Vote::round).orElse(-1);
        boolean same = statement.prevoted().map(Statement.Claim::block).equals(last.flatMap(Vote::block));
        if (claimed < round || claimed == round && !same)
            throw new Violation(machine.name + " prevoted " + last + " and states " + statement);
    }

    private static boolean records(ConsensusRecord<String> record, Offer<String> offer) {
        return record instanceof ConsensusRecord.OfferSigned<String> signed
                && signed.height() == offer.height()
                && signed.round() == offer.round()
                && signed.validRound() == offer.validRound()
                && signed.id().equals(Hash.of(offer.value()));
    }

    private void once(Slot slot, Object content) {
        Object before = said.putIfAbsent(slot, content);
        if (before != null && !before.equals(content))
            throw new Violation("%s: \"%s\" after \"%s\"".formatted(slot, content, before));
    }

    private void keepLock(Machine machine, Vote vote) {
        if (vote.block().isEmpty()) return;
        Hash id = vote.block().get();
        String place = machine.name + " " + vote.height();
        Lock lock = locks.get(place);
        if (vote.type() == Vote.Type.PRECOMMIT) {
            if (lock == null || lock.round < vote.round()) locks.put(place, new Lock(vote.round(), id));
            return;
        }
        if (lock == null || vote.round() <= lock.round || lock.id.equals(id)) return;
        for (int round = lock.round; round < vote.round(); round++) if (polka(vote.height(), round, id)) return;
        throw new Violation(machine.name + " is locked on " + lock + " and prevotes " + vote);
    }

    private boolean polka(long height, int round, Hash id) {
        return power(prevotes.getOrDefault(new Poll(height, round, id), Set.of()).stream()) >= validators.quorumPower();
    }

    private long power(Stream<PublicKey> keys) {
        return keys.distinct()
                .flatMap(key -> validators.find(key).stream())
                .mapToLong(ValidatorSet.Member::power)
                .sum();
    }

    /** An honest machine was built anew from its records. */
    void resumed(Machine machine) {
        long height = machine.core.height();
        if (!machine.decided.isEmpty() && height <= machine.decided.lastKey()) return;
        Optional<ConsensusRecord.PolkaSeen<String>> last = Optional.empty();
        for (ConsensusRecord<String> record : machine.disk) {
            if (record instanceof ConsensusRecord.PolkaSeen<String> seen && seen.locked() && seen.height() == height)
                last = Optional.of(seen);
        }
        Optional<Lock> recorded = last.map(seen -> new Lock(seen.round(), seen.id()));
        Optional<Lock> actual = machine.core.locked().map(pin -> new Lock(pin.round(), pin.id()));
        if (!actual.equals(recorded))
            throw new Violation(machine.name + " came back with lock " + actual + ", recorded was " + recorded);
    }

    /** An honest machine decides. */
    void decides(Machine machine, long height, String value) {
        if (!value.startsWith("of v")) throw new Violation(machine.name + " decided what is invalid: " + value);
        String before = agreed.putIfAbsent(height, value);
        if (before != null && !before.equals(value))
            throw new Violation("height %d: \"%s\" and, by %s, \"%s\"".formatted(height, before, machine.name, value));
    }
}
