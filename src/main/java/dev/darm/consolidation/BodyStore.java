package dev.darm.consolidation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.darm.codec.Hash;
import dev.darm.journal.RecordLog;
import dev.darm.world.shell.WorldExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The actor around {@link Bodies}. It blocks on the disk, so it runs on a dispatcher for that. */
public final class BodyStore extends AbstractBehavior<BodyStore.Command> {

    public sealed interface Command {}

    /** Keep these; the reply comes when they are durable, or says why they are not. */
    public record Stage(List<Disclosure> disclosures, ActorRef<Staged> replyTo) implements Command {}

    /** @param failure why nothing was kept; empty when all is durable */
    public record Staged(Optional<String> failure) {}

    public record Find(List<Hash> commitments, ActorRef<Found> replyTo) implements Command {}

    /** What is kept of what was asked for, in its order. */
    public record Found(List<Disclosure> disclosures) {}

    private final Bodies bodies;

    /** A store over two logs, which it closes; throws {@link UncheckedIOException} when they cannot be read. */
    public static Behavior<Command> create(RecordLog bodies, RecordLog keys) {
        return Behaviors.setup(context -> {
            try {
                return new BodyStore(context, Bodies.open(bodies, keys, WorldExtension.of(context.getSystem())));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the bodies beside the chain: " + e.getMessage(), e);
            }
        });
    }

    private BodyStore(ActorContext<Command> context, Bodies bodies) {
        super(context);
        this.bodies = bodies;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Command.class, this::onCommand)
                .onSignal(PostStop.class, signal -> {
                    bodies.close();
                    return this;
                })
                .build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Stage(List<Disclosure> disclosures, ActorRef<Staged> replyTo) -> replyTo.tell(stage(disclosures));
            case Find(List<Hash> commitments, ActorRef<Found> replyTo) -> replyTo.tell(find(commitments));
        }
        return this;
    }

    private Staged stage(List<Disclosure> disclosures) {
        try {
            bodies.stage(disclosures);
            return new Staged(Optional.empty());
        } catch (IOException e) {
            getContext().getLog().error("cannot keep {} bodies: {}", disclosures.size(), e.getMessage());
            return new Staged(Optional.of("cannot keep the bodies: " + e.getMessage()));
        }
    }

    private Found find(List<Hash> commitments) {
        List<Disclosure> found = new ArrayList<>();
        for (Hash commitment : commitments) {
            try {
                bodies.find(commitment).ifPresent(found::add);
            } catch (IOException e) {
                getContext().getLog().error("cannot read a body: {}", e.getMessage());
            }
        }
        return new Found(List.copyOf(found));
    }
}
