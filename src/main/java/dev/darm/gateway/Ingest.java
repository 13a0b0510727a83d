package dev.darm.gateway;

import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.gateway.GatewayPort.Feed;
import dev.darm.gateway.GatewayPort.Format;
import dev.darm.gateway.GatewayPort.Receipt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Documents in, receipts out, in the order in which they came. A document that cannot be taken is skipped with its
 * reason, and the others go on.
 */
final class Ingest {

    static final String BODY = "{\"documents\": [{\"uri\": \"…\", \"text\": \"…\"}]}";

    private static final String DOCUMENT =
            "{\"uri\": \"…\", \"text\": \"…\", \"format\": \"markdown|text|jsonl\", \"time\": \"2026-01-31T12:00:00Z\"}";
    private static final int MAX_URI_CHARS = 4096;

    private final GatewaySettings settings;

    Ingest(GatewaySettings settings) {
        this.settings = settings;
    }

    /** The receipts of a JSON body; a body that is not of the form {@link #BODY} is refused as a whole. */
    Source<Receipt, ?> batch(GatewayPort port, byte[] body) {
        ObjectNode object = Json.object(body, BODY);
        Json.onlyFields(object, List.of("documents"), BODY);
        if (!(object.get("documents") instanceof ArrayNode documents))
            throw Refusal.badRequest("missing-field", "'documents' must be a list", BODY);
        List<JsonNode> nodes = new ArrayList<>();
        documents.forEach(nodes::add);
        return Source.from(nodes).mapAsync(settings.documentsInFlight(), node -> {
            if (!(node instanceof ObjectNode document)) return skipped("", "a document is not a JSON object");
            return feed(port, document, "");
        });
    }

    /** The receipts of a stream of JSON lines, each as soon as it and all before it are settled. */
    Source<Receipt, ?> stream(GatewayPort port, Source<ByteString, ?> bytes) {
        return bytes.statefulMap(
                        () -> new Lines(settings.maxDocumentSize()),
                        (lines, chunk) -> akka.japi.Pair.create(lines, lines.on(chunk)),
                        lines -> Optional.of(lines.end()))
                .mapConcat(lines -> lines)
                .filter(line -> !(line instanceof Lines.Whole whole && whole.blank()))
                .mapAsync(settings.documentsInFlight(), line -> switch (line) {
                    case Lines.TooLong(long number, long size) ->
                        skipped("line " + number, "the line has " + size + " bytes; " + documentLimit());
                    case Lines.Whole(long number, byte[] whole) -> line(port, number, whole);
                });
    }

    private CompletionStage<Receipt> line(GatewayPort port, long number, byte[] bytes) {
        try {
            return feed(port, Json.object(bytes, DOCUMENT), "line " + number);
        } catch (Refusal e) {
            return skipped("line " + number, reason(e));
        }
    }

    private CompletionStage<Receipt> feed(GatewayPort port, ObjectNode document, String where) {
        String uri = document.path("uri").asText(where);
        Feed feed;
        try {
            feed = read(document);
        } catch (Refusal e) {
            return skipped(uri, reason(e));
        }
        return port.ingest(feed).exceptionally(error -> {
            Throwable cause =
                    error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
            if (!(cause instanceof Refusal refusal)) return Receipt.failed(uri, String.valueOf(cause.getMessage()));
            return refusal.status() < 500
                    ? Receipt.skipped(uri, reason(refusal))
                    : Receipt.failed(uri, reason(refusal));
        });
    }

    private Feed read(ObjectNode document) {
        Json.onlyFields(document, List.of("uri", "text", "format", "time"), DOCUMENT);
        String uri = Json.text(document, "uri", DOCUMENT);
        if (uri.isBlank() || uri.length() > MAX_URI_CHARS)
            throw Refusal.badRequest("bad-uri", "the URI has " + uri.length() + " characters", "1 to " + MAX_URI_CHARS);
        String text = Json.text(document, "text", DOCUMENT);
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size > settings.maxDocumentSize())
            throw Refusal.tooLarge("the document has " + size + " bytes", documentLimit());
        return new Feed(uri, text, format(document), time(document));
    }

    private static Optional<Format> format(ObjectNode document) {
        if (!document.has("format")) return Optional.empty();
        String word = Json.text(document, "format", DOCUMENT);
        for (Format format : Format.values())
            if (format.name().toLowerCase(Locale.ROOT).equals(word)) return Optional.of(format);
        throw Refusal.badRequest(
                "bad-format",
                "there is no format '" + word + "'",
                Arrays.toString(Format.values()).toLowerCase(Locale.ROOT));
    }

    private static Optional<String> time(ObjectNode document) {
        if (!document.has("time")) return Optional.empty();
        String word = Json.text(document, "time", DOCUMENT);
        try {
            return Optional.of(Instant.parse(word).toString());
        } catch (DateTimeParseException e) {
            throw Refusal.badRequest("bad-time", "the time is '" + word + "'", "ISO 8601 in UTC, 2026-01-31T12:00:00Z");
        }
    }

    private String documentLimit() {
        return "at most " + settings.maxDocumentSize() + " bytes are taken (darm.gateway.max-document-size)";
    }

    private static String reason(Refusal refusal) {
        return refusal.getMessage() + "; expected " + refusal.expected();
    }

    private static CompletionStage<Receipt> skipped(String uri, String reason) {
        return CompletableFuture.completedFuture(Receipt.skipped(uri, reason));
    }
}
