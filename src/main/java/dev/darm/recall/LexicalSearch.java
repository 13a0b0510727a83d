package dev.darm.recall;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.darm.recall.RecallMessage.Index;
import dev.darm.recall.RecallMessage.Search;
import dev.darm.recall.RecallMessage.Searched;
import dev.darm.recall.RecallMessage.Unindex;
import dev.darm.world.shell.WorldExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The actor around {@link LexicalIndex}. It has an actor of its own because it may read and write files: it runs on the
 * dispatcher for blocking work, and no hit of the cache waits for it.
 *
 * <p>A change or a search that fails is logged and, for a search, answered as failed; the index is derived, so what is
 * lost comes back with the next start.
 */
final class LexicalSearch extends AbstractBehavior<LexicalSearch.Command> {

    private final ActorRef<Searched> searched;
    private final LexicalIndex index;

    sealed interface Command {}

    record Put(Index memory) implements Command {}

    record Remove(Unindex memory) implements Command {}

    record Purge() implements Command {}

    record Find(Search search) implements Command {}

    /** Throws {@link UncheckedIOException} when the index cannot be opened. */
    static Behavior<Command> create(ActorRef<Searched> searched) {
        return Behaviors.setup(context -> new LexicalSearch(context, searched));
    }

    private LexicalSearch(ActorContext<Command> context, ActorRef<Searched> searched) {
        super(context);
        this.searched = searched;
        try {
            this.index = new LexicalIndex(WorldExtension.of(context.getSystem()).indexDirectory("lexical"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the lexical index: " + e.getMessage(), e);
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Command.class, this::onCommand)
                .onSignal(PostStop.class, signal -> {
                    index.close();
                    return this;
                })
                .build();
    }

    private Behavior<Command> onCommand(Command command) {
        try {
            switch (command) {
                case Put(Index memory) -> index.put(memory.key(), memory.claim(), memory.heading(), memory.uri());
                case Remove(Unindex memory) -> index.remove(memory.key());
                case Purge() -> index.purge();
                case Find(Search search) ->
                    searched.tell(
                            new Searched(search.ticket(), Optional.of(index.search(search.terms(), search.depth()))));
            }
        } catch (IOException e) {
            getContext().getLog().error("the lexical index failed at " + command, e);
            if (command instanceof Find(Search search)) searched.tell(new Searched(search.ticket(), Optional.empty()));
        }
        return this;
    }
}
