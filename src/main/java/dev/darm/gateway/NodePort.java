package dev.darm.gateway;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akka.japi.function.Function;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.darm.agent.Agent;
import dev.darm.agent.Agents;
import dev.darm.agent.Answer;
import dev.darm.branch.Authors;
import dev.darm.branch.BranchLedger;
import dev.darm.broadcast.BroadcastCounts;
import dev.darm.broadcast.Broadcaster;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.consolidation.ForgetRequest;
import dev.darm.consolidation.Forgetting;
import dev.darm.consolidation.ForgettingMessage;
import dev.darm.consolidation.LongTermMemory;
import dev.darm.consolidation.LongTermStatistics;
import dev.darm.encoding.DocumentReader;
import dev.darm.knowledge.KnowledgeCounts;
import dev.darm.knowledge.KnowledgeKeeper;
import dev.darm.ledger.BlockCopy;
import dev.darm.ledger.Evidence;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.LedgerStatus;
import dev.darm.ledger.LogQuestion;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.SeatChange;
import dev.darm.ledger.Validator;
import dev.darm.memory.Document;
import dev.darm.memory.StmEntry;
import dev.darm.memory.StmShard;
import dev.darm.memory.StmShards;
import dev.darm.memory.source.Library;
import dev.darm.memory.source.LibraryMessage;
import dev.darm.recall.Recall;
import dev.darm.recall.RecallStatistics;
import dev.darm.world.World;
import dev.darm.world.shell.Peers;
import dev.darm.world.shell.WorldExtension;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The node behind the HTTP interface: asks its actors and shows what they say. */
public final class NodePort implements GatewayPort {

    private static final int NEWEST_BLOCKS = 10;
    private static final int LTM_PAGE = 1000;

    /** The actors that requests are for. */
    public record Rooms(
            Agents agents,
            ActorRef<Library.Command> library,
            StmShards shortTerm,
            ActorRef<LongTermMemory.Command> longTerm,
            ActorRef<Recall.Command> recall,
            ActorRef<Validator.Command> ledger,
            ActorRef<Broadcaster.Command> broadcast,
            ActorRef<KnowledgeKeeper.Command> knowledge,
            Optional<ActorRef<Forgetting.Command>> forgetting,
            Optional<ActorRef<BranchLedger.Command>> branches,
            Authors authors,
            Optional<ActorRef<BlockCopy.Command>> copy,
            Genesis genesis) {}

    private final ActorSystem<?> system;
    private final String node;
    private final List<String> listed;
    private final GatewaySettings settings;
    private final DocumentReader.Limits limits;
    private final Rooms rooms;
    private final ChainViews chain;
    private final AuditViews audit;
    private final BranchViews branches;
    private final Supplier<CompletionStage<Boolean>> ready;
    private final World world;
    private final EventFeed events;
    private final long startedNanos;
    private final AtomicLong turns = new AtomicLong();

    /**
     * The port of the node {@code node}.
     *
     * @param listed the names of all nodes of the deployment
     * @param rules for payloads, by which the chain is checked
     * @param ready whether the node is ready
     */
    public static NodePort create(
            ActorSystem<?> system,
            String node,
            List<String> listed,
            GatewaySettings settings,
            DocumentReader.Limits limits,
            PayloadRules rules,
            Rooms rooms,
            Supplier<CompletionStage<Boolean>> ready) {
        return new NodePort(system, node, listed, settings, limits, rules, rooms, ready);
    }

    private NodePort(
            ActorSystem<?> system,
            String node,
            List<String> listed,
            GatewaySettings settings,
            DocumentReader.Limits limits,
            PayloadRules rules,
            Rooms rooms,
            Supplier<CompletionStage<Boolean>> ready) {
        this.system = system;
        this.node = node;
        this.listed = List.copyOf(listed);
        this.settings = settings;
        this.limits = limits;
        this.rooms = rooms;
        this.chain =
                new ChainViews(rooms.genesis(), rules, rooms.ledger(), rooms.copy(), system, settings.lookTimeout());
        this.branches = new BranchViews(rooms.branches(), rooms.authors(), system, settings.lookTimeout());
        this.ready = ready;
        this.world = WorldExtension.of(system);
        this.audit = new AuditViews(rooms.genesis(), chain, world::now);
        this.events = EventFeed.start(system, settings.eventsBuffer());
        this.startedNanos = world.nanoTime();
    }

    private <C, R> CompletionStage<R> ask(ActorRef<C> actor, Function<ActorRef<R>, C> request, Duration timeout) {
        return AskPattern.ask(actor, request, timeout, system.scheduler());
    }

    private <C, R> CompletionStage<R> look(ActorRef<C> actor, Function<ActorRef<R>, C> request) {
        return ask(actor, request, settings.lookTimeout());
    }

    // ------------------------------------------------------------ questions

    @Override
    public CompletionStage<AnswerView> ask(String question) {
        ActorRef<Agent.Command> agent = rooms.agents().forTurn(turns.getAndIncrement());
        return this.<Agent.Command, Answer>ask(agent, ref -> new Agent.Ask(question, ref), settings.askTimeout())
                .thenApply(this::view);
    }

    private AnswerView view(Answer answer) {
        String inference =
                switch (answer.inference()) {
                    case CACHE -> answer.by().isEmpty() ? "recalled" : "recalled:" + answer.by();
                    case EXTRACTIVE -> "extractive";
                    case MODEL -> "model:" + answer.by();
                };
        String remark = answer.contested()
                .map(other -> (answer.reason().isEmpty() ? "" : answer.reason() + "; ") + "contested by: " + other)
                .orElse(answer.reason());
        return new AnswerView(
                answer.id(),
                answer.abstained() ? null : answer.text(),
                answer.abstained(),
                remark.isEmpty() ? null : remark,
                answer.unsupported(),
                MemoryViews.sources(answer.sources(), ""),
                answer.confidence(),
                answer.tier().map(Enum::name).orElse(null),
                inference,
                answer.latencyMicros() / 1000.0,
                node);
    }

    @Override
    public CompletionStage<Boolean> feedback(String answerId, Vote vote) {
        List<ActorRef<Agent.Command>> authors = rooms.agents().authorOf(answerId);
        if (authors.isEmpty()) return CompletableFuture.completedFuture(false);
        return this.<Agent.Command, Agent.Heeded>look(
                        authors.getFirst(), ref -> new Agent.Feedback(answerId, vote == Vote.UP, ref))
                .thenApply(Agent.Heeded::known);
    }

    // ------------------------------------------------------------ documents

    @Override
    public CompletionStage<Receipt> ingest(Feed feed) {
        Instant time = feed.time().map(Instant::parse).orElseGet(world::now);
        byte[] bytes = feed.text().getBytes(StandardCharsets.UTF_8);
        DocumentReader.Reading reading;
        try {
            reading = DocumentReader.read(feed.uri(), new ByteArrayInputStream(bytes), time, limits);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be read", e);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(Receipt.skipped(feed.uri(), String.valueOf(e.getMessage())));
        }
        return switch (reading) {
            case DocumentReader.Unreadable(String reason) ->
                CompletableFuture.completedFuture(Receipt.skipped(feed.uri(), reason));
            case DocumentReader.Readable(List<Document> parts, List<DocumentReader.BadLine> badLines) ->
                keep(feed.uri(), parts, badLines);
        };
    }

    private CompletionStage<Receipt> keep(String uri, List<Document> parts, List<DocumentReader.BadLine> badLines) {
        CompletionStage<List<LibraryMessage.FeedReply>> replies = CompletableFuture.completedFuture(List.of());
        for (Document part : parts)
            replies = replies.thenCompose(before -> this.<Library.Command, LibraryMessage.FeedReply>ask(
                            rooms.library(), ref -> new Library.Feed(part, ref), settings.ingestTimeout())
                    .thenApply(reply -> {
                        List<LibraryMessage.FeedReply> all = new ArrayList<>(before);
                        all.add(reply);
                        return all;
                    }));
        int passages = parts.stream().mapToInt(part -> part.passages().size()).sum();
        return replies.thenCompose(all ->
                emptyPart(uri, parts.size() + 1).thenApply(emptied -> receipt(uri, all, badLines, passages, emptied)));
    }

    /** A document that became shorter leaves parts behind which say nothing any longer; whether there was one. */
    private CompletionStage<Boolean> emptyPart(String uri, int number) {
        String part = uri + "#part-" + number;
        return this.<Library.Command, Library.Current>look(
                        rooms.library(), ref -> new Library.CurrentVersion(part, ref))
                .thenCompose(current -> {
                    Document nothing = new Document(part, world.now(), List.of());
                    if (current.content().isEmpty() || current.content().get().equals(nothing.content()))
                        return CompletableFuture.completedFuture(false);
                    return this.<Library.Command, LibraryMessage.FeedReply>ask(
                                    rooms.library(), ref -> new Library.Feed(nothing, ref), settings.ingestTimeout())
                            .thenCompose(reply -> reply.outcome() == LibraryMessage.Outcome.FAILED
                                    ? CompletableFuture.failedFuture(new IllegalStateException(reply.reason()))
                                    : emptyPart(uri, number + 1))
                            .thenApply(next -> true);
                });
    }

    private static Receipt receipt(
            String uri,
            List<LibraryMessage.FeedReply> replies,
            List<DocumentReader.BadLine> badLines,
            int passages,
            boolean partsEmptied) {
        boolean changed = partsEmptied;
        for (LibraryMessage.FeedReply reply : replies) {
            switch (reply.outcome()) {
                case FAILED -> {
                    return Receipt.failed(uri, reply.reason());
                }
                case ACCEPTED -> changed = true;
                case UNCHANGED -> {}
            }
        }
        String remark = badLines.isEmpty()
                ? null
                : badLines.size() + " lines left out, the first: line "
                        + badLines.getFirst().line() + ", "
                        + badLines.getFirst().reason();
        return new Receipt(uri, changed ? Outcome.ACCEPTED : Outcome.UNCHANGED, remark, passages);
    }

    // --------------------------------------------------------------- memory

    @Override
    public CompletionStage<List<MemoryView>> memory(Optional<Tier> tier, String text, int limit) {
        if (tier.filter(Tier.RRC::equals).isPresent())
            throw new Refusal(
                    400,
                    "not-listed",
                    "the rapid retrieval cache is made from long-term memory and is not listed",
                    "tier stm or ltm");
        CompletionStage<List<MemoryView>> longTerm =
                tier.filter(Tier.STM::equals).isPresent()
                        ? CompletableFuture.completedFuture(List.of())
                        : longTerm(0, List.of());
        CompletionStage<List<MemoryView>> shortTerm = tier.filter(Tier.LTM::equals)
                        .isPresent()
                ? CompletableFuture.completedFuture(List.of())
                : shortTermEntries()
                        .thenApply(all -> all.stream().map(MemoryViews::view).toList());
        String wanted = text.toLowerCase(Locale.ROOT).strip();
        return longTerm.thenCombine(shortTerm, (ltm, stm) -> {
            List<MemoryView> all = new ArrayList<>(ltm.reversed());
            all.addAll(stm);
            return all.stream()
                    .filter(view -> view.text().toLowerCase(Locale.ROOT).contains(wanted))
                    .limit(limit)
                    .toList();
        });
    }

    /** All of long-term memory in the order of promotion, page by page. */
    private CompletionStage<List<MemoryView>> longTerm(long from, List<MemoryView> before) {
        return this.<LongTermMemory.Command, LongTermMemory.Page>look(
                        rooms.longTerm(), ref -> new LongTermMemory.ListEntries(from, LTM_PAGE, ref))
                .thenCompose(page -> {
                    List<MemoryView> all = new ArrayList<>(before);
                    page.entries().forEach(entry -> all.add(MemoryViews.view(entry)));
                    return page.next().isPresent()
                            ? longTerm(page.next().get(), all)
                            : CompletableFuture.completedFuture(all);
                });
    }

    private CompletionStage<List<StmEntry>> shortTermEntries() {
        CompletionStage<List<StmEntry>> all = CompletableFuture.completedFuture(List.of());
        for (ActorRef<StmShard.Command> shard : rooms.shortTerm().shards())
            all = all.thenCombine(
                    this.<StmShard.Command, StmShard.Entries>look(shard, StmShard.ListEntries::new),
                    (before, entries) -> {
                        List<StmEntry> joined = new ArrayList<>(before);
                        entries.entries().stream()
                                .filter(entry -> entry.state() != StmEntry.State.CONSENSUS)
                                .forEach(joined::add);
                        return joined;
                    });
        return all;
    }

    @Override
    public CompletionStage<Optional<MemoryView>> memoryEntry(String id) {
        Hash hash;
        try {
            hash = Hash.ofHex(id);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return this.<LongTermMemory.Command, LongTermMemory.Entries>look(
                        rooms.longTerm(), ref -> new LongTermMemory.Get(List.of(hash), ref))
                .thenCompose(found -> found.entries().isEmpty()
                        ? this.<StmShard.Command, StmShard.Found>look(
                                        rooms.shortTerm().of(hash), ref -> new StmShard.Find(hash, ref))
                                .thenApply(entry -> entry.entry().map(MemoryViews::view))
                        : CompletableFuture.completedFuture(Optional.of(
                                MemoryViews.view(found.entries().firstEntry().getValue()))));
    }

    @Override
    public CompletionStage<ChangeView> changeValidators(String change) {
        SeatChange wanted;
        try {
            wanted = ByteReader.readAll(HexFormat.of().parseHex(change), SeatChange::read);
        } catch (IllegalArgumentException | MalformedBytes e) {
            throw Refusal.badRequest(
                    "bad-change",
                    "no change of the validators: " + e.getMessage(),
                    "what `./darm validators join`, leave, rotate or approve wrote");
        }
        return submit(
                wanted.payload(),
                wanted.words(),
                "the change",
                "a change of the validators of now, approved as `./darm validators --help` says");
    }

    @Override
    public CompletionStage<ChangeView> accuse(String evidence) {
        Evidence read;
        try {
            read = ByteReader.readAll(HexFormat.of().parseHex(evidence), Evidence::read);
        } catch (IllegalArgumentException | MalformedBytes e) {
            throw Refusal.badRequest(
                    "bad-evidence", "no evidence: " + e.getMessage(), "what `./darm chain light` wrote of a fork");
        }
        return submit(
                read.payload(),
                "the validator " + read.validator() + " loses its seat",
                "the evidence",
                "two statements of a validator of now, signed by it on this chain");
    }

    /** Gives the ledger a payload that changes who decides; {@code words} say what it comes to. */
    private CompletionStage<ChangeView> submit(Payload payload, String words, String what, String expected) {
        return this.<Validator.Command, Validator.SubmitReply>ask(
                        rooms.ledger(), ref -> new Validator.Submit(payload, ref), settings.ingestTimeout())
                .thenApply(reply -> switch (reply) {
                    case Validator.Queued(Hash hash) -> new ChangeView(hash.hex(), words);
                    case Validator.Refused(Hash hash, String why) ->
                        throw new Refusal(409, "refused", what + " is refused: " + why, expected);
                });
    }

    @Override
    public CompletionStage<ForgottenView> forget(String id, Reason reason) {
        Hash hash;
        try {
            hash = Hash.ofHex(id);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(
                    "bad-id", "'" + id + "' is no id", "64 hexadecimal digits: a commitment or claim id");
        }
        ActorRef<Forgetting.Command> forgetting = rooms.forgetting()
                .orElseThrow(() -> new Refusal(
                        503,
                        "no-head",
                        "node " + node + " is no head and cannot ask the heads",
                        "a node with the role head"));
        return this.<Forgetting.Command, ForgettingMessage.Outcome>ask(
                        forgetting,
                        ref -> new Forgetting.Forget(hash, ForgetRequest.Reason.valueOf(reason.name()), ref),
                        settings.ingestTimeout())
                .thenApply(outcome -> switch (outcome) {
                    case ForgettingMessage.Outcome.Forgotten(List<Hash> commitments, long height) ->
                        new ForgottenView(commitments.stream().map(Hash::hex).toList(), height);
                    case ForgettingMessage.Outcome.Late(String why) ->
                        throw new Refusal(
                                504,
                                "not-agreed",
                                "not forgotten: " + why,
                                "a quorum of heads in reach; ask again, it does no harm");
                    case ForgettingMessage.Outcome.Unknown(long forgottenAt) ->
                        throw Refusal.notFound(
                                forgottenAt > 0 ? "forgotten" : "unknown-entry",
                                forgottenAt > 0
                                        ? id + " was forgotten at height " + forgottenAt
                                        : "long-term memory holds nothing with the id '" + id + "'",
                                "the id of an entry of long-term memory");
                });
    }

    // ---------------------------------------------------------------- chain

    @Override
    public CompletionStage<ChainView> chain() {
        return chain.summary(NEWEST_BLOCKS);
    }

    @Override
    public CompletionStage<Optional<BlockView>> block(long height) {
        return chain.block(height);
    }

    @Override
    public CompletionStage<Optional<LightView>> light(long height) {
        return chain.light(height);
    }

    @Override
    public CompletionStage<BlocksView> blocks(long height) {
        return chain.page(height);
    }

    @Override
    public CompletionStage<Optional<ByteString>> log(LogQuestion question) {
        return chain.log(question);
    }

    @Override
    public CompletionStage<Optional<ProofView>> proof(long height, int position) {
        return chain.proof(height, position);
    }

    @Override
    public CompletionStage<ChainCheck> verifyChain() {
        return chain.verify();
    }

    @Override
    public AuditPort audit() {
        return audit;
    }

    @Override
    public BranchPort branches() {
        return branches;
    }

    // --------------------------------------------------------------- status

    @Override
    public CompletionStage<StatusView> status() {
        CompletionStage<RecallStatistics> recall = look(rooms.recall(), Recall.GetStatistics::new);
        CompletionStage<TreeMap<String, Long>> counts = this.<Library.Command, Library.Statistics>look(
                        rooms.library(), Library.GetStatistics::new)
                .thenCombine(
                        this.<LongTermMemory.Command, LongTermStatistics>look(
                                rooms.longTerm(), LongTermMemory.GetStatistics::new),
                        StatusCounts::of)
                .thenCombine(recall, StatusCounts::add)
                .thenCombine(
                        this.<KnowledgeKeeper.Command, KnowledgeCounts>look(
                                rooms.knowledge(), KnowledgeKeeper.CountNodes::new),
                        (all, knowledge) -> {
                            all.put("knowledge claims", (long) knowledge.claims());
                            return all;
                        })
                .thenCombine(
                        this.<Broadcaster.Command, BroadcastCounts>look(rooms.broadcast(), Broadcaster.GetCounts::new),
                        StatusCounts::add)
                .thenCombine(shortTermEntries(), (all, entries) -> {
                    all.put("stm claims", (long) entries.size());
                    return all;
                });
        return this.<Validator.Command, LedgerStatus>look(rooms.ledger(), Validator.GetStatus::new)
                .thenCombine(counts, Map::entry)
                .thenCombine(
                        ready.get().thenCombine(recall, Map::entry),
                        (told, node) -> status(
                                told.getKey(),
                                told.getValue(),
                                node.getKey(),
                                node.getValue().encoder()));
    }

    private StatusView status(LedgerStatus ledger, TreeMap<String, Long> counts, boolean isReady, String encoder) {
        counts.put("payloads waiting", (long) ledger.waitingPayloads());
        counts.put("vote syncs", ledger.voteSyncs());
        counts.put("block syncs", ledger.blockSyncs());
        counts.put("disk syncs", world.disk().fsyncs());
        List<MemberView> members = new ArrayList<>();
        TreeSet<String> absent = new TreeSet<>(listed);
        var state = Cluster.get(system).state();
        for (Member member : state.getMembers()) {
            String name = Peers.nameOf(member);
            absent.remove(name);
            members.add(new MemberView(
                    name,
                    member.address().hostPort(),
                    member.status().toString(),
                    new TreeSet<>(member.getRoles())
                            .stream()
                                    .filter(role -> !role.startsWith(Peers.NAME_ROLE) && !role.startsWith("dc-"))
                                    .toList(),
                    !state.getUnreachable().contains(member)));
        }
        String version = NodePort.class.getPackage().getImplementationVersion();
        return new StatusView(
                node,
                rooms.genesis().chainId(),
                version == null ? "development" : version,
                isReady,
                Duration.ofNanos(world.nanoTime() - startedNanos).toSeconds(),
                members,
                List.copyOf(absent),
                ChainViews.validators(ledger),
                ledger.height(),
                ledger.round(),
                ledger.step(),
                waiting(ledger, counts),
                encoder,
                counts);
    }

    /** Why the chain does not move although something waits for it; null when it moves or has nothing to do. */
    private @Nullable String waiting(LedgerStatus ledger, Map<String, Long> counts) {
        List<String> away = ledger.validators().stream()
                .filter(seat -> !seat.connected())
                .map(LedgerStatus.Seat::name)
                .toList();
        long reach = ledger.validators().stream()
                .filter(LedgerStatus.Seat::connected)
                .mapToLong(LedgerStatus.Seat::power)
                .sum();
        long needed = ledger.quorumPower();
        if (reach < needed)
            return "validators with power %d of the %d that a block needs are in reach; out of reach: %s; %d claims wait in STM"
                    .formatted(reach, needed, String.join(", ", away), counts.getOrDefault("stm claims", 0L));
        return ledger.step().equals("idle") ? null : ledger.standing();
    }

    @Override
    public Source<EventView, NotUsed> events() {
        return events.source();
    }
}
