package dev.darm.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.darm.consolidation.LongTermMemory;
import dev.darm.consolidation.LongTermOutput;
import dev.darm.encoding.Encoder;
import dev.darm.encoding.EncoderInUse;
import java.util.function.Consumer;

/** Follows the chain of this node: when a block changes the corpus statistics, all that encode here change with it. */
final class EncoderSwitch {

    private EncoderSwitch() {}

    /**
     * @param encoder switched first, so that what is studied from now on has new vectors
     * @param switched told of the encoder when it is another
     */
    static Behavior<LongTermOutput> create(
            ActorRef<LongTermMemory.Command> longTerm, EncoderInUse encoder, Consumer<Encoder> switched) {
        return Behaviors.setup(context -> {
            longTerm.tell(new LongTermMemory.Follow(context.getSelf()));
            return Behaviors.receiveMessage(told -> {
                if (told instanceof LongTermOutput.StatisticsInEffect(var statistics)) {
                    Encoder before = encoder.now();
                    Encoder next = encoder.switchTo(statistics);
                    if (next != before) {
                        context.getLog().info("the encoder is {} now ({})", next.version(), statistics);
                        switched.accept(next);
                    }
                }
                return Behaviors.same();
            });
        });
    }
}
