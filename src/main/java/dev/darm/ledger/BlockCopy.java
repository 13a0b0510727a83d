package dev.darm.ledger;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies the blocks of this node into a {@link BlockStore}, in their order, and reads old ones back. Consensus never waits for it; but
 * the ledger drops no whole block before it is copied.
 */
public final class BlockCopy extends AbstractBehavior<BlockCopy.Command> {

    private static final int BLOCKS_AT_ONCE = 64;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    public sealed interface Command {}

    /** Whole blocks from height {@code from} on, at most {@code max}, out of the store. */
    public record Read(long from, int max, ActorRef<Found> replyTo) implements Command {}

    /** Those that are there; empty also when the store fails. */
    public record Found(List<CommittedBlock> blocks) {}

    private record Opened(long height) implements Command {}

    private record Came(Validator.Blocks blocks) implements Command {}

    private record Kept(Validator.Kept kept) implements Command {}

    private record Written(long height) implements Command {}

    private record Failed(String what, Throwable why) implements Command {}

    private record Open() implements Command {}

    private record LookAgain() implements Command {}

    private record Answer(
            ActorRef<Found> replyTo,
            List<CommittedBlock> blocks,
            @Nullable Throwable failure) implements Command {}

    private final TimerScheduler<Command> timers;
    private final ActorRef<Validator.Command> ledger;
    private final BlockStore store;
    private final ActorRef<Validator.Blocks> came;
    private final ActorRef<Validator.Kept> kept;
    private long copied;

    /** The copier of the blocks that {@code ledger} has. */
    public static Behavior<Command> create(ActorRef<Validator.Command> ledger, BlockStore store) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new BlockCopy(context, timers, ledger, store)));
    }

    private BlockCopy(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<Validator.Command> ledger,
            BlockStore store) {
        super(context);
        this.timers = timers;
        this.ledger = ledger;
        this.store = store;
        this.came = context.messageAdapter(Validator.Blocks.class, Came::new);
        this.kept = context.messageAdapter(Validator.Kept.class, Kept::new);
        open();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Open() -> open();
            case Opened(long height) -> reached(height);
            case LookAgain() -> ledger.tell(new Validator.GetBlocks(copied + 1, BLOCKS_AT_ONCE, came));
            case Came(Validator.Blocks(long height, List<CommittedBlock> blocks)) -> {
                if (!blocks.isEmpty() && blocks.getFirst().height() == copied + 1) write(blocks);
                else if (height > copied) ledger.tell(new Validator.GetKept(kept));
                else timers.startSingleTimer(new LookAgain(), LOOK_AGAIN);
            }
            case Kept(Validator.Kept(long oldest, long height, var archives)) -> {
                if (oldest > copied + 1) {
                    getContext()
                            .getLog()
                            .warn(
                                    "heights {} to {} are not whole on this node and are missing from its copy",
                                    copied + 1,
                                    oldest - 1);
                    copied = oldest - 1;
                }
                timers.startSingleTimer(new LookAgain(), LOOK_AGAIN);
            }
            case Written(long height) -> reached(height);
            case Failed(String what, Throwable why) -> {
                getContext().getLog().warn("{}: {}; tried again in {}", what, why.toString(), AFTER_FAILURE);
                timers.startSingleTimer(new Open(), AFTER_FAILURE);
            }
            case Read(long from, int max, ActorRef<Found> replyTo) ->
                getContext()
                        .pipeToSelf(
                                store.read(from, max),
                                (blocks, failure) ->
                                        new Answer(replyTo, failure == null ? blocks : List.of(), failure));
            case Answer(ActorRef<Found> replyTo, List<CommittedBlock> blocks, Throwable failure) -> {
                if (failure != null)
                    getContext().getLog().warn("cannot read blocks from the copy: {}", failure.toString());
                replyTo.tell(new Found(blocks));
            }
        }
        return this;
    }

    private void open() {
        getContext()
                .pipeToSelf(
                        store.open(),
                        (height, failure) -> failure == null
                                ? new Opened(height)
                                : new Failed("the copy of the blocks cannot be opened", failure));
    }

    private void reached(long height) {
        copied = height;
        ledger.tell(new Validator.CopiedTo(copied));
        getContext().getSelf().tell(new LookAgain());
    }

    private void write(List<CommittedBlock> blocks) {
        long last = blocks.getLast().height();
        getContext()
                .pipeToSelf(
                        store.write(blocks),
                        (done, failure) -> failure == null
                                ? new Written(last)
                                : new Failed("blocks up to height " + last + " cannot be copied", failure));
    }
}
