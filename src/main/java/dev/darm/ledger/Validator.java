package dev.darm.ledger;

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
import akka.util.ByteString;
import dev.darm.broadcast.Broadcaster;
import dev.darm.broadcast.Kind;
import dev.darm.broadcast.Verdict;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.codec.Octets;
import dev.darm.codec.WireMessage;
import dev.darm.journal.RecordLog;
import dev.darm.ledger.LedgerCore.Entry;
import dev.darm.ledger.consensus.Input;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import dev.darm.world.Unlikely;
import dev.darm.world.World;
import dev.darm.world.shell.Peers;
import dev.darm.world.shell.WorldExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The ledger on one node: takes payloads in, decides blocks with the other validators, keeps the chain, and helps nodes
 * that lag. A node whose key is not in the validator set follows the chain and forwards what is submitted to it.
 *
 * <p>The actor around {@link LedgerCore}. It writes and syncs files, so it needs a dispatcher for blocking work. When the
 * disk fails it stops with the error: a validator that cannot remember its votes must not vote.
 */
public final class Validator extends AbstractBehavior<Validator.Command> {

    /** Under which the ledgers of a cluster find each other. */
    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "ledger-validator");

    /** What a ledger can be told: by actors of any node, by the ledgers of other nodes, and by itself. */
    public sealed interface Command {}

    /**
     * Put {@code payload} into a block. The reply says whether it waits; that it stands in a block is told by {@link
     * LedgerNews.BlockCommitted}. What waits is held in memory: whoever must not lose a payload submits it again until it
     * is committed, which is harmless.
     */
    public record Submit(Payload payload, ActorRef<SubmitReply> replyTo) implements Command, WireMessage {}

    public sealed interface SubmitReply extends WireMessage {}

    /** The payload waits for a block, or stands in one already; {@code payload} is its hash. */
    public record Queued(Hash payload) implements SubmitReply {}

    /** The payload will not stand in a block, and why: the rules refuse it, or too much waits already. */
    public record Refused(Hash payload, String why) implements SubmitReply {}

    /**
     * The committed blocks from height {@code from} (1 or more) on, at most {@code max}; fewer when they are large ({@code
     * darm.ledger.response-bytes}, but at least one) or the chain ends.
     */
    public record GetBlocks(long from, int max, ActorRef<Blocks> replyTo) implements Command, WireMessage {}

    /** Blocks in the order of their heights, and how high the chain is. */
    public record Blocks(long chainHeight, List<CommittedBlock> blocks) implements WireMessage {}

    /** What the blocks from height {@code from} (1 or more) on say, as {@link GetBlocks}; for actors of this node. */
    public record GetContents(long from, int max, ActorRef<Contents> replyTo) implements Command {}

    /** The contents of blocks in the order of their heights, and how high the chain is. */
    public record Contents(long chainHeight, List<BlockContent> blocks) {}

    /** Abridged blocks from height {@code from} on, up to one with its certificate. */
    public record GetRun(long from, ActorRef<Run> replyTo) implements Command {}

    /** See {@link Chain#run}. */
    public record Run(long chainHeight, List<AbridgedBlock> blocks) {}

    /** The blocks up to {@code height} are copied elsewhere, and need not be kept whole for that. For actors of this node. */
    public record CopiedTo(long height) implements Command {}

    /** Which blocks are kept whole. */
    public record GetKept(ActorRef<Kept> replyTo) implements Command {}

    /**
     * The blocks from {@code oldest} to {@code chainHeight} are whole.
     *
     * @param archives nodes in reach that keep all
     */
    public record Kept(long oldest, long chainHeight, SortedSet<String> archives) {}

    /** The proof that the payload at {@code position}, from 0, of the block of {@code height} stands there. */
    public record Prove(long height, int position, ActorRef<Proven> replyTo) implements Command {}

    /** The block of {@code height} as a light client needs it. */
    public record Light(long height, ActorRef<LightReply> replyTo) implements Command {}

    /** The block; empty when the chain has none of that height, or its certificate is not kept. */
    public record LightReply(Optional<LightBlock> block) {}

    /** Something of the log of the chain's headers. For actors of this node. */
    public record AskLog(LogQuestion question, ActorRef<LogAnswer> replyTo) implements Command {}

    /** The answer; empty when the log has no such thing, or this node has no seat and so does not sign. */
    public record LogAnswer(Optional<ByteString> bytes) {}

    /** The proof; empty when the chain has no such payload. */
    public record Proven(Optional<LedgerProof> proof) {}

    public record GetStatus(ActorRef<LedgerStatus> replyTo) implements Command, WireMessage {}

    /** Tell {@code watcher} who decides the next block: now, and whenever a block changes it. For actors of this node. */
    public record WatchValidators(ActorRef<ValidatorSet> watcher) implements Command {}

    /** Something that the ledger of another node says. */
    public sealed interface Says extends Command, WireMessage {

        PeerMessage message();

        /** The same with other words. */
        Says with(PeerMessage other);
    }

    /** What a peer says that has no pass of this node. */
    public record FromPeer(PeerMessage message) implements Says {

        @Override
        public Says with(PeerMessage other) {
            return new FromPeer(other);
        }
    }

    /** What a peer says with the pass that this node gave to who is at its address, see {@link Acquaintances}. */
    public record WithPass(PeerMessage message, Hash pass) implements Says {

        @Override
        public Says with(PeerMessage other) {
            return new WithPass(other, pass);
        }
    }

    /**
     * The ledger of {@code from} wants {@code pass} with whatever the hearer says to it.
     *
     * @param echo the pass that the hearer gave to it; {@link Hash#ZERO} when none came
     */
    public record Greet(String from, Hash pass, Hash echo) implements Command, WireMessage {}

    /** How many messages in the name of peers did not come from these. For actors of this node. */
    public record GetForged(ActorRef<Forged> replyTo) implements Command {}

    /**
     * Counted since the start.
     *
     * @param acquainted the peers whose names nobody else can use
     */
    public record Forged(long messages, List<String> acquainted) {}

    /** The ledgers that can be reached, by the names of their nodes; this one may be among them. */
    public record PeersAre(SortedMap<String, ActorRef<Command>> peers) implements Command {}

    /** Let {@code broadcaster} send decided blocks to the nodes that have no seat, and bring those of others. */
    public record SpreadBy(ActorRef<Broadcaster.Command> broadcaster) implements Command {}

    private record Pushed(Broadcaster.Arrived item) implements Command {}

    private record Rang(Input<Block> timer) implements Command {}

    private record Tick() implements Command {}

    private record GrowLog() implements Command {}

    private record TakeSubmitted() implements Command {}

    private record SayNow(String to, PeerMessage message) implements Command {}

    /**
     * What a ledger stands on.
     *
     * @param node the node's name
     * @param key with which it votes; without one, or with one that is not enrolled, it follows
     * @param chain the blocks, owned by the ledger from now on
     * @param votes the log of this validator's own votes, on a local disk; owned by the ledger from now on
     * @param rules for payloads, the same on all nodes
     */
    public record Ground(String node, Optional<SigningKey> key, Chain chain, RecordLog votes, PayloadRules rules) {}

    /** Blocks on their way to nodes that have no seat. They are not announced: whoever misses one asks as {@link CatchUp} does. */
    private static final Kind BLOCKS = new Kind("block", false);

    /** Bytes of content that are read at the start to know the payloads last committed. */
    private static final long REMEMBERED_BYTES = 8 << 20;

    /** How long after it was signed a message leaves that leaves late, see {@link Unlikely#CONSENSUS_SPEAKS_LATE}. */
    private static final Duration LATE = Duration.ofMillis(300);

    private final TimerScheduler<Command> timers;
    private final World world;
    private final String node;
    private final Optional<SigningKey> key;
    private final Chain chain;
    private final RecordLog voteRecords;
    private final VoteLog votes;
    private final LedgerSettings settings;
    private final LedgerCore core;
    private final HeaderLog headers;
    private final ChainPages pages;
    private final List<Submit> submitted = new ArrayList<>();
    private long submittedBytes;
    private final List<AskLog> asking = new ArrayList<>();
    private SortedMap<String, ActorRef<Command>> peers = Collections.emptySortedMap();
    private final Acquaintances acquaintances;
    private final List<ActorRef<ValidatorSet>> watchers = new ArrayList<>();
    private Optional<ActorRef<Broadcaster.Command>> broadcaster = Optional.empty();
    private long blockSyncs;
    private long keptTold;

    /** How far the blocks are copied elsewhere; counts only where they are to be. */
    private long copied;

    /** The ledger of a node in a cluster, which finds the other nodes' by {@link #KEY}. */
    public static Behavior<Command> create(Ground ground, LedgerSettings settings) {
        return Behaviors.setup(context -> create(
                ground,
                settings,
                WorldExtension.of(context.getSystem()),
                self -> Peers.watch(self, KEY, self.getSelf(), self.getSelf(), PeersAre::new)));
    }

    /** A ledger that is told its peers by {@code findPeers}, through {@link PeersAre}. */
    public static Behavior<Command> create(
            Ground ground, LedgerSettings settings, World world, Consumer<ActorContext<Command>> findPeers) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            Validator validator = new Validator(context, timers, world, ground, settings);
            findPeers.accept(context);
            return validator;
        }));
    }

    private Validator(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            World world,
            Ground ground,
            LedgerSettings settings)
            throws IOException {
        super(context);
        this.timers = timers;
        this.world = world;
        this.node = ground.node();
        this.chain = ground.chain();
        this.voteRecords = ground.votes();
        this.votes = new VoteLog(voteRecords, chain.genesis());
        this.settings = settings;
        this.pages = new ChainPages(chain, settings.responseBytes(), world);
        this.acquaintances = new Acquaintances(() -> Hash.ofBytes(world.secret(Hash.LENGTH)));
        this.key = ground.key();
        this.headers = new HeaderLog(chain);
        this.core = new LedgerCore(
                node,
                ground.key(),
                chain.state(),
                ground.rules().by(world.workers()),
                settings,
                world.random("ledger.nonce"));
        rememberCommitted();
        votes.recordsAbove(chain.height()).forEach(core::recall);
        votes.accusations().forEach(core::recall);
        timers.startTimerWithFixedDelay("tick", new Tick(), settings.gossipInterval());
        carryOut(core.start(world.now()));
    }

    /** The payloads of the last blocks, so that a late copy of one is not committed again; bounded, to start quickly. */
    private void rememberCommitted() throws IOException {
        List<BlockContent> last = new ArrayList<>();
        long payloads = 0;
        long bytes = 0;
        for (long height = chain.height();
                height > 0 && payloads < settings.mempool().remembered() && bytes < REMEMBERED_BYTES;
                height--) {
            BlockContent block = chain.content(height);
            last.add(block);
            payloads += block.payloads().size();
            bytes += block.payloads().stream().mapToLong(Payload::size).sum();
        }
        last.reversed().forEach(core::remember);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Command.class, this::onCommand)
                .onSignal(PostStop.class, signal -> {
                    chain.close();
                    voteRecords.close();
                    return this;
                })
                .build();
    }

    private Behavior<Command> onCommand(Command command) throws IOException {
        switch (command) {
            case Submit(Payload payload, ActorRef<SubmitReply> replyTo) -> {
                submitted.add(new Submit(payload, replyTo));
                submittedBytes += payload.size();
                if (submitted.size() == settings.blockPayloads() || submittedBytes > settings.blockBytes() / 2)
                    takeSubmitted();
                else if (submitted.size() == 1) getContext().getSelf().tell(new TakeSubmitted());
                if (world.unlikely(Unlikely.LEDGER_TICK_EARLY))
                    getContext().getSelf().tell(new Tick());
            }
            case GetBlocks(long from, int max, ActorRef<Blocks> replyTo) ->
                replyTo.tell(
                        new Blocks(chain.height(), chain.blocks(Math.max(1, from), max, settings.responseBytes())));
            case GetContents(long from, int max, ActorRef<Contents> replyTo) ->
                replyTo.tell(new Contents(chain.height(), pages.contents(Math.max(1, from), max)));
            case GetRun(long from, ActorRef<Run> replyTo) ->
                replyTo.tell(new Run(chain.height(), chain.run(from, settings.responseBytes())));
            case CopiedTo(long height) -> copied = height;
            case GetKept(ActorRef<Kept> replyTo) ->
                replyTo.tell(new Kept(chain.oldest(), chain.height(), core.archives()));
            case Prove(long height, int position, ActorRef<Proven> replyTo) ->
                replyTo.tell(new Proven(
                        chain.holds(height, position) ? Optional.of(chain.prove(height, position)) : Optional.empty()));
            case Light(long height, ActorRef<LightReply> replyTo) ->
                replyTo.tell(new LightReply(
                        height >= 1 && height <= chain.height() ? chain.light(height) : Optional.empty()));
            case AskLog ask -> {
                asking.add(ask);
                if (asking.size() == 1) answerLog();
            }
            case TakeSubmitted() -> takeSubmitted();
            case GrowLog() -> answerLog();
            case GetStatus(ActorRef<LedgerStatus> replyTo) -> replyTo.tell(core.status(votes.syncs(), blockSyncs));
            case WatchValidators(ActorRef<ValidatorSet> watcher) -> {
                watchers.add(watcher);
                watcher.tell(core.validators());
            }
            case FromPeer(PeerMessage message) -> hear(message, Optional.empty());
            case WithPass(PeerMessage message, Hash pass) -> hear(message, Optional.of(pass));
            case Greet(String from, Hash pass, Hash echo) -> greeted(from, new Acquaintances.Greeting(pass, echo));
            case GetForged(ActorRef<Forged> replyTo) ->
                replyTo.tell(new Forged(acquaintances.forged(), acquaintances.shown()));
            case PeersAre(SortedMap<String, ActorRef<Command>> reachable) -> {
                peers = reachable;
                reachable.forEach((name, ref) -> {
                    if (!name.equals(node)) acquaintances.meet(name, ref).ifPresent(greeting -> greet(name, greeting));
                });
                carryOut(core.connected(new TreeSet<>(reachable.keySet()), world.now()));
                tellKept();
            }
            case SpreadBy(ActorRef<Broadcaster.Command> by) -> {
                broadcaster = Optional.of(by);
                by.tell(new Broadcaster.Own(
                        BLOCKS, getContext().messageAdapter(Broadcaster.Arrived.class, Pushed::new)));
            }
            case Pushed(Broadcaster.Arrived(Hash id, Octets bytes)) -> pushed(id, bytes);
            case Rang(Input<Block> timer) -> carryOut(core.rang(timer, world.now()));
            case Tick() -> {
                carryOut(core.tick(world.now()));
                acquaintances.tick(new TreeSet<>(peers.keySet())).forEach(this::greet);
                if (chain.oldest() != keptTold) tellKept();
            }
            case SayNow(String to, PeerMessage message) -> tell(to, message);
        }
        return this;
    }

    /**
     * Takes in what was submitted since the last time: all that lay in the mailbox together, so that under load a message to the
     * others carries many payloads, and without load no payload waits for another.
     */
    private void takeSubmitted() throws IOException {
        List<Submit> taken = List.copyOf(submitted);
        submitted.clear();
        submittedBytes = 0;
        LedgerCore.Submissions submissions =
                core.submit(taken.stream().map(Submit::payload).toList(), world.now());
        for (int i = 0; i < taken.size(); i++) {
            Hash hash = taken.get(i).payload().hash();
            taken.get(i)
                    .replyTo()
                    .tell(submissions
                            .refusals()
                            .get(i)
                            .<SubmitReply>map(why -> new Refused(hash, why))
                            .orElseGet(() -> new Queued(hash)));
        }
        carryOut(submissions.effects());
    }

    private void pushed(Hash id, Octets bytes) throws IOException {
        CommittedBlock block;
        try {
            block = ByteReader.readAll(bytes.toBytes(), CommittedBlock::read);
        } catch (MalformedBytes e) {
            getContext().getLog().warn("what was pushed here is not a block: {}", e.getMessage());
            judge(id, Verdict.REFUSE);
            return;
        }
        carryOut(core.pushed(id, block, world.now()));
    }

    private void judge(Hash id, Verdict verdict) {
        broadcaster.ifPresent(by -> by.tell(new Broadcaster.Judge(id, verdict)));
    }

    /** Answers what the log was asked as soon as it has all blocks; other messages have their turn while it reads them. */
    private void answerLog() throws IOException {
        if (!headers.grow()) {
            getContext().getSelf().tell(new GrowLog());
            return;
        }
        Optional<SigningKey> seat = key.filter(own -> core.validators().enrols(node, own.publicKey()));
        for (AskLog ask : asking)
            ask.replyTo.tell(new LogAnswer(headers.answer(ask.question, seat).map(ByteString::fromArrayUnsafe)));
        asking.clear();
    }

    /**
     * Makes all that must be durable durable, with one sync of the log of votes for all its records, and then does the
     * rest in its order: nothing leaves before what it rests on is on disk.
     */
    private void carryOut(List<Effect<Entry, Input<Block>, Said>> effects) throws IOException {
        makeDurable(effects);
        for (Effect<Entry, Input<Block>, Said> effect : effects) {
            switch (effect) {
                case Effect.Persist<Entry, Input<Block>, Said> durable -> {}
                case Effect.Send<Entry, Input<Block>, Said>(Party to, Said said) -> {
                    if (to instanceof Party.Node(String peer)) send(peer, said);
                }
                case Effect.Schedule<Entry, Input<Block>, Said>(var key, var delay, var timer) ->
                    timers.startSingleTimer(
                            key,
                            new Rang(timer),
                            world.unlikely(Unlikely.CONSENSUS_TIMER_EARLY) ? delay.dividedBy(2) : delay);
                case Effect.Cancel<Entry, Input<Block>, Said>(String key) -> timers.cancel(key);
                case Effect.Publish<Entry, Input<Block>, Said>(Said said) -> publish(said);
            }
        }
    }

    private void makeDurable(List<Effect<Entry, Input<Block>, Said>> effects) throws IOException {
        boolean remembered = false;
        boolean committed = false;
        for (Effect<Entry, Input<Block>, Said> effect : effects) {
            if (!(effect instanceof Effect.Persist<Entry, Input<Block>, Said>(Entry entry))) continue;
            switch (entry) {
                case Entry.Remember(var record) -> {
                    votes.append(record);
                    remembered = true;
                }
                case Entry.Accuse(Evidence evidence) -> {
                    votes.append(evidence);
                    remembered = true;
                }
                case Entry.Commit(CommittedBlock block) -> {
                    chain.append(block);
                    blockSyncs++;
                    committed = true;
                }
                case Entry.Follow(List<AbridgedBlock> run) -> {
                    chain.follow(run);
                    blockSyncs++;
                }
            }
        }
        if (remembered) votes.sync();
        if (committed && settings.keepBlocks() > 0)
            chain.prune(settings.keepBlocks(), settings.copied() ? copied : Long.MAX_VALUE);
        if (committed && core.remembersNothing()) votes.heightEnded(core.accusations());
    }

    private void send(String peer, Said said) throws IOException {
        if (!peers.containsKey(peer)) return;
        switch (said) {
            case Said.ToPeer(PeerMessage message) -> say(peer, message);
            case Said.BlocksFrom(long first) -> tell(peer, from(first));
            case Said.News _, Said.Made _, Said.Equivocation _, Said.Forked _, Said.Succeeded _ -> {}
            case Said.BadBlock _, Said.OtherChain _, Said.Spread _, Said.Judged _ -> {}
        }
    }

    private void say(String peer, PeerMessage message) {
        if (message instanceof PeerMessage.Spoken && world.unlikely(Unlikely.CONSENSUS_SPEAKS_LATE)) {
            getContext().scheduleOnce(LATE, getContext().getSelf(), new SayNow(peer, message));
            return;
        }
        tell(peer, message);
        if (world.unlikely(Unlikely.LEDGER_SAYS_TWICE)) tell(peer, message);
    }

    private void tell(String peer, PeerMessage message) {
        ActorRef<Command> ref = peers.get(peer);
        if (ref == null) return;
        Optional<Hash> pass = acquaintances.pass(peer);
        ref.tell(pass.isPresent() ? new WithPass(message, pass.get()) : new FromPeer(message));
    }

    /** Who gives its pass knows this ledger by now: before, it may have dropped what is told only once. */
    private void greeted(String peer, Acquaintances.Greeting greeting) {
        Optional<Hash> before = acquaintances.pass(peer);
        acquaintances.hear(peer, greeting).ifPresent(reply -> greet(peer, reply));
        if (!acquaintances.pass(peer).equals(before)) tell(peer, new PeerMessage.Keeps(node, chain.oldest()));
    }

    private void greet(String peer, Acquaintances.Greeting greeting) {
        ActorRef<Command> ref = peers.get(peer);
        if (ref != null) ref.tell(new Greet(node, greeting.pass(), greeting.echo()));
    }

    /** Takes in what comes from the peer that it names; other messages are dropped and counted. */
    private void hear(PeerMessage message, Optional<Hash> pass) throws IOException {
        String from = message.from();
        if (acquaintances.admits(from, pass)) {
            carryOut(core.hear(message, world.now()));
            return;
        }
        long times = acquaintances.forged(from);
        if (Long.bitCount(times) == 1)
            getContext()
                    .getLog()
                    .warn(
                            "{} messages in the name of {} came without its pass and were dropped; the last is a {}."
                                    + " It has just started anew, or another member uses its name",
                            times,
                            from,
                            message.getClass().getSimpleName());
    }

    private PeerMessage from(long first) throws IOException {
        return first >= chain.oldest()
                ? new PeerMessage.BlockResponse(node, chain.height(), pages.blocks(first, Integer.MAX_VALUE))
                : new PeerMessage.RunResponse(node, chain.height(), chain.run(first, settings.responseBytes() / 2));
    }

    private void tellKept() {
        keptTold = chain.oldest();
        for (String name : peers.keySet()) {
            if (!name.equals(node)) tell(name, new PeerMessage.Keeps(node, keptTold));
        }
    }

    private void publish(Said said) {
        switch (said) {
            case Said.News(LedgerNews news) ->
                getContext().getSystem().eventStream().tell(new EventStream.Publish<>(news));
            case Said.Made(BlockProposed made) ->
                getContext().getSystem().eventStream().tell(new EventStream.Publish<>(made));
            case Said.Equivocation caught -> getContext().getLog().warn("{}", caught.words());
            case Said.Succeeded(ValidatorSet before, ValidatorSet after) -> {
                getContext()
                        .getLog()
                        .warn(
                                "the block of height {} changes the validators from {} to {}",
                                chain.height(),
                                before.words(),
                                after.words());
                watchers.forEach(watcher -> watcher.tell(after));
            }
            case Said.Forked(ForkWatch.Sighting fork) -> getContext().getLog().error("{}", fork.words());
            case Said.BadBlock bad -> getContext().getLog().warn("{}", bad.words());
            case Said.OtherChain other -> getContext().getLog().warn("{}", other.words());
            case Said.Spread(CommittedBlock block, SortedSet<String> to) ->
                broadcaster.ifPresent(by -> by.tell(new Broadcaster.Spread(BLOCKS, Octets.of(block.bytes()), to)));
            case Said.Judged(Hash id, Verdict verdict) -> judge(id, verdict);
            case Said.ToPeer told -> {}
            case Said.BlocksFrom blocks -> {}
        }
    }
}
