package dev.darm.consolidation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.ServiceKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import dev.darm.codec.Hash;
import dev.darm.codec.WireMessage;
import dev.darm.ledger.Validator;
import dev.darm.ledger.ValidatorSet;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.StmShard;
import dev.darm.memory.StmShards;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import dev.darm.world.Unlikely;
import dev.darm.world.World;
import dev.darm.world.shell.Peers;
import dev.darm.world.shell.WorldExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * Consolidation on one head: the persistent actor around {@link ConsolidatorCore}. It nominates what short-term memory
 * holds long enough, votes on what other heads nominate, and gives what a quorum agreed on to the validator.
 */
public final class Consolidator
        extends EventSourcedBehavior<Consolidator.Command, ConsolidatorEvent, ConsolidatorCore> {

    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "consolidator");

    public sealed interface Command {}

    /** A newer version of the stated sources no longer makes these claims; the reply comes when that is durable. */
    public record Retract(List<ExtractedClaim> claims, ActorRef<Noted> replyTo) implements Command {}

    public record Noted() {}

    public record GetStatus(ActorRef<Status> replyTo) implements Command {}

    /**
     * @param openNominations nominations of this node that are voted on or not in the chain yet
     * @param headsInReach enrolled heads that this one can talk to, itself included
     * @param headsNeeded heads that must say YES
     */
    public record Status(int openNominations, int headsInReach, int headsNeeded) {}

    /** From a head: vote on this. */
    public record Consider(Nomination nomination, List<Disclosure> disclosures) implements Command, WireMessage {}

    /** From a head: its votes on a nomination of this node. */
    public record CountBallot(Ballot ballot) implements Command, WireMessage {}

    private record PeersAre(SortedMap<String, ActorRef<Command>> peers) implements Command {}

    private record ToSelf(Input input) implements Command {}

    private record HeadsAre(ValidatorSet heads) implements Command {}

    private record ChainSays(LongTermOutput output) implements Command {}

    private record Submitted(Validator.SubmitReply reply) implements Command {}

    /**
     * What a consolidator works with on its node.
     *
     * @param electorate the enrolled heads, until the ledger tells of others
     * @param passages where evidence is fetched
     */
    public record Surroundings(
            ValidatorSet electorate,
            StmShards shortTerm,
            ActorRef<LongTermMemory.Command> longTerm,
            ActorRef<BodyStore.Command> bodies,
            ActorRef<Validator.Command> ledger,
            PassageSource passages,
            Knowledge knowledge) {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final HeadIdentity self;
    private final Surroundings around;
    private final ConsolidationSettings settings;
    private final World world;
    private Quorum quorum;
    private final ActorRef<Input> toSelf;
    private final ActorRef<Validator.SubmitReply> submitted;
    private SortedMap<String, ActorRef<Command>> peers = Collections.emptySortedMap();

    /** The consolidator of the head {@code self}, which must be enrolled under that name and key. */
    public static Behavior<Command> create(HeadIdentity self, Surroundings around, ConsolidationSettings settings) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay("tick", new ToSelf(new Input.Tick()), settings.nominateEvery());
            Peers.watch(context, KEY, context.getSelf(), context.getSelf(), PeersAre::new);
            return new Consolidator(context, timers, self, around, settings);
        }));
    }

    private Consolidator(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            HeadIdentity self,
            Surroundings around,
            ConsolidationSettings settings) {
        super(
                PersistenceId.ofUniqueId("consolidator|" + self.name()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.1));
        this.context = context;
        this.timers = timers;
        this.self = self;
        this.around = around;
        this.settings = settings;
        this.world = WorldExtension.of(context.getSystem());
        this.quorum = new Quorum(around.electorate(), settings.tau(), settings.minIndependent());
        this.toSelf = context.messageAdapter(Input.class, ToSelf::new);
        this.submitted = context.messageAdapter(Validator.SubmitReply.class, Submitted::new);
    }

    @Override
    public ConsolidatorCore emptyState() {
        return new ConsolidatorCore(
                self, around.electorate(), settings, around.knowledge().contradicts());
    }

    @Override
    public EventHandler<ConsolidatorCore, ConsolidatorEvent> eventHandler() {
        return (core, event) -> {
            core.apply(event);
            return core;
        };
    }

    @Override
    public CommandHandler<Command, ConsolidatorEvent, ConsolidatorCore> commandHandler() {
        return this::on;
    }

    private akka.persistence.typed.javadsl.Effect<ConsolidatorEvent, ConsolidatorCore> on(
            ConsolidatorCore core, Command command) {
        return switch (command) {
            case Retract(List<ExtractedClaim> claims, ActorRef<Noted> replyTo) ->
                change(core, new Input.Retract(bodies(claims)), () -> replyTo.tell(new Noted()));
            case GetStatus(ActorRef<Status> replyTo) ->
                Effect().reply(replyTo, new Status(core.openNominations(), headsInReach(), quorum.needed()));
            case Consider(Nomination nomination, List<Disclosure> disclosures) ->
                change(core, new Input.Nominated(nomination, disclosures));
            case CountBallot(Ballot ballot) -> change(core, new Input.BallotArrived(ballot));
            case PeersAre(SortedMap<String, ActorRef<Command>> now) -> {
                peers = now;
                yield Effect().none();
            }
            case HeadsAre(ValidatorSet heads) -> {
                quorum = quorum.of(heads);
                yield change(core, new Input.HeadsAre(heads));
            }
            case ToSelf(Input.Eligible found) -> change(core, fewer(found));
            case ToSelf(Input input) -> change(core, input);
            case ChainSays(LongTermOutput output) -> follow(core, output);
            case Submitted(Validator.SubmitReply reply) -> {
                if (reply instanceof Validator.Refused(Hash payload, String why))
                    context.getLog().warn("the validator did not take record {}: {}", payload.brief(), why);
                yield Effect().none();
            }
        };
    }

    private Input.Eligible fewer(Input.Eligible found) {
        return found.candidates().size() > 1 && world.unlikely(Unlikely.NOMINATION_OF_ONE)
                ? new Input.Eligible(found.candidates().subList(0, 1), found.salts())
                : found;
    }

    private static List<ClaimBody> bodies(List<ExtractedClaim> claims) {
        return claims.stream()
                .map(claim -> new ClaimBody(claim.claim(), List.of(claim.source()), ""))
                .toList();
    }

    private akka.persistence.typed.javadsl.Effect<ConsolidatorEvent, ConsolidatorCore> follow(
            ConsolidatorCore core, LongTermOutput output) {
        return switch (output) {
            case LongTermOutput.RecordSeen(Hash nomination, long height, boolean effective) ->
                change(core, new Input.RecordSeen(nomination, height, effective));
            case LongTermOutput.ChainAt(long applied, boolean caughtUp) ->
                change(core, new Input.ChainAt(applied, caughtUp));
            case LongTermOutput.Erased(Hash commitment, Hash claimId) -> change(core, new Input.Forgotten(claimId));
            case LongTermOutput.DestroyBodies destroy -> Effect().none();
            case LongTermOutput.TombstoneSeen seen -> Effect().none();
            case LongTermOutput.Learned learned -> Effect().none();
            case LongTermOutput.Promoted promoted -> Effect().none();
            case LongTermOutput.Quarantined quarantined -> Effect().none();
            case LongTermOutput.StatisticsInEffect switched -> Effect().none();
            case LongTermOutput.StatisticsDue due -> Effect().none();
            case LongTermOutput.FetchBodies fetch -> Effect().none();
            case LongTermOutput.KeepBodies keep -> Effect().none();
        };
    }

    private akka.persistence.typed.javadsl.Effect<ConsolidatorEvent, ConsolidatorCore> change(
            ConsolidatorCore core, Input input) {
        return change(core, input, () -> {});
    }

    /** Everything else waits until the events are durable. */
    private akka.persistence.typed.javadsl.Effect<ConsolidatorEvent, ConsolidatorCore> change(
            ConsolidatorCore core, Input input, Runnable then) {
        List<ConsolidatorEvent> events = new ArrayList<>();
        List<Effect<ConsolidatorEvent, Input, Output>> others = new ArrayList<>();
        for (Effect<ConsolidatorEvent, Input, Output> effect : core.on(input, world.now())) {
            if (effect instanceof Effect.Persist<ConsolidatorEvent, Input, Output>(ConsolidatorEvent event))
                events.add(event);
            else others.add(effect);
        }
        if (events.isEmpty()) {
            others.forEach(this::carryOut);
            then.run();
            return Effect().none();
        }
        return Effect().persist(events).thenRun(after -> {
            others.forEach(this::carryOut);
            then.run();
        });
    }

    private void carryOut(Effect<ConsolidatorEvent, Input, Output> effect) {
        switch (effect) {
            case Effect.Persist<ConsolidatorEvent, Input, Output> persist ->
                throw new IllegalStateException("events are persisted before: " + persist);
            case Effect.Send<ConsolidatorEvent, Input, Output>(Party to, Output output) -> send(to, output);
            case Effect.Schedule<ConsolidatorEvent, Input, Output> timer ->
                timers.startSingleTimer(timer.key(), new ToSelf(timer.message()), delay(timer));
            case Effect.Cancel<ConsolidatorEvent, Input, Output>(String key) -> timers.cancel(key);
            case Effect.Publish<ConsolidatorEvent, Input, Output>(Output output) -> act(output);
        }
    }

    private Duration delay(Effect.Schedule<ConsolidatorEvent, Input, Output> timer) {
        boolean repeats = timer.message() instanceof Input.Rebroadcast || timer.message() instanceof Input.Resubmit;
        return repeats && world.unlikely(Unlikely.CONSOLIDATION_REPEATS_EARLY)
                ? timer.delay().dividedBy(4)
                : timer.delay();
    }

    private void send(Party to, Output output) {
        if (!(to instanceof Party.Node(String name))) throw new IllegalStateException("heads have names: " + to);
        ActorRef<Command> head = name.equals(self.name()) ? context.getSelf() : peers.get(name);
        if (head == null) return;
        switch (output) {
            case Output.Nominate(Nomination nomination, List<Disclosure> disclosures) ->
                head.tell(new Consider(nomination, disclosures));
            case Output.Cast(Ballot ballot) -> head.tell(new CountBallot(ballot));
            case Output.FindEligible local -> throw local(local);
            case Output.Judge local -> throw local(local);
            case Output.Submit local -> throw local(local);
            case Output.Mark local -> throw local(local);
            case Output.Refused local -> throw local(local);
        }
    }

    private static IllegalStateException local(Output output) {
        return new IllegalStateException("not for another head: " + output);
    }

    private void act(Output output) {
        switch (output) {
            case Output.FindEligible order -> context.spawnAnonymous(Scout.create(order, places(), toSelf));
            case Output.Judge judge -> context.spawnAnonymous(Judgement.create(judge, sources(), toSelf));
            case Output.Submit(ConsolidationRecord record) ->
                around.ledger().tell(new Validator.Submit(record.payload(), submitted));
            case Output.Mark(Output.Standing standing, List<Hash> claims) -> mark(standing, claims);
            case Output.Refused(String from, String why) -> context.getLog().warn("refused from {}: {}", from, why);
            case Output.Nominate remote -> throw new IllegalStateException("for a head: " + remote);
            case Output.Cast remote -> throw new IllegalStateException("for a head: " + remote);
        }
    }

    private void mark(Output.Standing standing, List<Hash> claims) {
        if (claims.isEmpty()) return;
        around.shortTerm()
                .tellAll(
                        switch (standing) {
                            case VOTING -> new StmShard.MarkVoting(claims);
                            case PENDING -> new StmShard.MarkPending(claims);
                            case REJECTED -> new StmShard.MarkRejected(claims);
                        });
    }

    private Scout.Places places() {
        return new Scout.Places(
                around.shortTerm().shards(),
                around.longTerm(),
                around.knowledge(),
                world,
                settings.minAge(),
                settings.evidenceTimeout(),
                settings.voteTimeout().multipliedBy(rank()));
    }

    private Judgement.Sources sources() {
        return new Judgement.Sources(
                around.passages(), around.knowledge(), around.longTerm(), around.bodies(), settings.evidenceTimeout());
    }

    /** The place of this head among the enrolled; the first moves first where any one suffices. */
    private int rank() {
        return Math.max(
                0,
                quorum.electorate().members().stream()
                        .map(ValidatorSet.Member::name)
                        .toList()
                        .indexOf(self.name()));
    }

    private int headsInReach() {
        return (int) quorum.electorate().members().stream()
                .filter(head -> head.name().equals(self.name()) || peers.containsKey(head.name()))
                .count();
    }

    @Override
    public SignalHandler<ConsolidatorCore> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .build();
    }

    private void onRecovered(ConsolidatorCore core) {
        core.resume().forEach(this::carryOut);
        around.ledger().tell(new Validator.WatchValidators(context.messageAdapter(ValidatorSet.class, HeadsAre::new)));
        around.longTerm().tell(new LongTermMemory.Follow(context.messageAdapter(LongTermOutput.class, ChainSays::new)));
    }

    @Override
    public boolean shouldSnapshot(ConsolidatorCore core, ConsolidatorEvent event, long sequence) {
        return world.unlikely(Unlikely.CONSOLIDATOR_SNAPSHOT_NOW);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), 2).withDeleteEventsOnSnapshot();
    }

    @Override
    public SnapshotAdapter<ConsolidatorCore> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(ConsolidatorCore core) {
                return core.snapshot();
            }

            @Override
            public ConsolidatorCore fromJournal(Object stored) {
                ConsolidatorCore core = emptyState();
                core.restore((ConsolidatorSnapshot) stored);
                return core;
            }
        };
    }
}
