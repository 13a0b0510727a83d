package dev.darm.branch;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.ServiceKey;
import dev.darm.branch.BranchCore.Said;
import dev.darm.branch.BranchCore.Timer;
import dev.darm.codec.Hash;
import dev.darm.codec.Octets;
import dev.darm.codec.WireMessage;
import dev.darm.journal.RecordLog;
import dev.darm.ledger.LedgerNews;
import dev.darm.ledger.LedgerProof;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Validator;
import dev.darm.ledger.ValidatorSet;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import dev.darm.world.World;
import dev.darm.world.shell.Peers;
import dev.darm.world.shell.WorldExtension;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The branches on one node: takes records in at this node's own speed, whether or not anybody can be reached, exchanges them
 * with the other replicas, and puts their roots into the chain.
 *
 * <p>The actor around {@link BranchCore}. It writes and syncs files, so it needs a dispatcher for blocking work. What comes
 * from other nodes is synced once for all messages that were waiting in the mailbox; what this node signed is synced at
 * once, a batch at a time. When the disk fails it stops with the error.
 */
public final class BranchLedger extends AbstractBehavior<BranchLedger.Command> {

    /** Under which the branches of a cluster find each other. */
    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "branch-ledger");

    public sealed interface Command {}

    /**
     * Append {@code payloads} of {@code kind} (see {@link MergeRule}) to {@code branch}, which is made when it is not there.
     * Answered when they are durable on this node.
     */
    public record Append(String branch, int kind, List<byte[]> payloads, ActorRef<AppendReply> replyTo)
            implements Command {}

    public sealed interface AppendReply {}

    /** The ids of the records, in the order of the payloads. */
    public record Appended(List<Hash> ids) implements AppendReply {}

    public record Refused(String why) implements AppendReply {}

    /** All branches here. */
    public record GetBranches(ActorRef<Branches> replyTo) implements Command {}

    /**
     * @param roots how many batches this node signed
     * @param pendingRoots how many of them do not stand in the chain yet
     */
    public record Branches(List<BranchCore.Status> branches, long roots, long pendingRoots) {}

    /** At most {@code max} records of a branch in the order of this node's copy, from number {@code from}, 0 or more. */
    public record GetRecords(String branch, long from, int max, ActorRef<Records> replyTo) implements Command {}

    /** The records; empty when there is no such branch here. */
    public record Records(Optional<List<SignedRecord>> records) {}

    public record GetRecord(String branch, Hash id, ActorRef<Records> replyTo) implements Command {}

    /** What the concurrent heads of a branch come to. */
    public record GetMerge(String branch, ActorRef<Merged> replyTo) implements Command {}

    /** @param heads the records that it is made of */
    public record Merged(Optional<MergeRecord> merge, List<SignedRecord> heads) {}

    /** The proof that a record is anchored in the chain; the node that signed it makes it. */
    public record Prove(String branch, Hash id, ActorRef<Proven> replyTo) implements Command, WireMessage {}

    /**
     * @param proof the bytes of a {@link BranchProof}; empty when there is none
     * @param why there is none
     */
    public record Proven(Octets proof, String why) implements WireMessage {

        static Proven no(String why) {
            return new Proven(Octets.of(new byte[0]), why);
        }
    }

    /** Something that the branches of another node say. */
    public record FromPeer(SyncMessage message) implements Command, WireMessage {}

    /** The branches that the node {@code from} keeps. */
    public record Greeting(String from, List<String> branches) implements Command, WireMessage {}

    private record PeersAre(SortedMap<String, ActorRef<Command>> peers) implements Command {}

    private record HeadsOf(String peer, BranchHeads heads) implements Command {}

    private record Committed(LedgerNews.BlockCommitted block) implements Command {}

    private record BlocksCame(Validator.Blocks blocks) implements Command {}

    private record Heard(Validator.SubmitReply reply) implements Command {}

    private record ProofCame(
            Anchors.Place place, SignedRecord record, Validator.Proven proven, ActorRef<Proven> replyTo)
            implements Command {}

    private record ValidatorsAre(ValidatorSet validators) implements Command {}

    private record Rang(Timer timer) implements Command {}

    private record Tick() implements Command {}

    private record Flush() implements Command {}

    /**
     * What the actor stands on.
     *
     * @param authors who may write; from now on the actor's
     * @param known the branches that were made here before
     * @param log of what is not sealed yet, owned by the actor from now on
     * @param ledger this node's
     */
    public record Ground(
            BranchCore.Ground core,
            Authors authors,
            List<String> known,
            RecordLog log,
            ActorRef<Validator.Command> ledger) {}

    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final int MOST_HELD = 1_000;
    private static final int BLOCKS_AT_ONCE = 64;

    private final TimerScheduler<Command> timers;
    private final World world;
    private final String node;
    private final Ground ground;
    private final OpenLog log;
    private final BranchCore core;
    private final HeadsInReplicator heads;
    private final ActorRef<Validator.Blocks> blocksCame;
    private final ActorRef<Validator.SubmitReply> heard;
    private final Map<Long, Consumer<Said>> tickets = new HashMap<>();
    private final List<Effect<BranchEntry, Timer, Said>> afterSync = new ArrayList<>();
    private final List<Append> held = new ArrayList<>();
    private SortedMap<String, ActorRef<Command>> peers = Collections.emptySortedMap();
    private boolean unsynced;
    private long nextTicket = 1;
    private long read;

    public static Behavior<Command> create(Ground ground, BranchSettings settings) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new BranchLedger(context, timers, ground, settings)));
    }

    private BranchLedger(
            ActorContext<Command> context, TimerScheduler<Command> timers, Ground ground, BranchSettings settings)
            throws IOException {
        super(context);
        this.timers = timers;
        this.world = WorldExtension.of(context.getSystem());
        this.ground = ground;
        this.node = ground.core().node();
        this.log = new OpenLog(ground.log());
        this.core = new BranchCore(ground.core(), settings, ground.known());
        log.replay(core::recover);
        core.start(world.now());
        this.read = core.unreadFrom();
        this.blocksCame = context.messageAdapter(Validator.Blocks.class, BlocksCame::new);
        this.heard = context.messageAdapter(Validator.SubmitReply.class, Heard::new);
        ActorRef<LedgerNews> news =
                context.messageAdapter(LedgerNews.class, told -> new Committed((LedgerNews.BlockCommitted) told));
        context.getSystem().eventStream().tell(new EventStream.Subscribe<>(LedgerNews.class, news));
        this.heads = new HeadsInReplicator(
                context, node, ground.core().replicas(), HeadShards.forBranches(settings.branches()), HeadsOf::new);
        ground.ledger()
                .tell(new Validator.WatchValidators(context.messageAdapter(ValidatorSet.class, ValidatorsAre::new)));
        Peers.watch(context, KEY, context.getSelf(), context.getSelf(), PeersAre::new);
        timers.startSingleTimer("tick", new Tick(), SOON);
        if (core.waitsForChain()) readOn();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Command.class, this::onCommand)
                .onSignal(PostStop.class, signal -> {
                    core.close();
                    log.close();
                    ground.core().anchors().close();
                    return this;
                })
                .build();
    }

    private Behavior<Command> onCommand(Command command) throws IOException {
        switch (command) {
            case Append append -> onAppend(append);
            case GetBranches(ActorRef<Branches> replyTo) ->
                replyTo.tell(new Branches(core.status(), core.roots(), core.pendingRoots()));
            case GetRecords(String branch, long from, int max, ActorRef<Records> replyTo) ->
                replyTo.tell(new Records(core.dag(branch).map(dag -> dag.page(from, max))));
            case GetRecord(String branch, Hash id, ActorRef<Records> replyTo) ->
                replyTo.tell(new Records(
                        core.dag(branch).map(dag -> dag.get(id).stream().toList())));
            case GetMerge(String branch, ActorRef<Merged> replyTo) ->
                replyTo.tell(new Merged(
                        core.dag(branch).flatMap(Merges::of),
                        core.dag(branch).map(BranchDag::heads).orElse(List.of())));
            case Prove prove -> onProve(prove);
            case ProofCame(Anchors.Place place, SignedRecord record, Validator.Proven proven, var replyTo) ->
                replyTo.tell(proven.proof()
                        .map(ledger -> proven(place, record, ledger))
                        .orElseGet(
                                () -> Proven.no("the chain of this node has no proof for height " + place.height())));
            case FromPeer(SyncMessage message) -> carryOut(core.hear(message, world.now()));
            case Greeting(String from, List<String> branches) -> core.greeted(from, branches);
            case PeersAre(SortedMap<String, ActorRef<Command>> now) -> onPeers(now);
            case HeadsOf(String peer, BranchHeads of) -> core.hint(peer, of);
            case Committed(LedgerNews.BlockCommitted(var block)) -> {
                core.committed(block);
                if (block.height() == read) read++;
            }
            case BlocksCame(Validator.Blocks(long height, var blocks)) -> {
                for (var block : blocks) core.committed(block);
                if (!blocks.isEmpty()) read = Math.max(read, blocks.getLast().height() + 1);
                if (!blocks.isEmpty() && read <= height && core.waitsForChain()) readOn();
            }
            case Heard(Validator.SubmitReply reply) -> {
                if (reply instanceof Validator.Refused(Hash payload, String why))
                    getContext().getLog().warn("the chain does not take the anchor {}: {}", payload.brief(), why);
            }
            case ValidatorsAre(ValidatorSet validators) -> ground.authors().add(validators);
            case Rang(Timer timer) -> carryOut(core.rang(timer, world.now()));
            case Tick() -> onTick();
            case Flush() -> flush();
        }
        return this;
    }

    // ---- appending

    private void onAppend(Append append) throws IOException {
        if (core.mayWrite(world.now())) {
            append(append);
            return;
        }
        if (held.size() < MOST_HELD) held.add(append);
        else
            append.replyTo()
                    .tell(new Refused("this node does not know yet what it wrote before, and too much waits for that"));
    }

    private void append(Append append) throws IOException {
        long ticket = nextTicket++;
        tickets.put(ticket, said -> append.replyTo()
                .tell(
                        switch (said) {
                            case Said.Appended(List<Hash> ids) -> new Appended(ids);
                            case Said.Refused(String why) -> new Refused(why);
                            default -> throw new IllegalStateException("no answer to an append: " + said);
                        }));
        carryOut(core.append(append.branch(), append.kind(), append.payloads(), ticket, world.now()));
    }

    private void onTick() throws IOException {
        Instant now = world.now();
        if (!held.isEmpty() && core.mayWrite(now)) {
            List<Append> waited = List.copyOf(held);
            held.clear();
            for (Append append : waited) append(append);
        }
        carryOut(core.tick(now));
        if (log.isLong()) log.moveUp(core.compact());
        timers.startSingleTimer("tick", new Tick(), core.isBusy() ? SOON : untilTheFullSecond(now));
    }

    /** All nodes look at once, so that what is due at the same time is made at the same time. */
    private static Duration untilTheFullSecond(Instant now) {
        return Duration.ofMillis(1_000 - Math.floorMod(now.toEpochMilli(), 1_000));
    }

    /** Carries effects out in their order; what comes after something to persist waits until that is durable. */
    private void carryOut(List<Effect<BranchEntry, Timer, Said>> effects) throws IOException {
        for (Effect<BranchEntry, Timer, Said> effect : effects) {
            switch (effect) {
                case Effect.Persist<BranchEntry, Timer, Said>(BranchEntry entry) -> {
                    append(entry);
                    if (entry instanceof BranchEntry.Written own) {
                        flush();
                        carryOut(core.written(own, world.now()));
                    }
                }
                default -> {
                    if (unsynced) afterSync.add(effect);
                    else carryOut(effect);
                }
            }
        }
    }

    private void append(BranchEntry entry) throws IOException {
        log.append(entry);
        if (unsynced) return;
        unsynced = true;
        getContext().getSelf().tell(new Flush());
    }

    private void flush() throws IOException {
        if (!unsynced) return;
        log.sync();
        unsynced = false;
        List<Effect<BranchEntry, Timer, Said>> ready = List.copyOf(afterSync);
        afterSync.clear();
        ready.forEach(this::carryOut);
    }

    private void carryOut(Effect<BranchEntry, Timer, Said> effect) {
        switch (effect) {
            case Effect.Persist<BranchEntry, Timer, Said> persist ->
                throw new IllegalStateException("a Persist is written before effects are carried out: " + persist);
            case Effect.Send<BranchEntry, Timer, Said>(Party to, Said said) -> send(to, said);
            case Effect.Schedule<BranchEntry, Timer, Said>(String key, Duration delay, Timer timer) ->
                timers.startSingleTimer(key, new Rang(timer), delay);
            case Effect.Cancel<BranchEntry, Timer, Said>(String key) -> timers.cancel(key);
            case Effect.Publish<BranchEntry, Timer, Said>(Said said) -> publish(said);
        }
    }

    private void send(Party to, Said said) {
        if (to instanceof Party.Asker(long ticket)) {
            Consumer<Said> asker = tickets.remove(ticket);
            if (asker != null) asker.accept(said);
        } else if (to instanceof Party.Node(String name) && said instanceof Said.ToPeer(SyncMessage message)) {
            ActorRef<Command> peer = peers.get(name);
            if (peer != null) peer.tell(new FromPeer(message));
        }
    }

    private void publish(Said said) {
        switch (said) {
            case Said.Submit(var anchor) -> ground.ledger().tell(new Validator.Submit(anchor, heard));
            case Said.Announce(String branch, Head head) -> heads.put(branch, head);
            case Said.Caught(Equivocation evidence) ->
                getContext().getLog().warn("an author of a branch contradicted itself: {}", evidence);
            case Said.NotTaken(String from, String why) ->
                getContext().getLog().warn("not taken from {}: {}", from, why);
            case Said.ToPeer told -> {}
            case Said.Appended answer -> {}
            case Said.Refused answer -> {}
        }
    }

    // ---- the others

    private void onPeers(SortedMap<String, ActorRef<Command>> now) {
        for (Map.Entry<String, ActorRef<Command>> peer : now.entrySet())
            if (!peer.getKey().equals(node) && !peer.getValue().equals(peers.get(peer.getKey())))
                peer.getValue().tell(new Greeting(node, core.names()));
        peers = now;
        core.inReach(new TreeSet<>(now.keySet()));
    }

    private void readOn() {
        ground.ledger().tell(new Validator.GetBlocks(read, BLOCKS_AT_ONCE, blocksCame));
    }

    // ---- proofs

    private void onProve(Prove prove) throws IOException {
        Optional<SignedRecord> record = core.dag(prove.branch()).flatMap(dag -> dag.get(prove.id()));
        if (record.isEmpty()) {
            prove.replyTo().tell(Proven.no("no record " + prove.id() + " in " + prove.branch() + " here"));
            return;
        }
        PublicKey author = record.get().record().author();
        if (!ground.core().own().test(author)) {
            askAuthor(author, prove);
            return;
        }
        try {
            Anchors.Place place = core.find(record.get());
            getContext()
                    .ask(
                            Validator.Proven.class,
                            ground.ledger(),
                            LOOK,
                            (ActorRef<Validator.Proven> to) ->
                                    new Validator.Prove(place.height(), place.position(), to),
                            (proven, failure) -> new ProofCame(
                                    place,
                                    record.get(),
                                    proven == null ? new Validator.Proven(Optional.empty()) : proven,
                                    prove.replyTo()));
        } catch (Anchors.NotAnchored e) {
            prove.replyTo().tell(Proven.no(String.valueOf(e.getMessage())));
        }
    }

    private void askAuthor(PublicKey author, Prove prove) {
        Optional<ActorRef<Command>> peer = ground.authors().name(author).map(peers::get);
        if (peer.isPresent() && !peer.get().equals(getContext().getSelf()))
            peer.get().tell(prove);
        else
            prove.replyTo()
                    .tell(Proven.no("the node that signed the record makes its proof, and cannot be reached: "
                            + ground.authors().name(author).orElse(author.hex())));
    }

    private static Proven proven(Anchors.Place place, SignedRecord record, LedgerProof ledger) {
        BranchProof proof = BranchProof.of(record, place, ledger);
        return new Proven(Octets.of(proof.bytes()), "");
    }
}
