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
import dev.darm.memory.ExtractedClaim;
import dev.darm.world.shell.WorldExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
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

    /** Make these bodies unreadable for good; {@code at} is the time of the block that says so. */
    public record Destroy(List<Hash> commitments, Instant at) implements Command {}

    /** Which of these claims were forgotten from these passages at {@code time} or later. */
    public record WereForgotten(List<ExtractedClaim> claims, Instant time, ActorRef<Forgotten> replyTo)
            implements Command {}

    /** The ids of the claims that were. */
    public record Forgotten(List<Hash> claimIds) {}

    private final Bodies bodies;

    /** A store over a log and the keys, which it closes; throws {@link UncheckedIOException} when they cannot be read. */
    public static Behavior<Command> create(RecordLog bodies, BodyKeys keys) {
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
            case Destroy(List<Hash> commitments, Instant at) -> destroy(commitments, at);
            case WereForgotten(List<ExtractedClaim> claims, Instant time, ActorRef<Forgotten> replyTo) ->
                replyTo.tell(new Forgotten(claims.stream()
                        .filter(claim -> bodies.forgottenSince(
                                claim.claim().id(), claim.source().passage(), time))
                        .map(claim -> claim.claim().id())
                        .toList()));
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

    /** A disk that cannot destroy a key stops the node: a promise to forget is not kept by going on. */
    private void destroy(List<Hash> commitments, Instant at) {
        try {
            int before = bodies.destroyed();
            bodies.destroy(commitments, at);
            int now = bodies.destroyed() - before;
            if (now > 0) getContext().getLog().info("destroyed the keys of {} bodies that were to be forgotten", now);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot destroy the keys of forgotten bodies: " + e.getMessage(), e);
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
