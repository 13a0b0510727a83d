package dev.darm.ledger.consensus;

import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a {@link ConsensusCore} wants done, in its order, since it was last taken. */
final class Emitted<V> {

    private List<Effect<ConsensusRecord<V>, Input<V>, Output<V>>> effects = new ArrayList<>();

    void persist(ConsensusRecord<V> record) {
        effects.add(new Effect.Persist<>(record));
    }

    void send(Output<V> message) {
        effects.add(new Effect.Send<>(new Party.Others(), message));
    }

    void publish(Output<V> news) {
        effects.add(new Effect.Publish<>(news));
    }

    void add(Effect<ConsensusRecord<V>, Input<V>, Output<V>> effect) {
        effects.add(effect);
    }

    void schedule(String key, Duration delay, Input.Timer timer, long height, int round) {
        effects.add(new Effect.Schedule<>(key, delay, new Input.TimedOut<>(timer, height, round)));
    }

    void cancelTimers() {
        for (String key : List.of("propose", "prevote", "precommit", "repeat")) effects.add(new Effect.Cancel<>(key));
    }

    List<Effect<ConsensusRecord<V>, Input<V>, Output<V>>> take() {
        List<Effect<ConsensusRecord<V>, Input<V>, Output<V>>> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }
}
