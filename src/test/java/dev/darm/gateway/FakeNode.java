package dev.darm.gateway;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.darm.ledger.LogQuestion;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node of which tests decide what it says. It knows the answer {@code a-1}, the entry {@code m-1} and block 1. */
public final class FakeNode implements GatewayPort {

    static final String FAULTY = "what fails?";

    final List<Feed> fed = new CopyOnWriteArrayList<>();
    final List<String> votes = new CopyOnWriteArrayList<>();
    final List<String> forgotten = new CopyOnWriteArrayList<>();
    final List<String> changes = new CopyOnWriteArrayList<>();

    private static final SourceView SOURCE = new SourceView("docs/ports.md", 12, "Ports", "ab12");
    private static final MemoryView ENTRY = new MemoryView(
            "m-1", Tier.LTM, "Artery listens on 25520", List.of(SOURCE), 0.9, 0.7, "HELD", 1L, null, null);
    private static final BlockView BLOCK = new BlockView(
            1,
            "aa",
            "00",
            "2026-01-31T12:00:00Z",
            "node-1",
            "bb",
            "bb",
            new TreeMap<>(Map.of("claims", "cc")),
            0,
            List.of("node-1"),
            List.of());

    @Override
    public CompletionStage<AnswerView> ask(String question) {
        if (question.equals(FAULTY)) return CompletableFuture.failedFuture(new IllegalStateException("a secret cause"));
        return done(new AnswerView(
                "a-1", "port 25520", false, null, List.of(), List.of(SOURCE), 0.93, "RRC", "recalled", 0.8, "node-1"));
    }

    @Override
    public CompletionStage<Receipt> ingest(Feed document) {
        if (document.uri().equals("full.md"))
            return CompletableFuture.failedFuture(new IOException("No space left on device"));
        fed.add(document);
        return done(new Receipt(document.uri(), Outcome.ACCEPTED, null, 1));
    }

    @Override
    public CompletionStage<Boolean> feedback(String answerId, Vote vote) {
        if (!answerId.equals("a-1")) return done(false);
        votes.add(vote.name());
        return done(true);
    }

    @Override
    public CompletionStage<List<MemoryView>> memory(Optional<Tier> tier, String text, int limit) {
        return done(tier.isEmpty() || tier.get() == Tier.LTM ? List.of(ENTRY) : List.of());
    }

    @Override
    public CompletionStage<Optional<MemoryView>> memoryEntry(String id) {
        return done(id.equals("m-1") ? Optional.of(ENTRY) : Optional.empty());
    }

    @Override
    public AuditPort audit() {
        return new FakeAudit();
    }

    @Override
    public BranchPort branches() {
        return new FakeBranches();
    }

    @Override
    public CompletionStage<Optional<ByteString>> log(LogQuestion question) {
        return done(
                question.equals(new LogQuestion.Tile(0, 1_067, 12))
                        ? Optional.empty()
                        : Optional.of(ByteString.fromString(question + "\n")));
    }

    @Override
    public CompletionStage<Optional<LightView>> light(long height) {
        return done(height == 1 ? Optional.of(new LightView(1, 2, "1f01")) : Optional.empty());
    }

    @Override
    public CompletionStage<BlocksView> blocks(long height) {
        return done(new BlocksView(1, 1, height == 1 ? List.of("17") : List.of()));
    }

    @Override
    public CompletionStage<Optional<ProofView>> proof(long height, int position) {
        return done(
                height == 1 && position == 0 ? Optional.of(new ProofView(1, 0, "cc", 2, 0, "1e01")) : Optional.empty());
    }

    @Override
    public CompletionStage<ChangeView> changeValidators(String change) {
        changes.add(change);
        return done(new ChangeView("ab", "delta leaves"));
    }

    @Override
    public CompletionStage<ChangeView> accuse(String evidence) {
        changes.add(evidence);
        return done(new ChangeView("cd", "delta loses its seat"));
    }

    @Override
    public CompletionStage<ForgottenView> forget(String id, Reason reason) {
        if (!id.equals("m-1")) throw Refusal.notFound("unknown-entry", "nothing with that id", "the id of an entry");
        forgotten.add(id + " " + reason);
        return done(new ForgottenView(List.of("m-1"), 2));
    }

    @Override
    public CompletionStage<ChainView> chain() {
        return done(new ChainView("local", 1, "aa", "2026-01-31T12:00:00Z", List.of(), List.of(BLOCK)));
    }

    @Override
    public CompletionStage<Optional<BlockView>> block(long height) {
        return done(height == 1 ? Optional.of(BLOCK) : Optional.empty());
    }

    @Override
    public CompletionStage<ChainCheck> verifyChain() {
        return done(new ChainCheck(true, 1, "aa", null));
    }

    @Override
    public CompletionStage<StatusView> status() {
        return done(new StatusView(
                "node-1",
                "local",
                "test",
                true,
                5,
                List.of(),
                List.of("node-2"),
                List.of(),
                1,
                0,
                "NEW_HEIGHT",
                null,
                "ngram-512/0",
                Map.of("ltm", 1L)));
    }

    @Override
    public Source<EventView, NotUsed> events() {
        return Source.single(new EventView(1, "block", Map.<String, Object>of("height", 1)))
                .concat(Source.maybe());
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
