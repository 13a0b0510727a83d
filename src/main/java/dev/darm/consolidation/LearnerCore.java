package dev.darm.consolidation;

import dev.darm.encoding.CorpusStatistics;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a message does to a head that learns corpus statistics, without actors, clock or disk.
 *
 * <p>The chain says which version is due and up to which height it is learned, so every head learns it for itself and
 * honest heads with all bodies learn the same. One head at a time proposes: it collects the ballots of the others and
 * submits the record. The heads take turns in the order of the genesis, starting at the version's number; a head whose
 * turn passes without a record in the chain is followed by the next. Two that propose at once propose the same.
 *
 * <p>A head never signs two editions of one version while the first can still take effect ({@link StatisticsHistory}): it
 * signs only what it learned itself, and what it signed is durable before it leaves. A head that lacks a body signs nothing
 * until it has it.
 */
public final class LearnerCore {

    private final HeadIdentity self;
    private Quorum quorum;
    private final Duration takeOver;

    /** Durable: the last ballot on each version that is not in effect yet. */
    private final TreeMap<Integer, EditionBallot> signed = new TreeMap<>();

    /** Not durable: what came in on the edition of this head since it was learned. */
    private final TreeMap<PublicKey, EditionBallot> ballots = new TreeMap<>();

    private Optional<Edition.Due> due = Optional.empty();
    private Optional<CorpusStatistics> learned = Optional.empty();
    private Instant dueSince = Instant.EPOCH;
    private boolean learning;

    /** @param quorum of the heads, until others are told */
    public LearnerCore(HeadIdentity self, Quorum quorum, Duration takeOver) {
        this.self = self;
        this.quorum = quorum;
        this.takeOver = takeOver;
    }

    public List<Effect<EditionSigned, LearnerInput, LearnerOutput>> on(LearnerInput input, Instant now) {
        return switch (input) {
            case LearnerInput.VersionDue(Edition.Due next) -> begin(next, now);
            case LearnerInput.HeadsAre(ValidatorSet heads) -> {
                quorum = quorum.of(heads);
                ballots.keySet().removeIf(voter -> heads.find(voter).isEmpty());
                yield List.of();
            }
            case LearnerInput.InEffect(int version) -> {
                signed.headMap(version, true).clear();
                if (due.isPresent() && due.get().version() <= version) stop();
                yield List.of();
            }
            case LearnerInput.Learned(Edition.Due of, CorpusStatistics statistics) -> learned(of, statistics, now);
            case LearnerInput.NotLearned(Edition.Due of) -> {
                if (isDue(of)) learning = false;
                yield List.of();
            }
            case LearnerInput.Asked(String proposer, Edition edition) -> answer(proposer, edition);
            case LearnerInput.BallotArrived(EditionBallot ballot) -> count(ballot);
            case LearnerInput.Tick() -> tick(now);
        };
    }

    public void apply(EditionSigned event) {
        signed.put(event.ballot().edition().version(), event.ballot());
    }

    private List<Effect<EditionSigned, LearnerInput, LearnerOutput>> begin(Edition.Due next, Instant now) {
        if (isDue(next)) return List.of();
        stop();
        due = Optional.of(next);
        dueSince = now;
        return learn(next);
    }

    private void stop() {
        due = Optional.empty();
        learned = Optional.empty();
        learning = false;
        ballots.clear();
    }

    private boolean isDue(Edition.Due other) {
        return due.isPresent() && due.get().equals(other);
    }

    private List<Effect<EditionSigned, LearnerInput, LearnerOutput>> learn(Edition.Due which) {
        learning = true;
        return List.of(new Effect.Publish<>(new LearnerOutput.Learn(which)));
    }

    private List<Effect<EditionSigned, LearnerInput, LearnerOutput>> learned(
            Edition.Due of, CorpusStatistics statistics, Instant now) {
        if (!isDue(of) || learned.isPresent()) return List.of();
        learning = false;
        learned = Optional.of(statistics);
        Edition edition = Edition.of(of, statistics);
        List<Effect<EditionSigned, LearnerInput, LearnerOutput>> effects = new ArrayList<>();
        EditionBallot own = signed.get(of.version());
        if (own != null && !own.edition().equals(edition)) {
            if (own.edition().height() >= of.height()) {
                effects.add(refuse(
                        self.name(),
                        "version %d was learned differently from what this head signed".formatted(of.version())));
                return effects;
            }
            own = null;
        }
        if (own == null) {
            own = EditionBallot.sign(self.chainId(), edition, self.key());
            effects.add(new Effect.Persist<>(new EditionSigned(own)));
        }
        ballots.put(own.voter(), own);
        effects.addAll(propose(now));
        return effects;
    }

    private List<Effect<EditionSigned, LearnerInput, LearnerOutput>> answer(String proposer, Edition edition) {
        if (quorum.electorate().find(proposer).isEmpty())
            return List.of(refuse(proposer, "statistics proposed by a node that is not enrolled"));
        EditionBallot own = signed.get(edition.version());
        if (own != null && own.edition().equals(edition))
            return List.of(new Effect.Send<>(new Party.Node(proposer), new LearnerOutput.Cast(own)));
        boolean other = due.isPresent() && due.get().version() == edition.version() && learned.isPresent();
        return other
                ? List.of(refuse(proposer, "version %d is not what this head learned".formatted(edition.version())))
                : List.of();
    }

    private List<Effect<EditionSigned, LearnerInput, LearnerOutput>> count(EditionBallot ballot) {
        Optional<Edition> edition = edition();
        if (edition.isEmpty() || !edition.get().equals(ballot.edition()) || ballots.containsKey(ballot.voter()))
            return List.of();
        Optional<ValidatorSet.Member> voter = quorum.electorate().find(ballot.voter());
        if (voter.isEmpty()) return List.of(refuse(ballot.voter().hex(), "a ballot of a key that is not enrolled"));
        if (!ballot.verifies(self.chainId()))
            return List.of(refuse(voter.get().name(), "a ballot on statistics with a wrong signature"));
        ballots.put(ballot.voter(), ballot);
        return ballots.size() == quorum.needed() ? List.of(submit()) : List.of();
    }

    private List<Effect<EditionSigned, LearnerInput, LearnerOutput>> tick(Instant now) {
        if (due.isEmpty()) return List.of();
        if (learned.isEmpty()) return learning ? List.of() : learn(due.get());
        return propose(now);
    }

    /** On this head's turn: asks who has not answered, or submits what a quorum signed. */
    private List<Effect<EditionSigned, LearnerInput, LearnerOutput>> propose(Instant now) {
        Optional<Edition> edition = edition();
        if (edition.isEmpty() || !isMyTurn(edition.get(), now)) return List.of();
        if (ballots.size() >= quorum.needed()) return List.of(submit());
        List<Effect<EditionSigned, LearnerInput, LearnerOutput>> effects = new ArrayList<>();
        for (ValidatorSet.Member head : quorum.electorate().members())
            if (!ballots.containsKey(head.key()))
                effects.add(new Effect.Send<>(new Party.Node(head.name()), new LearnerOutput.Ask(edition.get())));
        return effects;
    }

    /** What this head learned of the version that is due, and signed. */
    private Optional<Edition> edition() {
        return ballots.containsKey(self.key().publicKey())
                ? due.flatMap(which -> learned.map(statistics -> Edition.of(which, statistics)))
                : Optional.empty();
    }

    private boolean isMyTurn(Edition edition, Instant now) {
        long turn = Math.max(0, Duration.between(dueSince, now).toMillis() / takeOver.toMillis());
        List<ValidatorSet.Member> heads = quorum.electorate().members();
        return heads.get((int) Math.floorMod(edition.version() + turn, (long) heads.size()))
                .name()
                .equals(self.name());
    }

    private Effect<EditionSigned, LearnerInput, LearnerOutput> submit() {
        Edition edition = edition().orElseThrow();
        return new Effect.Publish<>(new LearnerOutput.Submit(
                new StatisticsRecord(edition, learned.orElseThrow(), List.copyOf(ballots.values()))));
    }

    private static Effect<EditionSigned, LearnerInput, LearnerOutput> refuse(String from, String why) {
        return new Effect.Publish<>(new LearnerOutput.Refused(from, why));
    }
}
