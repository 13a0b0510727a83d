package dev.darm.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.darm.ledger.LedgerStatus;
import dev.darm.ledger.Validator;
import dev.darm.memory.StmShard;
import dev.darm.memory.StmShards;
import java.time.Duration;

/**
 * Tells short-term memory whether this node can reach a quorum of validators, because lifetimes there run only while it
 * can: a day-long partition must not expire what waits for agreement.
 */
final class QuorumWatch {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private QuorumWatch() {}

    sealed interface Command {}

    private record Look() implements Command {}

    private record Seen(LedgerStatus status) implements Command {}

    static Behavior<Command> create(ActorRef<Validator.Command> ledger, StmShards shortTerm) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Look(), INTERVAL);
            ActorRef<LedgerStatus> seen = context.messageAdapter(LedgerStatus.class, Seen::new);
            return Behaviors.receive(Command.class)
                    .onMessage(Look.class, look -> {
                        ledger.tell(new Validator.GetStatus(seen));
                        return Behaviors.same();
                    })
                    .onMessage(Seen.class, status -> {
                        shortTerm.tellAll(new StmShard.QuorumReachable(
                                reach(status.status()) >= status.status().quorumPower()));
                        return Behaviors.same();
                    })
                    .build();
        }));
    }

    private static long reach(LedgerStatus status) {
        return status.validators().stream()
                .filter(LedgerStatus.Seat::connected)
                .mapToLong(LedgerStatus.Seat::power)
                .sum();
    }
}
