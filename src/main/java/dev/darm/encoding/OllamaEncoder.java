package dev.darm.encoding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darm.world.HttpCaller;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Vectors from a model server: Ollama's {@code POST /api/embed} with {@code {"model", "input"}}, which answers
 * {@code {"embeddings": [[…]]}}. The vector is brought to length 1. Text without a letter or digit is the zero vector and
 * asks nobody.
 *
 * <p>A failure is an {@link IOException} that names the address and what was wrong: no answer within the time limit, a
 * status other than 200, an answer of another form, or vectors of another length than configured. There is no second
 * attempt: the caller knows whether one is worth it.
 */
public final class OllamaEncoder implements Encoder {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int QUOTED_CHARS = 200;
    private static final int OK = 200;

    private final EncodingSettings.Ollama settings;
    private final HttpCaller http;
    private final URI address;

    public OllamaEncoder(EncodingSettings.Ollama settings, HttpCaller http) {
        this.settings = settings;
        this.http = http;
        String base = settings.url().toString();
        this.address = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/api/embed");
    }

    @Override
    public String version() {
        return "ollama-" + settings.model() + "-" + settings.dimensions();
    }

    @Override
    public int dimensions() {
        return settings.dimensions();
    }

    @Override
    public CompletionStage<float[]> encode(String text) {
        if (text.codePoints().noneMatch(Character::isLetterOrDigit))
            return CompletableFuture.completedStage(new float[settings.dimensions()]);
        String request = JSON.createObjectNode()
                .put("model", settings.model())
                .put("input", text)
                .toString();
        return http.postJson(address, request, settings.timeout()).thenCompose(response -> {
            try {
                return CompletableFuture.completedStage(vector(response));
            } catch (IOException e) {
                return CompletableFuture.failedStage(e);
            }
        });
    }

    private float[] vector(HttpCaller.Response response) throws IOException {
        if (response.status() != OK) throw failure("status " + response.status() + ": " + brief(response.body()));
        JsonNode embedding = parsed(response.body()).path("embeddings").path(0);
        if (!embedding.isArray()) throw failure("no embeddings in the answer: " + brief(response.body()));
        if (embedding.size() != settings.dimensions())
            throw failure("expected %d dimensions (darm.encoding.ollama.dimensions), found %d"
                    .formatted(settings.dimensions(), embedding.size()));
        double square = 0;
        for (JsonNode value : embedding) {
            if (!value.isNumber() || !Double.isFinite(value.asDouble()))
                throw failure("a coordinate that is no number: " + brief(value.toString()));
            square += value.asDouble() * value.asDouble();
        }
        if (square == 0) throw failure("a vector of length 0");
        double length = Math.sqrt(square);
        float[] vector = new float[embedding.size()];
        for (int i = 0; i < vector.length; i++)
            vector[i] = (float) (embedding.get(i).asDouble() / length);
        return vector;
    }

    private JsonNode parsed(String body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IOException(message("the answer is not JSON: " + brief(body)), e);
        }
    }

    private IOException failure(String what) {
        return new IOException(message(what));
    }

    private String message(String what) {
        return "model " + settings.model() + " at " + address + ": " + what;
    }

    private static String brief(String text) {
        return text.length() <= QUOTED_CHARS ? text : text.substring(0, QUOTED_CHARS) + "\u2026";
    }
}
