package dev.darm.ledger.consensus;

import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Statement;
import dev.darm.ledger.Statement.Claim;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which values the statements of a state admit in its rounds after the first, whatever the Byzantine validators state, on the
 * fast path. It is {@link FastPath#admits} that decides; here is only what can be stated: a correct validator that has entered
 * a round states its last votes before it; a Byzantine one claims whatever can be proven with the messages in the pool, and
 * anything else with a vote too few.
 */
final class ModelGates {

    private static final int NOTHING = -1;

    /** Added to a claim that a vote is missing from. */
    private static final int UNPROVEN = 1_000;

    private final ModelMessages messages;
    private final FastPath path;
    private final int byzantine;
    private final Map<Key, Integer> known = new HashMap<>();

    /** All that the answer for a round turns on. */
    private record Key(int round, List<Long> stated, List<Integer> prevotes, List<Integer> polkas) {}

    ModelGates(ModelMessages messages, FastPath path) {
        this.messages = messages;
        this.path = path;
        this.byzantine = ModelMessages.VALIDATORS - messages.correct();
    }

    /** A bit for each {@link ModelMessages#gate} that is open. */
    long open(Local[] state) {
        long open = 0;
        List<Integer> prevotes = new ArrayList<>(List.of(NOTHING));
        List<Integer> polkas = new ArrayList<>(List.of(NOTHING));
        for (int round = 0; round <= messages.lastRound(); round++) {
            int admitted = round == 0 ? ~0 : admitted(new Key(round, stated(state, round), prevotes, polkas));
            prevotes = new ArrayList<>(prevotes);
            polkas = new ArrayList<>(polkas);
            for (int value = 0; value <= messages.values(); value++) {
                boolean real = value < messages.values();
                boolean admits = (admitted & 1 << value) != 0;
                if (round > 0 && real && admits) open |= 1L << messages.gate(round, Local.FIRST + value);
                boolean provable = offered(state, round, value) && (round == 0 || real && admits);
                if (provable) prevotes.add(claim(round, value));
                else if (round > 0) prevotes.add(UNPROVEN + claim(round, value));
                if (real) polkas.add(claim(round, value) + (hasPolka(state, round, value) ? 0 : UNPROVEN));
            }
        }
        return open;
    }

    private boolean offered(Local[] state, int round, int value) {
        int proposer = messages.proposer(round);
        return proposer >= messages.correct() || state[proposer].offer(round) == Local.FIRST + value;
    }

    private boolean hasPolka(Local[] state, int round, int value) {
        int voters = byzantine;
        for (Local local : state) if (local.prevote(round) == Local.FIRST + value) voters++;
        return voters >= messages.validators().quorumPower();
    }

    private List<Long> stated(Local[] state, int round) {
        List<Long> stated = new ArrayList<>();
        for (Local local : state) {
            if (local.round() < round) stated.add(-1L);
            else stated.add((long) (lastPrevote(local, round) + 1) << 16 | lastPrecommit(local, round) + 1);
        }
        return stated;
    }

    private int lastPrevote(Local local, int before) {
        for (int round = before - 1; round >= 0; round--)
            if (local.prevote(round) >= Local.FIRST) return claim(round, local.prevote(round) - Local.FIRST);
        return NOTHING;
    }

    private int lastPrecommit(Local local, int before) {
        for (int round = before - 1; round >= 0; round--)
            if (local.precommit(round) >= Local.FIRST) return claim(round, local.precommit(round) - Local.FIRST);
        return NOTHING;
    }

    private int claim(int round, int value) {
        return round * (messages.values() + 1) + value;
    }

    /** The values that some statements of Byzantine validators beside those of correct ones admit, a bit each. */
    private int admitted(Key key) {
        Integer before = known.get(key);
        if (before != null) return before;
        List<Statement> honest = new ArrayList<>();
        for (int node = 0; node < key.stated.size(); node++) {
            long stated = key.stated.get(node);
            if (stated >= 0)
                honest.add(statement(node, key.round, (int) (stated >> 16) - 1, (int) (stated & 0xFFFF) - 1));
        }
        int admitted = admitted(key, honest, 0);
        known.put(key, admitted);
        return admitted;
    }

    private int admitted(Key key, List<Statement> statements, int liars) {
        int admitted = 0;
        if (liars == byzantine) {
            for (int value = 0; value < messages.values(); value++)
                if (path.admits(statements, 1, key.round, messages.id(Local.FIRST + value))) admitted |= 1 << value;
            return admitted;
        }
        for (int prevote : key.prevotes) {
            for (int polka : key.polkas) {
                List<Statement> more = new ArrayList<>(statements);
                more.add(statement(messages.correct() + liars, key.round, prevote, polka));
                admitted |= admitted(key, more, liars + 1);
                if (admitted == (1 << messages.values()) - 1) return admitted;
            }
        }
        return admitted;
    }

    private Statement statement(int validator, int round, int prevote, int precommit) {
        return new Statement(
                1,
                round,
                proof(prevote, Vote.Type.ENDORSE),
                proof(precommit, Vote.Type.PREVOTE),
                messages.key(validator),
                Words.BLANK);
    }

    private Optional<Claim> proof(int claim, Vote.Type type) {
        if (claim == NOTHING) return Optional.empty();
        int proven = claim % UNPROVEN;
        Claim full =
                messages.claim(type, proven / (messages.values() + 1), Local.FIRST + proven % (messages.values() + 1));
        if (claim == proven) return Optional.of(full);
        ValidatorSet validators = messages.validators();
        long needed = type == Vote.Type.ENDORSE ? validators.honestPower() : validators.quorumPower();
        List<Vote> fewer = full.votes().subList(0, (int) needed - 1);
        return Optional.of(new Claim(full.round(), full.block(), full.offered(), fewer));
    }

    /** A statement of everybody that claims nothing: it admits any value. */
    static List<Statement> nothing(ValidatorSet validators, int round) {
        List<PublicKey> keys =
                validators.members().stream().map(ValidatorSet.Member::key).toList();
        return keys.stream()
                .map(key -> new Statement(1, round, Optional.empty(), Optional.empty(), key, Words.BLANK))
                .toList();
    }
}
