package dev.darm.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.model.ModelFailed.Kind;
import dev.darm.world.HttpCaller;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A model behind an Ollama-compatible server: {@code POST /api/generate} with {@code stream = false} and temperature 0.
 *
 * <p>A failure that may pass (no connection, status 429 or 5xx, an unreadable body) is tried again at once, as often as
 * {@link ModelSettings#retries} says and only while time is left: all attempts together take at most {@link
 * ModelSettings#timeout}. A status 4xx means that the request is wrong and is not repeated.
 */
public final class OllamaModel implements TextModel {

    private static final int MAX_CHARS = 64_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpCaller http;
    private final LongSupplier nanoTime;
    private final ModelSettings settings;
    private final URI address;

    /**
     * @param nanoTime a monotonic clock in nanoseconds, such as {@link dev.darm.world.World#nanoTime}
     * @param settings with a url
     */
    public OllamaModel(HttpCaller http, LongSupplier nanoTime, ModelSettings settings) {
        this.http = http;
        this.nanoTime = nanoTime;
        this.settings = settings;
        String base = settings.url().orElseThrow().toString();
        this.address = URI.create(base.replaceAll("/+$", "") + "/api/generate");
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public CompletionStage<Completion> generate(Prompt prompt) {
        long deadline = nanoTime.getAsLong() + settings.timeout().toNanos();
        return attempt(request(prompt), deadline, settings.retries());
    }

    private CompletionStage<Completion> attempt(String json, long deadline, int retriesLeft) {
        long left = deadline - nanoTime.getAsLong();
        return http.postJson(address, json, Duration.ofNanos(Math.max(1, left)))
                .handle((response, failure) -> outcome(response, failure, json, deadline, retriesLeft))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Completion> outcome(
            HttpCaller.@Nullable Response response,
            @Nullable Throwable failure,
            String json,
            long deadline,
            int retriesLeft) {
        try {
            if (response == null) throw unanswered(failure, deadline);
            return CompletableFuture.completedStage(read(response));
        } catch (ModelFailed failed) {
            boolean again = retriesLeft > 0 && mayPass(failed, response) && nanoTime.getAsLong() < deadline;
            return again ? attempt(json, deadline, retriesLeft - 1) : CompletableFuture.failedStage(failed);
        }
    }

    private String request(Prompt prompt) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", settings.name());
        if (!prompt.system().isEmpty()) body.put("system", prompt.system());
        body.put("prompt", prompt.text());
        body.put("stream", false);
        body.putObject("options").put("temperature", 0).put("num_predict", settings.maxTokens());
        return body.toString();
    }

    private ModelFailed unanswered(@Nullable Throwable failure, long deadline) {
        if (nanoTime.getAsLong() >= deadline) {
            String waited = "%s: no answer within %d ms"
                    .formatted(address, settings.timeout().toMillis());
            return new ModelFailed(Kind.TOO_SLOW, waited, failure);
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        String why = cause == null ? "no reason given" : String.valueOf(cause.getMessage());
        return new ModelFailed(Kind.UNREACHABLE, "%s: no answer: %s".formatted(address, why), cause);
    }

    private Completion read(HttpCaller.Response response) throws ModelFailed {
        if (response.status() != 200)
            throw new ModelFailed(
                    Kind.REFUSED,
                    "%s: status %d: %s".formatted(address, response.status(), brief(response.body())),
                    null);
        JsonNode body = parse(response.body());
        JsonNode text = body.get("response");
        if (text == null || !text.isTextual() || text.textValue().length() > MAX_CHARS)
            throw unreadable(
                    "expected a text \"response\" of at most %d characters".formatted(MAX_CHARS),
                    response.body(),
                    null);
        if (text.textValue().isBlank() || !body.path("done").asBoolean(true))
            throw new ModelFailed(Kind.EMPTY, address + ": the model " + settings.name() + " said nothing whole", null);
        return new Completion(
                text.textValue().strip(),
                body.path("model").asText(settings.name()),
                body.path("prompt_eval_count").asInt(0),
                body.path("eval_count").asInt(0));
    }

    private JsonNode parse(String body) throws ModelFailed {
        try {
            JsonNode node = JSON.readTree(body);
            if (node.isObject()) return node;
        } catch (JsonProcessingException e) {
            throw unreadable("expected a JSON object", body, e);
        }
        throw unreadable("expected a JSON object", body, null);
    }

    private ModelFailed unreadable(String expected, String body, @Nullable Throwable cause) {
        return new ModelFailed(Kind.UNREADABLE, "%s: %s, found %s".formatted(address, expected, brief(body)), cause);
    }

    private static boolean mayPass(ModelFailed failed, HttpCaller.@Nullable Response response) {
        return switch (failed.kind()) {
            case UNREACHABLE, UNREADABLE -> true;
            case REFUSED -> response != null && (response.status() == 429 || response.status() >= 500);
            case TOO_SLOW, EMPTY -> false;
        };
    }

    private static String brief(String body) {
        String line = body.strip().replaceAll("\\s+", " ");
        return line.length() <= 200 ? "«" + line + "»" : "«" + line.substring(0, 200) + "…»";
    }
}
