package dev.darm.gateway;

import akka.NotUsed;
import akka.actor.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaType;
import akka.http.javadsl.model.Query;
import akka.http.javadsl.model.sse.ServerSentEvent;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.gateway.GatewayPort.EventView;
import dev.darm.gateway.GatewayPort.Tier;
import dev.darm.gateway.GatewayPort.Vote;
import dev.darm.ledger.LogQuestion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What each endpoint does: reads the request within its limits, asks the {@link GatewayPort}, writes the reply. */
final class Handlers {

    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(20);

    /** Bytes of a body that is refused for its size. */
    private static final long MOST_DRAINED = 16 << 20;

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final String ASK_BODY = "{\"question\": \"…\"}";
    private static final String FEEDBACK_BODY = "{\"answer\": \"<id>\", \"vote\": \"up\" or \"down\"}";

    private static final String CHANGE_BODY =
            "{\"change\": \"…\"}: the canonical bytes of a signed change in hexadecimal, as `./darm validators` makes them";

    /** Bytes of the text of the largest change: approvals of a thousand validators, 96 bytes each. */
    private static final int MAX_CHANGE = 2 * 100_000;

    private static final String EVIDENCE_BODY =
            "{\"evidence\": \"…\"}: the canonical bytes of evidence in hexadecimal, as `./darm chain light` writes them";

    /** Bytes of the text of the largest evidence: two statements and two signatures. */
    private static final int MAX_EVIDENCE = 4_096;

    private static final String FORGET_BODY =
            "{\"id\": \"<commitment or claim id>\", \"reason\": \"requested\", \"personal\", \"confidential\" or \"legal\"}";

    private final ActorSystem system;
    private final GatewayDoor door;
    private final GatewaySettings settings;
    private final Ingest ingest;

    Handlers(ActorSystem system, GatewayDoor door, GatewaySettings settings) {
        this.system = system;
        this.door = door;
        this.settings = settings;
        this.ingest = new Ingest(settings);
    }

    CompletionStage<HttpResponse> handle(Endpoint.Match match, HttpRequest request) {
        return switch (match.endpoint()) {
            case CONSOLE -> done(Replies.html(Replies.resource("console.html")));
            case OPENAPI -> done(Replies.yaml(Replies.resource("openapi.yaml")));
            case ASK ->
                body(request, bodyLimit(settings.maxQuestionSize()), questionLimit())
                        .thenCompose(this::ask);
            case INGEST -> ingest(request);
            case FEEDBACK -> body(request, bodyLimit(256), FEEDBACK_BODY).thenCompose(this::feedback);
            case MEMORY -> memory(request.getUri().query());
            case FORGET -> body(request, bodyLimit(256), FORGET_BODY).thenCompose(this::forget);
            case MEMORY_ENTRY -> memoryEntry(match.segments().getOrDefault("id", ""));
            case CHAIN -> port().chain().thenApply(Replies::json);
            case CHAIN_VERIFY -> port().verifyChain().thenApply(Replies::json);
            case CHECK_PROOF ->
                body(request, settings.maxBodySize(), AuditHandlers.PROOF_BODY)
                        .thenCompose(body -> AuditHandlers.check(port().audit(), body.toArray()));
            case FOLLOW -> AuditHandlers.follow(port().audit(), request.getUri().query());
            case EXPORT -> AuditHandlers.export(port().audit(), request.getUri().query());
            case GENESIS -> port().audit().genesis().thenApply(Replies::genesis);
            case CHANGE_VALIDATORS ->
                body(request, bodyLimit(MAX_CHANGE), CHANGE_BODY).thenCompose(this::changeValidators);
            case ACCUSE -> body(request, bodyLimit(MAX_EVIDENCE), EVIDENCE_BODY).thenCompose(this::accuse);
            case CHECKPOINT -> log(new LogQuestion.Newest());
            case CONSISTENCY ->
                log(new LogQuestion.Consistency(
                        height(match.segments().getOrDefault("from", "")),
                        height(match.segments().getOrDefault("to", ""))));
            case TILE, TILE_OF_TWO, TILE_OF_THREE -> log(TilePath.read(match.segments()));
            case BLOCK -> block(match.segments().getOrDefault("height", ""));
            case LIGHT -> light(match.segments().getOrDefault("height", ""));
            case BLOCKS -> blocks(match.segments().getOrDefault("height", ""));
            case PROOF ->
                proof(
                        match.segments().getOrDefault("height", ""),
                        match.segments().getOrDefault("position", ""));
            case BRANCHES -> port().branches().all().thenApply(Replies::json);
            case APPEND ->
                body(request, BranchHandlers.MAX_APPEND, BranchHandlers.APPEND_BODY)
                        .thenCompose(body -> BranchHandlers.append(port().branches(), body.toArray()));
            case RECORDS ->
                BranchHandlers.records(port().branches(), request.getUri().query());
            case MERGE ->
                BranchHandlers.merge(port().branches(), request.getUri().query());
            case BRANCH_PROOF ->
                BranchHandlers.proof(port().branches(), request.getUri().query());
            case STATUS -> port().status().thenApply(Replies::json);
            case EVENTS -> throw new IllegalArgumentException("a stream, not a reply: see events()");
        };
    }

    private GatewayPort port() {
        return door.port();
    }

    private CompletionStage<HttpResponse> ask(ByteString body) {
        ObjectNode object = Json.object(body.toArray(), ASK_BODY);
        Json.onlyFields(object, List.of("question"), ASK_BODY);
        String question = Json.text(object, "question", ASK_BODY);
        int size = question.getBytes(StandardCharsets.UTF_8).length;
        if (question.isBlank())
            throw Refusal.badRequest("empty-question", "the question is empty", "a question with at least one word");
        if (size > settings.maxQuestionSize())
            throw Refusal.tooLarge("the question has " + size + " bytes", questionLimit());
        return port().ask(question).thenApply(Replies::json);
    }

    private CompletionStage<HttpResponse> feedback(ByteString body) {
        ObjectNode object = Json.object(body.toArray(), FEEDBACK_BODY);
        Json.onlyFields(object, List.of("answer", "vote"), FEEDBACK_BODY);
        String answer = Json.text(object, "answer", FEEDBACK_BODY);
        Vote vote =
                switch (Json.text(object, "vote", FEEDBACK_BODY)) {
                    case "up" -> Vote.UP;
                    case "down" -> Vote.DOWN;
                    default -> throw Refusal.badRequest("bad-vote", "the vote is neither up nor down", FEEDBACK_BODY);
                };
        return port().feedback(answer, vote).thenApply(known -> {
            if (!known)
                throw Refusal.notFound(
                        "unknown-answer", "no answer has the id '" + answer + "'", "the id of an answer of this node");
            return Replies.json(Map.of("answer", answer, "vote", vote.name().toLowerCase(Locale.ROOT)));
        });
    }

    private CompletionStage<HttpResponse> changeValidators(ByteString body) {
        ObjectNode object = Json.object(body.toArray(), CHANGE_BODY);
        Json.onlyFields(object, List.of("change"), CHANGE_BODY);
        return port().changeValidators(Json.text(object, "change", CHANGE_BODY)).thenApply(Replies::json);
    }

    private CompletionStage<HttpResponse> accuse(ByteString body) {
        ObjectNode object = Json.object(body.toArray(), EVIDENCE_BODY);
        Json.onlyFields(object, List.of("evidence"), EVIDENCE_BODY);
        return port().accuse(Json.text(object, "evidence", EVIDENCE_BODY)).thenApply(Replies::json);
    }

    private CompletionStage<HttpResponse> forget(ByteString body) {
        ObjectNode object = Json.object(body.toArray(), FORGET_BODY);
        Json.onlyFields(object, List.of("id", "reason"), FORGET_BODY);
        String id = Json.text(object, "id", FORGET_BODY);
        String word = object.has("reason") ? Json.text(object, "reason", FORGET_BODY) : "requested";
        for (GatewayPort.Reason reason : GatewayPort.Reason.values())
            if (reason.name().equalsIgnoreCase(word))
                return port().forget(id, reason).thenApply(Replies::json);
        throw Refusal.badRequest("bad-reason", "there is no reason '" + word + "'", FORGET_BODY);
    }

    private CompletionStage<HttpResponse> ingest(HttpRequest request) {
        MediaType type = request.entity().getContentType().mediaType();
        if (type.toString().startsWith(Replies.NDJSON))
            return done(Replies.lines(
                    ingest.stream(port(), request.entity().withoutSizeLimit().getDataBytes())));
        if (!type.mainType().equals("application") || !type.subType().equals("json"))
            throw new Refusal(415, "wrong-type", "the body is " + type, "application/json or " + Replies.NDJSON);
        return body(request, settings.maxBodySize(), Ingest.BODY)
                .thenCompose(body -> ingest.batch(port(), body.toArray())
                        .runWith(Sink.seq(), system)
                        .thenApply(receipts -> Replies.json(Map.of("results", receipts))));
    }

    private CompletionStage<HttpResponse> memory(Query query) {
        Parameters parameters = Parameters.of(query, List.of("tier", "text", "limit"));
        Optional<Tier> tier =
                parameters.text("tier").filter(word -> !word.isEmpty()).map(Handlers::tier);
        int limit = (int) parameters
                .number("limit", 1, settings.maxMemoryEntries())
                .orElse(Math.min(50, settings.maxMemoryEntries()));
        return port().memory(tier, parameters.text("text").orElse(""), limit)
                .thenApply(entries -> Replies.json(Map.of("entries", entries)));
    }

    private static Tier tier(String word) {
        for (Tier tier : Tier.values()) if (tier.name().equalsIgnoreCase(word)) return tier;
        throw Refusal.badRequest("bad-tier", "there is no tier '" + word + "'", Arrays.toString(Tier.values()));
    }

    private CompletionStage<HttpResponse> memoryEntry(String id) {
        return port().memoryEntry(id)
                .thenApply(entry -> Replies.json(entry.orElseThrow(() -> Refusal.notFound(
                        "unknown-entry",
                        "memory holds nothing with the id '" + id + "'",
                        "the id of an entry of this node"))));
    }

    private CompletionStage<HttpResponse> block(String word) {
        long height = height(word);
        return port().block(height).thenApply(block -> Replies.json(block.orElseThrow(() -> Refusal.noBlock(height))));
    }

    private CompletionStage<HttpResponse> light(String word) {
        long height = height(word);
        return port().light(height).thenApply(block -> Replies.json(block.orElseThrow(() -> Refusal.noBlock(height))));
    }

    private CompletionStage<HttpResponse> blocks(String word) {
        return port().blocks(height(word)).thenApply(Replies::json);
    }

    private CompletionStage<HttpResponse> log(LogQuestion question) {
        return port().log(question)
                .thenApply(answer -> Replies.logged(
                        question,
                        answer.orElseThrow(() -> Refusal.notFound(
                                "not-in-the-log",
                                "the log of this node has no " + question,
                                "what the size in /darm/chain/checkpoint allows, from a node that is a validator"))));
    }

    private static long height(String word) {
        if (!word.matches("\\d{1,18}"))
            throw Refusal.badRequest("bad-height", "the height is '" + word + "'", "a whole number from 1 on");
        return Long.parseLong(word);
    }

    private CompletionStage<HttpResponse> proof(String height, String position) {
        if (!height.matches("\\d{1,18}") || !position.matches("\\d{1,9}"))
            throw Refusal.badRequest(
                    "bad-place",
                    "the place is '" + height + "', '" + position + "'",
                    "a height from 1 on, and the position of a payload in it from 0 on");
        return port().proof(Long.parseLong(height), Integer.parseInt(position))
                .thenApply(proof -> Replies.json(proof.orElseThrow(() -> Refusal.notFound(
                        "unknown-payload",
                        "the chain has no payload " + position + " at height " + height,
                        "a payload that /darm/chain/{height} lists"))));
    }

    /** The stream behind {@link Endpoint#EVENTS}. */
    Source<ServerSentEvent, NotUsed> events() {
        return port().events().map(Handlers::event).keepAlive(HEARTBEAT, ServerSentEvent::heartbeat);
    }

    private static ServerSentEvent event(EventView event) {
        return ServerSentEvent.create(
                Json.write(event.data()),
                Optional.of(event.type()),
                Optional.of(Long.toString(event.id())),
                OptionalInt.empty());
    }

    /**
     * The whole body, of at most {@code limit} bytes. One that says it has more is read and thrown away first, up to {@link
     * #MOST_DRAINED}: a client that still sends when the connection is closed would not see the answer.
     */
    private CompletionStage<ByteString> body(HttpRequest request, long limit, String expected) {
        if (request.entity().getContentLengthOption().orElse(0) > limit) {
            return request.entity()
                    .withSizeLimit(MOST_DRAINED)
                    .getDataBytes()
                    .completionTimeout(BODY_TIMEOUT)
                    .runWith(Sink.ignore(), system)
                    .handle((drained, error) -> {
                        throw tooLarge(limit, expected);
                    });
        }
        return request.entity()
                .withSizeLimit(limit)
                .toStrict(BODY_TIMEOUT.toMillis(), system)
                .handle((strict, error) -> {
                    if (error == null) return strict.getData();
                    Throwable cause =
                            error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
                    if (cause instanceof EntityStreamSizeException) throw tooLarge(limit, expected);
                    throw new CompletionException(cause);
                });
    }

    private static Refusal tooLarge(long limit, String expected) {
        return Refusal.tooLarge("the body has more than " + limit + " bytes", expected);
    }

    private String questionLimit() {
        return "a question of at most " + settings.maxQuestionSize() + " bytes (darm.gateway.max-question-size)";
    }

    /** JSON may write one character as six ({@code \}{@code u0041}); the frame around it is short. */
    private static long bodyLimit(int textLimit) {
        return 6L * textLimit + 1024;
    }

    private static CompletionStage<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
