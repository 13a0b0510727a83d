package dev.darm.consolidation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.darm.encoding.CorpusStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Learns one version from this node's long-term memory and stops. It counts the terms of all texts, a second or so for a
 * full memory, so it runs on a dispatcher for long work.
 */
final class Learning {

    private Learning() {}

    private sealed interface Command {}

    private record Came(LongTermMemory.Texts texts) implements Command {}

    private record GiveUp() implements Command {}

    static Behavior<?> create(
            Edition.Due due,
            ActorRef<LongTermMemory.Command> longTerm,
            Duration timeout,
            ActorRef<LearnerInput> replyTo) {
        return Behaviors.<Command>setup(context -> Behaviors.withTimers(timers -> {
            timers.startSingleTimer(new GiveUp(), timeout);
            longTerm.tell(new LongTermMemory.GetTexts(
                    due.height(), context.messageAdapter(LongTermMemory.Texts.class, Came::new)));
            return Behaviors.receiveMessage(command -> {
                replyTo.tell(
                        switch (command) {
                            case Came(LongTermMemory.Texts(Optional<List<String>> texts)) -> learned(due, texts);
                            case GiveUp() -> new LearnerInput.NotLearned(due);
                        });
                return Behaviors.stopped();
            });
        }));
    }

    private static LearnerInput learned(Edition.Due due, Optional<List<String>> texts) {
        return texts.isEmpty()
                ? new LearnerInput.NotLearned(due)
                : new LearnerInput.Learned(due, CorpusStatistics.learned(due.version(), texts.get()));
    }
}
