package dev.darm.consolidation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.ServiceKey;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.codec.WireMessage;
import dev.darm.knowledge.Contradiction;
import dev.darm.ledger.BlockContent;
import dev.darm.ledger.LedgerNews;
import dev.darm.ledger.Payload;
import dev.darm.ledger.Validator;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.MemoryNews;
import dev.darm.memory.StmShard;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import dev.darm.world.shell.Peers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Long-term memory on one node: reads the chain block by block, joins it with the bodies that this node keeps, fetches the
 * others, and tells the rest of the node what it learned.
 */
public final class LongTermMemory extends AbstractBehavior<LongTermMemory.Command> {

    public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "long-term-memory");

    private static final int BLOCKS_AT_ONCE = 64;
    private static final int MOST_SERVED = 256;
    private static final int BYTES_AT_ONCE = 160 << 10;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    public sealed interface Command {}

    /** Which of these claims are in long-term memory, whatever their standing. */
    public record Contains(List<Hash> claimIds, ActorRef<Contained> replyTo) implements Command, WireMessage {}

    public record Contained(List<Hash> claimIds) implements WireMessage {}

    /** The entries of these claim ids or commitments, those that are here. */
    public record Get(List<Hash> commitmentsOrClaimIds, ActorRef<Entries> replyTo) implements Command {}

    /** What was found, by the claim id or commitment that was asked for. */
    public record Entries(SortedMap<Hash, LongTermEntry> entries) {}

    /** At most {@code max} entries in the order of their promotion, from the place {@code from} on (0 is the first). */
    public record ListEntries(long from, int max, ActorRef<Page> replyTo) implements Command {}

    /** @param next the place to go on from; empty at the end */
    public record Page(List<LongTermEntry> entries, Optional<Long> next) {}

    /** The contests that are open, as far as the chain here tells. */
    public record GetContests(ActorRef<Contests> replyTo) implements Command {}

    public record Contests(List<Contest> open) {}

    /** Which commitments there are to forget of what a commitment or claim id names. */
    public record GetFacts(Hash commitmentOrClaimId, ActorRef<Facts> replyTo) implements Command {}

    /**
     * @param commitments sorted; empty when there is nothing to forget
     * @param forgottenAt the height of the tombstone that named the commitment
     */
    public record Facts(List<Hash> commitments, Optional<Long> forgottenAt) {}

    /** Whether the chain here has promoted all of these. */
    public record Stand(List<Hash> commitments, ActorRef<Standing> replyTo) implements Command {}

    public record Standing(boolean all) {}

    /** Which of these claims were forgotten from these passages at {@code time} or later; answered by the bodies' store. */
    public record WereForgotten(List<ExtractedClaim> claims, Instant time, ActorRef<BodyStore.Forgotten> replyTo)
            implements Command {}

    public record GetStatistics(ActorRef<LongTermStatistics> replyTo) implements Command {}

    /** The texts of all claims promoted by the block at {@code height}. */
    public record GetTexts(long height, ActorRef<Texts> replyTo) implements Command {}

    /** @param texts empty while this node does not have them all */
    public record Texts(Optional<List<String>> texts) {}

    /** From now on tell {@code listener} which records and heights were applied; the recent ones at once. */
    public record Follow(ActorRef<LongTermOutput> listener) implements Command {}

    /** Another node lacks these bodies. */
    public record FetchBodies(List<Hash> commitments, ActorRef<Command> replyTo) implements Command, WireMessage {}

    /** Those of them that fit in a message. */
    public record BodiesFetched(List<Disclosure> disclosures) implements Command, WireMessage {}

    private record PeersAre(SortedMap<String, ActorRef<Command>> peers) implements Command {}

    private record BlocksCame(Validator.Contents blocks) implements Command {}

    private record Committed(BlockContent block) implements Command {}

    private record BodiesRead(List<BlockContent> blocks, List<Disclosure> disclosures) implements Command {}

    private record Serve(List<Disclosure> disclosures, ActorRef<Command> replyTo) implements Command {}

    private record BodiesKept(BodyStore.Staged staged) implements Command {}

    private record ToSelf(LongTermInput input) implements Command {}

    private record Unfollow(ActorRef<LongTermOutput> listener) implements Command {}

    private record LookAgain() implements Command {}

    private final String self;
    private final ActorRef<Validator.Command> ledger;
    private final ActorRef<BodyStore.Command> bodies;
    private final List<ActorRef<StmShard.Command>> shortTerm;
    private final Consumer<LongTermEntry> learn;
    private final LongTermMemoryCore core;
    private final TimerScheduler<Command> timers;
    private final ActorRef<Validator.Contents> blocksCame;
    private final ActorRef<BodyStore.Staged> bodiesKept;
    private final List<ActorRef<LongTermOutput>> followers = new ArrayList<>();
    private SortedMap<String, ActorRef<Command>> peers = Collections.emptySortedMap();

    /** Whether blocks are asked for or their bodies are being read; one batch at a time keeps the order. */
    private boolean busy;

    /** Whether a block was committed while busy, which an answer on its way may not have. */
    private boolean more;

    private boolean stalled;

    /**
     * Long-term memory of the node {@code self}.
     *
     * @param ledger this node's validator
     * @param shortTerm this node's short-term memory, told what was promoted; empty where there is none
     * @param contradiction when two claims cannot both be true, equal on all nodes
     * @param learn told of each entry before anybody else on this node: the knowledge graph
     */
    public static Behavior<Command> create(
            String self,
            ActorRef<Validator.Command> ledger,
            ActorRef<BodyStore.Command> bodies,
            List<ActorRef<StmShard.Command>> shortTerm,
            Consumer<LongTermEntry> learn,
            Contradiction contradiction,
            ConsolidationSettings settings) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                new LongTermMemory(context, timers, self, ledger, bodies, shortTerm, learn, contradiction, settings)));
    }

    private LongTermMemory(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            String self,
            ActorRef<Validator.Command> ledger,
            ActorRef<BodyStore.Command> bodies,
            List<ActorRef<StmShard.Command>> shortTerm,
            Consumer<LongTermEntry> learn,
            Contradiction contradiction,
            ConsolidationSettings settings) {
        super(context);
        this.self = self;
        this.ledger = ledger;
        this.bodies = bodies;
        this.shortTerm = List.copyOf(shortTerm);
        this.learn = learn;
        this.timers = timers;
        this.core = new LongTermMemoryCore(
                settings.memoryRules(contradiction), settings.fetchAtOnce(), settings.fetchRetry());
        this.blocksCame = context.messageAdapter(Validator.Contents.class, BlocksCame::new);
        this.bodiesKept = context.messageAdapter(BodyStore.Staged.class, BodiesKept::new);
        ActorRef<LedgerNews> news = context.messageAdapter(
                LedgerNews.class, told -> new Committed(BlockContent.of(((LedgerNews.BlockCommitted) told).block())));
        context.getSystem().eventStream().tell(new EventStream.Subscribe<>(LedgerNews.class, news));
        Peers.watch(context, KEY, context.getSelf(), context.getSelf(), PeersAre::new);
        timers.startTimerWithFixedDelay(new LookAgain(), LOOK_AGAIN);
        pull();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Contains(List<Hash> ids, ActorRef<Contained> replyTo) ->
                replyTo.tell(new Contained(ids.stream().filter(core::contains).toList()));
            case Get(List<Hash> keys, ActorRef<Entries> replyTo) -> {
                TreeMap<Hash, LongTermEntry> found = new TreeMap<>();
                for (Hash key : keys) core.find(key).ifPresent(entry -> found.put(key, entry));
                replyTo.tell(new Entries(found));
            }
            case ListEntries(long from, int max, ActorRef<Page> replyTo) -> replyTo.tell(page(from, max));
            case GetContests(ActorRef<Contests> replyTo) -> replyTo.tell(new Contests(core.openContests()));
            case GetFacts(Hash key, ActorRef<Facts> replyTo) ->
                replyTo.tell(new Facts(List.copyOf(core.factsOf(key)), core.forgottenAt(key)));
            case Stand(List<Hash> commitments, ActorRef<Standing> replyTo) ->
                replyTo.tell(new Standing(commitments.stream().allMatch(core::stands)));
            case WereForgotten(List<ExtractedClaim> claims, Instant time, ActorRef<BodyStore.Forgotten> replyTo) ->
                bodies.tell(new BodyStore.WereForgotten(claims, time, replyTo));
            case GetStatistics(ActorRef<LongTermStatistics> replyTo) -> replyTo.tell(core.statistics());
            case GetTexts(long height, ActorRef<Texts> replyTo) -> replyTo.tell(new Texts(core.textsUpTo(height)));
            case Follow(ActorRef<LongTermOutput> listener) -> {
                followers.add(listener);
                getContext().watchWith(listener, new Unfollow(listener));
                core.recent().forEach(listener::tell);
            }
            case Unfollow(ActorRef<LongTermOutput> listener) -> followers.remove(listener);
            case FetchBodies(List<Hash> commitments, ActorRef<Command> replyTo) ->
                find(
                        commitments.subList(0, Math.min(commitments.size(), MOST_SERVED)),
                        found -> new Serve(found, replyTo));
            case Serve(List<Disclosure> found, ActorRef<Command> replyTo) -> {
                if (!found.isEmpty()) replyTo.tell(new BodiesFetched(thatFit(found)));
            }
            case BodiesFetched(List<Disclosure> disclosures) -> tell(new LongTermInput.BodiesSent(disclosures));
            case PeersAre(SortedMap<String, ActorRef<Command>> now) -> {
                peers = now;
                TreeSet<String> others = new TreeSet<>(now.keySet());
                others.remove(self);
                tell(new LongTermInput.PeersAre(others));
            }
            case BlocksCame(Validator.Contents(long height, List<BlockContent> blocks)) -> {
                busy = false;
                if (height > core.applied() || blocks.isEmpty()) tell(new LongTermInput.ChainIs(height));
                take(blocks);
                if (!busy && more) pull();
            }
            case Committed(BlockContent block) -> {
                more = busy;
                if (busy) break;
                if (block.height() == core.applied() + 1) take(List.of(block));
                else pull();
            }
            case BodiesRead(List<BlockContent> blocks, List<Disclosure> disclosures) -> {
                busy = false;
                apply(blocks, disclosures);
                pull();
            }
            case BodiesKept(BodyStore.Staged staged) ->
                staged.failure().ifPresent(why -> getContext().getLog().error("{}", why));
            case ToSelf(LongTermInput input) -> tell(input);
            case LookAgain() -> {
                if (!busy || stalled) pull();
                stalled = busy;
            }
        }
        return this;
    }

    private void pull() {
        busy = true;
        more = false;
        stalled = false;
        ledger.tell(new Validator.GetContents(core.applied() + 1, BLOCKS_AT_ONCE, blocksCame));
    }

    /** Reads the bodies of blocks that come next; blocks applied in the meantime are passed over. */
    private void take(List<BlockContent> blocks) {
        List<BlockContent> next =
                blocks.stream().filter(block -> block.height() > core.applied()).toList();
        if (next.isEmpty()) return;
        List<Hash> wanted = new ArrayList<>();
        for (BlockContent block : next)
            for (ConsolidationRecord record : records(block))
                for (ConsolidationRecord.Passed passed : record.passed())
                    wanted.add(record.nomination().items().get(passed.item()).commitment());
        busy = true;
        if (wanted.isEmpty()) getContext().getSelf().tell(new BodiesRead(next, List.of()));
        else find(wanted, found -> new BodiesRead(next, found));
    }

    private void apply(List<BlockContent> blocks, List<Disclosure> disclosures) {
        TreeMap<Hash, Disclosure> byCommitment = new TreeMap<>();
        for (Disclosure disclosure : disclosures) byCommitment.put(disclosure.commitment(), disclosure);
        for (BlockContent block : blocks) {
            if (block.height() != core.applied() + 1) continue;
            List<ConsolidationRecord> records = records(block);
            List<Disclosure> here = new ArrayList<>();
            for (ConsolidationRecord record : records)
                for (NominationItem item : record.nomination().items())
                    Optional.ofNullable(byCommitment.get(item.commitment())).ifPresent(here::add);
            tell(new LongTermInput.BlockApplied(block.height(), block.header().time(), records, here));
            List<Tombstone> tombstones = read(block, Payload.TOMBSTONE, Tombstone::of);
            if (!tombstones.isEmpty())
                tell(new LongTermInput.Forgotten(
                        block.height(),
                        block.header().time(),
                        tombstones.stream().map(Tombstone::request).toList()));
            for (StatisticsRecord record : read(block, Payload.STATISTICS, StatisticsRecord::of))
                tell(new LongTermInput.StatisticsCommitted(record));
        }
    }

    private List<ConsolidationRecord> records(BlockContent block) {
        return read(block, Payload.CONSOLIDATION, ConsolidationRecord::of);
    }

    private <R> List<R> read(BlockContent block, int kind, Function<Payload, R> of) {
        List<R> records = new ArrayList<>();
        for (Payload payload : block.payloads()) {
            if (payload.kind() != kind) continue;
            try {
                records.add(of.apply(payload));
            } catch (MalformedBytes malformed) {
                getContext()
                        .getLog()
                        .error(
                                "block {} holds a payload of kind {} that cannot be read: {}",
                                block.height(),
                                kind,
                                malformed.getMessage());
            }
        }
        return records;
    }

    private void find(List<Hash> commitments, Function<List<Disclosure>, Command> then) {
        ActorRef<Command> me = getContext().getSelf();
        ActorRef<BodyStore.Found> found = getContext()
                .spawnAnonymous(Once.<BodyStore.Found>create(reply -> me.tell(then.apply(reply.disclosures()))));
        bodies.tell(new BodyStore.Find(commitments, found));
    }

    private static List<Disclosure> thatFit(List<Disclosure> found) {
        List<Disclosure> fit = new ArrayList<>();
        int bytes = 0;
        for (Disclosure disclosure : found) {
            bytes += disclosure.bytes().length;
            if (!fit.isEmpty() && bytes > BYTES_AT_ONCE) break;
            fit.add(disclosure);
        }
        return fit;
    }

    private Page page(long from, int max) {
        TreeMap<Long, LongTermEntry> page = core.list(from, Math.clamp(max, 1, 1000));
        return new Page(
                List.copyOf(page.values()),
                page.size() < Math.clamp(max, 1, 1000) ? Optional.empty() : Optional.of(page.lastKey() + 1));
    }

    private void tell(LongTermInput input) {
        for (Effect<Void, LongTermInput, LongTermOutput> effect : core.on(input)) {
            switch (effect) {
                case Effect.Persist<Void, LongTermInput, LongTermOutput> persist ->
                    throw new IllegalStateException("long-term memory is derived from the chain: " + persist);
                case Effect.Send<Void, LongTermInput, LongTermOutput>(Party to, LongTermOutput output) ->
                    send(to, output);
                case Effect.Schedule<Void, LongTermInput, LongTermOutput> timer ->
                    timers.startSingleTimer(timer.key(), new ToSelf(timer.message()), timer.delay());
                case Effect.Cancel<Void, LongTermInput, LongTermOutput>(String key) -> timers.cancel(key);
                case Effect.Publish<Void, LongTermInput, LongTermOutput>(LongTermOutput output) -> publish(output);
            }
        }
    }

    private void send(Party to, LongTermOutput output) {
        if (to instanceof Party.Node(String name)
                && output instanceof LongTermOutput.FetchBodies(List<Hash> commitments)
                && peers.containsKey(name))
            Optional.ofNullable(peers.get(name))
                    .ifPresent(peer ->
                            peer.tell(new FetchBodies(commitments, getContext().getSelf())));
    }

    private void publish(LongTermOutput output) {
        switch (output) {
            case LongTermOutput.Learned(LongTermEntry entry) -> {
                learn.accept(entry);
                getContext().getSystem().eventStream().tell(new EventStream.Publish<>(new MemoryNews.Learned(entry)));
            }
            case LongTermOutput.Promoted(List<Hash> claimIds) ->
                shortTerm.forEach(shard -> shard.tell(new StmShard.MarkPromoted(claimIds)));
            case LongTermOutput.Quarantined(List<Hash> claimIds) -> {
                getContext().getLog().warn("{} claims failed the validity suite at commit", claimIds.size());
                shortTerm.forEach(shard -> shard.tell(new StmShard.MarkRejected(claimIds)));
            }
            case LongTermOutput.Erased(Hash commitment, Hash claimId) -> {
                followers.forEach(follower -> follower.tell(output));
                shortTerm.forEach(shard -> shard.tell(new StmShard.Erase(List.of(claimId))));
                getContext()
                        .getSystem()
                        .eventStream()
                        .tell(new EventStream.Publish<>(new MemoryNews.Erased(commitment, claimId)));
            }
            case LongTermOutput.DestroyBodies(List<Hash> commitments, Instant at) ->
                bodies.tell(new BodyStore.Destroy(commitments, at));
            case LongTermOutput.TombstoneSeen seen -> followers.forEach(follower -> follower.tell(seen));
            case LongTermOutput.RecordSeen seen -> followers.forEach(follower -> follower.tell(seen));
            case LongTermOutput.ChainAt at -> followers.forEach(follower -> follower.tell(at));
            case LongTermOutput.StatisticsInEffect switched -> followers.forEach(follower -> follower.tell(switched));
            case LongTermOutput.StatisticsDue due -> followers.forEach(follower -> follower.tell(due));
            case LongTermOutput.KeepBodies(List<Disclosure> disclosures) ->
                bodies.tell(new BodyStore.Stage(disclosures, bodiesKept));
            case LongTermOutput.FetchBodies fetch ->
                throw new IllegalStateException("bodies are asked of one node: " + fetch);
        }
    }
}
