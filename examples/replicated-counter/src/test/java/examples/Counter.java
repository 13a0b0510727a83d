package examples;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * One replica of a counter. It counts "one more" at once and tells the others its total, which take the greater of the two.
 * That is its mistake: of two that are counted at the same time in two places one is lost.
 */
final class Counter {

    static final ServiceKey<Object> KEY = ServiceKey.create(Object.class, "counter");

    private final ActorContext<Object> context;
    private final LongConsumer shown;
    private Set<ActorRef<Object>> replicas = Set.of();
    private long total;

    /** A replica that shows each new total to {@code shown}. */
    static Behavior<Object> replica(LongConsumer shown) {
        return Behaviors.setup(context -> new Counter(context, shown).counting());
    }

    private Counter(ActorContext<Object> context, LongConsumer shown) {
        this.context = context;
        this.shown = shown;
        var receptionist = context.getSystem().receptionist();
        receptionist.tell(Receptionist.register(KEY, context.getSelf()));
        receptionist.tell(Receptionist.subscribe(KEY, context.messageAdapter(Receptionist.Listing.class, l -> l)));
    }

    private Behavior<Object> counting() {
        return Behaviors.receiveMessage(message -> {
            switch (message) {
                case Receptionist.Listing listing -> replicas = listing.getServiceInstances(KEY);
                case String oneMore -> {
                    show(total + 1);
                    for (ActorRef<Object> replica : replicas)
                        if (!replica.equals(context.getSelf())) replica.tell(total);
                }
                case Long theirs -> show(Math.max(total, theirs));
                default -> throw new IllegalArgumentException("not understood: " + message);
            }
            return Behaviors.same();
        });
    }

    private void show(long now) {
        total = now;
        shown.accept(now);
    }
}
