package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Statement;
import dev.darm.ledger.Vote;
import dev.darm.ledger.consensus.ConsensusDriver.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Runs the core and tells each of the others something near what it says: small-scope mutations as in ByzzFuzz (doi
 * 10.1145/3586053). A message is passed on as it is, withheld, late, of a round before or after, of another type, for another
 * value or nil, with another valid round; or an old one is said again, somebody else's too; or a certificate is made up of
 * votes that were heard and of those that the liars sign for it. On the fast path a statement claims nothing, or whatever the
 * votes and offers that were heard can be made to prove; and an offer is admitted by some of the statements that were heard
 * and by such ones.
 */
final class Mutator implements ConsensusDriver.Liar {

    private static final int MEMORY = 200;
    private static final long LATE_MS = 6_000;

    private final ConsensusDriver driver;
    private final Random random;
    private final List<PublicKey> liars;
    private final List<Output<String>> heard = new ArrayList<>();

    /** {@code liars} are the keys that lie together. */
    Mutator(ConsensusDriver driver, long seed, List<PublicKey> liars) {
        this.driver = driver;
        this.random = new Random(seed);
        this.liars = liars;
    }

    @Override
    public boolean hears(Machine self, Output<String> message) {
        if (heard.size() < MEMORY) heard.add(message);
        else heard.set(random.nextInt(MEMORY), message);
        return true;
    }

    @Override
    public void say(Machine self, Output<String> truth) {
        for (Machine to : driver.machines) {
            if (to == self) continue;
            switch (random.nextInt(8)) {
                case 0, 1 -> driver.send(self, to, truth);
                case 2 -> {}
                case 3 -> driver.after(random.nextLong(LATE_MS), () -> driver.send(self, to, truth));
                case 4 -> {
                    if (!heard.isEmpty()) driver.send(self, to, heard.get(random.nextInt(heard.size())));
                }
                case 5 -> driver.send(self, to, forged(truth));
                default -> driver.send(self, to, mutated(truth));
            }
        }
    }

    private Output<String> mutated(Output<String> truth) {
        return switch (truth) {
            case Output.Voted<String>(Vote vote) -> new Output.Voted<>(mutated(vote));
            case Output.Offered<String>(Offer<String> offer) -> new Output.Offered<>(mutated(offer));
            case Output.Stated<String> stated -> mutated(stated);
            default -> truth;
        };
    }

    private Vote mutated(Vote vote) {
        PublicKey key = liars.get(random.nextInt(liars.size()));
        if (driver.fast.isPresent() && random.nextInt(8) == 0)
            return Words.vote(Vote.Type.ENDORSE, vote.height(), vote.round(), someId(), key);
        return switch (random.nextInt(4)) {
            case 0 -> Words.vote(vote.type(), vote.height(), near(vote.round()), vote.block(), key);
            case 1 -> Words.vote(other(vote.type()), vote.height(), vote.round(), vote.block(), key);
            case 2 -> Words.vote(vote.type(), vote.height(), vote.round(), Optional.empty(), key);
            default -> Words.vote(vote.type(), vote.height(), vote.round(), someId(), key);
        };
    }

    private Offer<String> mutated(Offer<String> offer) {
        int round = random.nextInt(3) == 0 ? near(offer.round()) : offer.round();
        int validRound =
                random.nextInt(3) == 0 ? random.nextInt(round + 1) - 1 : Math.min(offer.validRound(), round - 1);
        String value =
                switch (random.nextInt(4)) {
                    case 0 -> offer.value();
                    case 1 -> "invalid";
                    case 2 -> offer.value() + "'";
                    default -> someValue(offer.value());
                };
        if (driver.fast.isEmpty())
            return new Offer<>(offer.height(), round, validRound, value, offer.validator(), Words.BLANK);
        return new Offer<>(
                offer.height(), round, -1, value, offer.validator(), Words.BLANK, because(offer.height(), round));
    }

    /** Statements for {@code round} that were heard, some left out, and one of each liar. */
    private List<Statement> because(long height, int round) {
        if (round == 0) return List.of();
        List<Statement> statements = new ArrayList<>();
        for (PublicKey liar : liars) statements.add(statement(height, round, liar));
        for (Output<String> message : heard) {
            if (message instanceof Output.Stated<String> stated
                    && stated.statement().height() == height
                    && stated.statement().round() == round
                    && random.nextInt(8) > 0) statements.add(stated.statement());
        }
        return statements;
    }

    private Output<String> mutated(Output.Stated<String> stated) {
        PublicKey key = liars.get(random.nextInt(liars.size()));
        Statement truth = stated.statement();
        int round = random.nextInt(4) == 0 ? Math.max(1, near(truth.round())) : truth.round();
        return new Output.Stated<>(stated.proposer(), statement(truth.height(), round, key), stated.values());
    }

    private Statement statement(long height, int round, PublicKey key) {
        return new Statement(
                height,
                round,
                claim(height, round, Vote.Type.ENDORSE),
                claim(height, round, Vote.Type.PREVOTE),
                key,
                Words.BLANK);
    }

    /** A vote in a round before {@code round} for something that was heard, with all that speaks for it. */
    private Optional<Statement.Claim> claim(long height, int round, Vote.Type proof) {
        List<Statement.Claim> claims = new ArrayList<>();
        for (Output<String> message : heard) {
            if (message instanceof Output.Offered<String>(var offer)
                    && offer.height() == height
                    && offer.round() < round) claims.add(claim(offer, proof));
        }
        if (liars.contains(driver.proposers.proposer(height, 0)))
            claims.add(claim(new Offer<>(height, 0, -1, someValue("of v0"), liars.getFirst(), Words.BLANK), proof));
        if (claims.isEmpty() || random.nextInt(4) == 0) return Optional.empty();
        return Optional.of(claims.get(random.nextInt(claims.size())));
    }

    private Statement.Claim claim(Offer<String> offer, Vote.Type proof) {
        Optional<Hash> id = Optional.of(Hash.of(offer.value()));
        if (offer.round() == 0 && proof == Vote.Type.ENDORSE)
            return new Statement.Claim(0, id.get(), Optional.of(offer.signature()), List.of());
        List<Vote> votes = new ArrayList<>();
        for (PublicKey key : liars) votes.add(Words.vote(proof, offer.height(), offer.round(), id, key));
        for (Output<String> message : heard) {
            if (message instanceof Output.Voted<String>(Vote vote)
                    && vote.type() == proof
                    && vote.height() == offer.height()
                    && vote.round() == offer.round()
                    && vote.block().equals(id)
                    && !votes.contains(vote)) votes.add(vote);
        }
        return new Statement.Claim(offer.round(), id.get(), Optional.empty(), votes);
    }

    /** Votes for the value of {@code truth} as they were heard, and those of the liars, until they look like a quorum. */
    private Output<String> forged(Output<String> truth) {
        if (!(truth instanceof Output.Voted<String>(Vote like))) return truth;
        List<Vote> votes = new ArrayList<>();
        for (PublicKey key : liars) votes.add(Words.vote(like.type(), like.height(), like.round(), like.block(), key));
        for (Output<String> message : heard) {
            if (message instanceof Output.Voted<String>(Vote vote)
                    && vote.height() == like.height()
                    && vote.type() == like.type()
                    && (random.nextInt(4) == 0 || near(vote, like))) votes.add(vote);
        }
        while (votes.size() < driver.validators.quorumPower()) votes.add(votes.get(random.nextInt(votes.size())));
        return new Output.Certified<>(votes);
    }

    private static boolean near(Vote vote, Vote like) {
        return vote.round() == like.round() && vote.block().equals(like.block());
    }

    private int near(int round) {
        return Math.max(0, round + (random.nextBoolean() ? 1 : -1));
    }

    private static Vote.Type other(Vote.Type type) {
        return type == Vote.Type.PREVOTE ? Vote.Type.PRECOMMIT : Vote.Type.PREVOTE;
    }

    private Optional<Hash> someId() {
        if (random.nextInt(3) == 0) return Optional.of(Words.INVALID);
        return Optional.of(Hash.of(someValue("of nobody")));
    }

    private String someValue(String otherwise) {
        List<String> values = new ArrayList<>();
        for (Output<String> message : heard) {
            if (message instanceof Output.Offered<String>(var offer)) values.add(offer.value());
        }
        return values.isEmpty() ? otherwise : values.get(random.nextInt(values.size()));
    }
}
