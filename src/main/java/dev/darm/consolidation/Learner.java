package dev.darm.consolidation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.ServiceKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import dev.darm.codec.Hash;
import dev.darm.codec.WireMessage;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.ledger.Validator;
import dev.darm.ledger.ValidatorSet;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import dev.darm.world.World;
import dev.darm.world.shell.Peers;
import dev.darm.world.shell.WorldExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/** Learns corpus statistics on one head: the persistent actor around {@link LearnerCore}. */
public final class Learner extends EventSourcedBehavior<Learner.Command, EditionSigned, Learner.State> {

    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "statistics-learner");

    public sealed interface Command {}

    /** From the head {@code proposer}: your ballot on this, if you learned the same. */
    public record Consider(String proposer, Edition edition) implements Command, WireMessage {}

    /** From a head: its ballot on what this head proposes. */
    public record CountBallot(EditionBallot ballot) implements Command, WireMessage {}

    private record PeersAre(SortedMap<String, ActorRef<Command>> peers) implements Command {}

    private record ToSelf(LearnerInput input) implements Command {}

    private record ChainSays(LongTermOutput output) implements Command {}

    private record Submitted(Validator.SubmitReply reply) implements Command {}

    /** The core, which this actor's events change. */
    public static final class State {
        private final LearnerCore core;

        private State(LearnerCore core) {
            this.core = core;
        }
    }

    private final ActorContext<Command> context;
    private final HeadIdentity self;
    private final Quorum first;
    private final ConsolidationSettings settings;
    private final ActorRef<LongTermMemory.Command> longTerm;
    private final ActorRef<Validator.Command> ledger;
    private final World world;
    private final ActorRef<LearnerInput> toSelf;
    private final ActorRef<Validator.SubmitReply> submitted;
    private SortedMap<String, ActorRef<Command>> peers = Collections.emptySortedMap();

    /** The learner of the head {@code self}, which is one of the {@code electorate}. */
    public static Behavior<Command> create(
            HeadIdentity self,
            ValidatorSet electorate,
            ActorRef<LongTermMemory.Command> longTerm,
            ActorRef<Validator.Command> ledger,
            ConsolidationSettings settings) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new ToSelf(new LearnerInput.Tick()), settings.rebroadcastEvery());
            Peers.watch(context, KEY, context.getSelf(), context.getSelf(), PeersAre::new);
            return new Learner(context, self, electorate, longTerm, ledger, settings);
        }));
    }

    private Learner(
            ActorContext<Command> context,
            HeadIdentity self,
            ValidatorSet electorate,
            ActorRef<LongTermMemory.Command> longTerm,
            ActorRef<Validator.Command> ledger,
            ConsolidationSettings settings) {
        super(
                PersistenceId.ofUniqueId("learner|" + self.name()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.1));
        this.context = context;
        this.self = self;
        this.first = new Quorum(electorate, settings.tau(), 1);
        this.settings = settings;
        this.longTerm = longTerm;
        this.ledger = ledger;
        this.world = WorldExtension.of(context.getSystem());
        this.toSelf = context.messageAdapter(LearnerInput.class, ToSelf::new);
        this.submitted = context.messageAdapter(Validator.SubmitReply.class, Submitted::new);
    }

    @Override
    public State emptyState() {
        return new State(new LearnerCore(self, first, settings.statistics().takeOver()));
    }

    @Override
    public EventHandler<State, EditionSigned> eventHandler() {
        return (state, event) -> {
            state.core.apply(event);
            return state;
        };
    }

    @Override
    public CommandHandler<Command, EditionSigned, State> commandHandler() {
        return this::on;
    }

    private akka.persistence.typed.javadsl.Effect<EditionSigned, State> on(State state, Command command) {
        return switch (command) {
            case Consider(String proposer, Edition edition) -> change(state, new LearnerInput.Asked(proposer, edition));
            case CountBallot(EditionBallot ballot) -> change(state, new LearnerInput.BallotArrived(ballot));
            case PeersAre(SortedMap<String, ActorRef<Command>> now) -> {
                peers = now;
                yield Effect().none();
            }
            case ToSelf(LearnerInput input) -> change(state, input);
            case ChainSays(LongTermOutput output) -> follow(state, output);
            case Submitted(Validator.SubmitReply reply) -> {
                if (reply instanceof Validator.Refused(Hash payload, String why))
                    context.getLog().warn("the validator did not take statistics {}: {}", payload.brief(), why);
                yield Effect().none();
            }
        };
    }

    private akka.persistence.typed.javadsl.Effect<EditionSigned, State> follow(State state, LongTermOutput output) {
        return switch (output) {
            case LongTermOutput.StatisticsDue(Edition.Due due) -> change(state, new LearnerInput.VersionDue(due));
            case LongTermOutput.StatisticsInEffect(CorpusStatistics statistics) ->
                change(state, new LearnerInput.InEffect(statistics.version()));
            case LongTermOutput.Learned _,
                    LongTermOutput.Promoted _,
                    LongTermOutput.Quarantined _,
                    LongTermOutput.RecordSeen _,
                    LongTermOutput.ChainAt _,
                    LongTermOutput.Erased _,
                    LongTermOutput.DestroyBodies _,
                    LongTermOutput.TombstoneSeen _,
                    LongTermOutput.FetchBodies _,
                    LongTermOutput.KeepBodies _ -> Effect().none();
        };
    }

    /** Everything else waits until the events are durable. */
    private akka.persistence.typed.javadsl.Effect<EditionSigned, State> change(State state, LearnerInput input) {
        List<EditionSigned> events = new ArrayList<>();
        List<Effect<EditionSigned, LearnerInput, LearnerOutput>> others = new ArrayList<>();
        for (Effect<EditionSigned, LearnerInput, LearnerOutput> effect : state.core.on(input, world.now())) {
            if (effect instanceof Effect.Persist<EditionSigned, LearnerInput, LearnerOutput>(EditionSigned event))
                events.add(event);
            else others.add(effect);
        }
        if (!events.isEmpty()) return Effect().persist(events).thenRun(after -> others.forEach(this::carryOut));
        others.forEach(this::carryOut);
        return Effect().none();
    }

    private void carryOut(Effect<EditionSigned, LearnerInput, LearnerOutput> effect) {
        switch (effect) {
            case Effect.Send<EditionSigned, LearnerInput, LearnerOutput>(Party to, LearnerOutput output) ->
                send(to, output);
            case Effect.Publish<EditionSigned, LearnerInput, LearnerOutput>(LearnerOutput output) -> act(output);
            case Effect.Persist<EditionSigned, LearnerInput, LearnerOutput> _,
                    Effect.Schedule<EditionSigned, LearnerInput, LearnerOutput> _,
                    Effect.Cancel<EditionSigned, LearnerInput, LearnerOutput> _ ->
                throw new IllegalStateException("events are persisted before, and a learner has no timers: " + effect);
        }
    }

    private void send(Party to, LearnerOutput output) {
        if (!(to instanceof Party.Node(String name))) throw new IllegalStateException("heads have names: " + to);
        ActorRef<Command> head = name.equals(self.name()) ? context.getSelf() : peers.get(name);
        if (head == null) return;
        switch (output) {
            case LearnerOutput.Ask(Edition edition) -> head.tell(new Consider(self.name(), edition));
            case LearnerOutput.Cast(EditionBallot ballot) -> head.tell(new CountBallot(ballot));
            case LearnerOutput.Learn _, LearnerOutput.Submit _, LearnerOutput.Refused _ ->
                throw new IllegalStateException("not for another head: " + output);
        }
    }

    private void act(LearnerOutput output) {
        switch (output) {
            case LearnerOutput.Learn(Edition.Due due) ->
                context.spawnAnonymous(
                        Learning.create(due, longTerm, settings.evidenceTimeout(), toSelf),
                        DispatcherSelector.blocking());
            case LearnerOutput.Submit(StatisticsRecord record) ->
                ledger.tell(new Validator.Submit(record.payload(), submitted));
            case LearnerOutput.Refused(String from, String why) ->
                context.getLog().warn("refused from {}: {}", from, why);
            case LearnerOutput.Ask _, LearnerOutput.Cast _ ->
                throw new IllegalStateException("for another head: " + output);
        }
    }

    @Override
    public SignalHandler<State> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    ActorRef<LongTermOutput> chain = context.messageAdapter(LongTermOutput.class, ChainSays::new);
                    longTerm.tell(new LongTermMemory.Follow(chain));
                    ledger.tell(new Validator.WatchValidators(context.messageAdapter(
                            ValidatorSet.class, heads -> new ToSelf(new LearnerInput.HeadsAre(heads)))));
                })
                .build();
    }
}
