package dev.darm.consolidation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.ServiceKey;
import dev.darm.codec.Hash;
import dev.darm.codec.WireMessage;
import dev.darm.ledger.Validator;
import dev.darm.ledger.ValidatorSet;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import dev.darm.world.World;
import dev.darm.world.shell.Peers;
import dev.darm.world.shell.WorldExtension;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The actor around {@link ForgettingCore}: forgetting on one head. */
public final class Forgetting extends AbstractBehavior<Forgetting.Command> {

    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "forgetting");

    public sealed interface Command {}

    /** An operator who was let in wants forgotten what this commitment or claim id names. */
    public record Forget(
            Hash commitmentOrClaimId, ForgetRequest.Reason reason, ActorRef<ForgettingMessage.Outcome> replyTo)
            implements Command {}

    /** From a head: consent to this. */
    public record AskConsent(ForgetRequest request, Consent own) implements Command, WireMessage {}

    /** From a head: it consents. */
    public record GiveConsent(Consent consent) implements Command, WireMessage {}

    private record FactsCame(Forget wish, LongTermMemory.Facts facts) implements Command {}

    private record StandingCame(AskConsent asked, LongTermMemory.Standing standing) implements Command {}

    private record PeersAre(SortedMap<String, ActorRef<Command>> peers) implements Command {}

    private record ToSelf(ForgettingMessage message) implements Command {}

    private record ChainSays(LongTermOutput output) implements Command {}

    private record Submitted(Validator.SubmitReply reply) implements Command {}

    private final HeadIdentity self;
    private final ActorRef<LongTermMemory.Command> longTerm;
    private final ActorRef<Validator.Command> ledger;
    private final TimerScheduler<Command> timers;
    private final World world;
    private final ForgettingCore core;
    private final ActorRef<Validator.SubmitReply> submitted;
    private final Map<Long, ActorRef<ForgettingMessage.Outcome>> tickets = new HashMap<>();
    private SortedMap<String, ActorRef<Command>> peers = Collections.emptySortedMap();
    private long nextTicket = 1;

    /** Forgetting on the head {@code self}, which must be enrolled. */
    public static Behavior<Command> create(
            HeadIdentity self,
            ValidatorSet electorate,
            ActorRef<LongTermMemory.Command> longTerm,
            ActorRef<Validator.Command> ledger,
            ConsolidationSettings settings) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new Forgetting(context, timers, self, electorate, longTerm, ledger, settings)));
    }

    private Forgetting(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            HeadIdentity self,
            ValidatorSet electorate,
            ActorRef<LongTermMemory.Command> longTerm,
            ActorRef<Validator.Command> ledger,
            ConsolidationSettings settings) {
        super(context);
        this.self = self;
        this.longTerm = longTerm;
        this.ledger = ledger;
        this.timers = timers;
        this.world = WorldExtension.of(context.getSystem());
        this.core = new ForgettingCore(self, electorate, settings);
        this.submitted = context.messageAdapter(Validator.SubmitReply.class, Submitted::new);
        Peers.watch(context, KEY, context.getSelf(), context.getSelf(), PeersAre::new);
        ledger.tell(new Validator.WatchValidators(context.messageAdapter(
                ValidatorSet.class, heads -> new ToSelf(new ForgettingMessage.HeadsAre(heads)))));
        longTerm.tell(new LongTermMemory.Follow(context.messageAdapter(LongTermOutput.class, ChainSays::new)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        ActorRef<Command> me = getContext().getSelf();
        switch (command) {
            case Forget wish ->
                longTerm.tell(new LongTermMemory.GetFacts(
                        wish.commitmentOrClaimId(),
                        getContext()
                                .spawnAnonymous(Once.<LongTermMemory.Facts>create(
                                        facts -> me.tell(new FactsCame(wish, facts))))));
            case FactsCame(Forget wish, LongTermMemory.Facts facts) -> begin(wish, facts);
            case AskConsent asked ->
                longTerm.tell(new LongTermMemory.Stand(
                        asked.request().commitments(),
                        getContext()
                                .spawnAnonymous(Once.<LongTermMemory.Standing>create(
                                        standing -> me.tell(new StandingCame(asked, standing))))));
            case StandingCame(AskConsent(ForgetRequest request, Consent own), LongTermMemory.Standing(boolean all)) ->
                run(new ForgettingMessage.Asked(request, own, all));
            case GiveConsent(Consent consent) -> run(new ForgettingMessage.Consented(consent));
            case PeersAre(SortedMap<String, ActorRef<Command>> now) -> peers = now;
            case ToSelf(ForgettingMessage message) -> run(message);
            case ChainSays(LongTermOutput.TombstoneSeen(Hash request, long height)) ->
                run(new ForgettingMessage.Seen(request, height));
            case ChainSays(LongTermOutput.ChainAt(long applied, boolean caughtUp)) ->
                run(new ForgettingMessage.ChainAt(applied));
            case ChainSays other -> {}
            case Submitted(Validator.SubmitReply reply) -> {
                if (reply instanceof Validator.Refused(Hash payload, String why))
                    getContext().getLog().warn("the validator did not take tombstone {}: {}", payload.brief(), why);
            }
        }
        return this;
    }

    private void begin(Forget wish, LongTermMemory.Facts facts) {
        if (facts.commitments().isEmpty()) {
            wish.replyTo()
                    .tell(new ForgettingMessage.Outcome.Unknown(
                            facts.forgottenAt().orElse(0L)));
            return;
        }
        long ticket = nextTicket++;
        tickets.put(ticket, wish.replyTo());
        List<Hash> first = facts.commitments().stream()
                .limit(ForgetRequest.MAX_COMMITMENTS)
                .toList();
        run(new ForgettingMessage.Wanted(ticket, first, wish.reason()));
    }

    private void run(ForgettingMessage message) {
        for (Effect<Void, ForgettingMessage, ForgettingMessage> effect : core.on(message, world.now())) {
            switch (effect) {
                case Effect.Persist<Void, ForgettingMessage, ForgettingMessage> _ ->
                    throw new IllegalStateException("forgetting persists nothing but in the chain");
                case Effect.Send<Void, ForgettingMessage, ForgettingMessage>(Party to, ForgettingMessage said) ->
                    send(to, said);
                case Effect.Schedule<Void, ForgettingMessage, ForgettingMessage> later ->
                    timers.startSingleTimer(later.key(), new ToSelf(later.message()), later.delay());
                case Effect.Cancel<Void, ForgettingMessage, ForgettingMessage>(String key) -> timers.cancel(key);
                case Effect.Publish<Void, ForgettingMessage, ForgettingMessage>(ForgettingMessage said) -> act(said);
            }
        }
    }

    private void send(Party to, ForgettingMessage said) {
        if (to instanceof Party.Asker(long ticket) && said instanceof ForgettingMessage.Outcome outcome) {
            Optional.ofNullable(tickets.remove(ticket)).ifPresent(asker -> asker.tell(outcome));
            return;
        }
        if (!(to instanceof Party.Node(String name))) throw new IllegalStateException("heads have names: " + to);
        ActorRef<Command> head = name.equals(self.name()) ? getContext().getSelf() : peers.get(name);
        if (head == null) return;
        if (said instanceof ForgettingMessage.Ask(ForgetRequest request, Consent own))
            head.tell(new AskConsent(request, own));
        if (said instanceof ForgettingMessage.Give(Consent consent)) head.tell(new GiveConsent(consent));
    }

    private void act(ForgettingMessage said) {
        if (said instanceof ForgettingMessage.Submit(Tombstone tombstone))
            ledger.tell(new Validator.Submit(tombstone.payload(), submitted));
        if (said instanceof ForgettingMessage.Refused(String from, String why))
            getContext().getLog().warn("refused from {}: {}", from, why);
    }
}
