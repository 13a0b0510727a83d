package dev.darm.sim.run;

import akka.actor.ActorPath;
import akka.actor.ActorRef;
import akka.actor.AllDeadLetters;
import akka.actor.CoordinatedShutdown;
import akka.actor.DeadLetter;
import akka.actor.Dropped;
import akka.actor.EmptyLocalActorRef;
import akka.actor.ExtendedActorSystem;
import akka.actor.FunctionRef;
import akka.actor.InternalActorRef;
import akka.actor.UnhandledMessage;
import akka.actor.WrappedMessage;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.internal.AdaptWithRegisteredMessageAdapter;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.Cluster;
import akka.cluster.MemberStatus;
import dev.darm.sim.engine.Engine;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import scala.runtime.BoxedUnit;

/**
 * Sees on one node what its actor system could not deliver, dropped or left unhandled, within the step in which that
 * happens: no actor receives anything for it. {@code docs/scenarios.md} has the rule which of these may be.
 */
public final class LostMessages {

    /** A node that stops because an actor failed has begun to by then; what lay before that actor is nobody's fault. */
    private static final long TO_STOP_NANOS = 1_000_000_000;

    private final ActorSystem<?> system;
    private final String node;
    private final Engine engine;
    private final Predicate<String> judged;
    private final BooleanSupplier forged;
    private final Consumer<String> found;

    private LostMessages(
            ActorSystem<?> system,
            String node,
            Engine engine,
            Predicate<String> judged,
            BooleanSupplier forged,
            Consumer<String> found) {
        this.system = system;
        this.node = node;
        this.engine = engine;
        this.judged = judged;
        this.forged = forged;
        this.found = found;
    }

    /**
     * Watches {@code system}, which runs on {@code node}, from within one of its steps until it ends.
     *
     * @param judged whether messages of the class of that name must not be lost
     * @param forged whether messages may come in that nobody sent so: then one may be of a class that nobody handles
     * @param found is told of each that may not be: node, recipient, sender, class and virtual time
     */
    public static void watch(
            ActorSystem<?> system,
            String node,
            Engine engine,
            Predicate<String> judged,
            BooleanSupplier forged,
            Consumer<String> found) {
        LostMessages watch = new LostMessages(system, node, engine, judged, forged, found);
        ExtendedActorSystem classic = (ExtendedActorSystem) Adapter.toClassic(system);
        FunctionRef ear = new FunctionRef(
                classic.systemImpl().systemGuardian().path().child("lost-messages"),
                classic.provider(),
                classic.systemImpl(),
                (sender, lost) -> {
                    watch.heard((AllDeadLetters) lost);
                    return BoxedUnit.UNIT;
                });
        classic.eventStream().subscribe(ear, DeadLetter.class);
        classic.eventStream().subscribe(ear, Dropped.class);
        classic.eventStream().subscribe(ear, UnhandledMessage.class);
    }

    private void heard(AllDeadLetters lost) {
        String message = inside(lost.message()).getClass().getName();
        if (!judged.test(message) || !up() || lost instanceof DeadLetter && mayBe(lost.recipient())) return;
        if (lost instanceof UnhandledMessage && forged.getAsBoolean()) return;
        String what =
                switch (lost) {
                    case Dropped dropped -> "was dropped (" + dropped.reason() + ")";
                    case UnhandledMessage unhandled -> "was not handled";
                    default -> "did not arrive: there is no such actor any more";
                };
        String told = "on %s at %s a %s from %s to %s %s"
                .formatted(
                        node,
                        Duration.ofNanos(engine.localNow()),
                        message,
                        from(lost.sender()),
                        lost.recipient().path().toStringWithoutAddress(),
                        what);
        engine.at(engine.now() + TO_STOP_NANOS, () -> {
            if (up()) found.accept(told);
        });
    }

    /** Typed actors do not say who they are; then it is whoever receives in this step. */
    private String from(@Nullable ActorRef sender) {
        if (sender != null && sender != Adapter.toClassic(system).deadLetters())
            return sender.path().toStringWithoutAddress();
        return engine.currentActor() instanceof ActorPath actor ? actor.toStringWithoutAddress() : "outside";
    }

    /** What travels in envelopes of sharding and of adapters. */
    private static Object inside(Object message) {
        Object at = message;
        while (true) {
            switch (at) {
                case AdaptWithRegisteredMessageAdapter<?> adapted -> at = adapted.msg();
                case WrappedMessage wrapped -> at = wrapped.message();
                default -> {
                    return at;
                }
            }
        }
    }

    /** Whether the node takes part: a member that is up and does not leave. Before and after, actors come and go. */
    private boolean up() {
        if (CoordinatedShutdown.get(system).getShutdownReason().isPresent()) return false;
        if (!system.settings().config().getString("akka.actor.provider").equals("cluster")) return true;
        return Cluster.get(system).selfMember().status().equals(MemberStatus.up());
    }

    /**
     * Whether nobody is to blame: the recipient is elsewhere, was named by another node, which cannot know that it has
     * ended, or has had its one task and waits for no answer any longer: an asker, or an actor without a name of its own.
     */
    private static boolean mayBe(ActorRef recipient) {
        if (!((InternalActorRef) recipient).isLocal() || recipient instanceof EmptyLocalActorRef) return true;
        String path = recipient.path().toStringWithoutAddress();
        return path.startsWith("/temp/") || path.equals("/deadLetters") || path.contains("/$");
    }
}
