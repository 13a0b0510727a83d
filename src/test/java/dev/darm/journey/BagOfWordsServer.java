package dev.darm.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server on loopback that speaks what DARM uses of Ollama's protocol: {@code /api/embed} counts words, hashed to
 * coordinates; {@code /api/generate} says the first source of the prompt and cites it, unless told otherwise.
 */
final class BagOfWordsServer implements AutoCloseable {

    private static final Pattern FIRST_SOURCE = Pattern.compile("(?m)^\\[1] \\([^)]*\\) (.*)$");

    private final int dimensions;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final AtomicInteger embeddings = new AtomicInteger();
    private volatile boolean failing;
    private volatile String invention = "";

    private BagOfWordsServer(int dimensions, HttpServer http) {
        this.dimensions = dimensions;
        this.http = http;
    }

    static BagOfWordsServer start(int dimensions) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        BagOfWordsServer server = new BagOfWordsServer(dimensions, http);
        http.createContext("/api/embed", server::embed);
        http.createContext("/api/generate", server::generate);
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** How many texts it made vectors of. */
    int embeddings() {
        return embeddings.get();
    }

    /** From now on completions end with status 500, or no longer. */
    void fail(boolean fails) {
        failing = fails;
    }

    /** From now on every completion is {@code text}. */
    void invent(String text) {
        invention = text;
    }

    private void embed(HttpExchange exchange) throws IOException {
        float[] counts = new float[dimensions];
        for (String word :
                body(exchange).path("input").asText().toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
            if (!word.isEmpty()) counts[Math.floorMod(word.hashCode(), dimensions)]++;
        embeddings.incrementAndGet();
        ObjectNode answer = LocalCluster.JSON.createObjectNode();
        var vector = answer.putArray("embeddings").addArray();
        for (float count : counts) vector.add(count);
        reply(exchange, 200, answer.toString());
    }

    private void generate(HttpExchange exchange) throws IOException {
        JsonNode request = body(exchange);
        if (failing) {
            reply(exchange, 500, "{\"error\":\"out of memory\"}");
            return;
        }
        Matcher first = FIRST_SOURCE.matcher(request.path("prompt").asText());
        String text = !invention.isEmpty() ? invention : first.find() ? first.group(1) + " [1]" : "UNKNOWN";
        String answer = LocalCluster.JSON
                .createObjectNode()
                .put("model", request.path("model").asText())
                .put("response", text)
                .put("done", true)
                .toString();
        reply(exchange, 200, answer);
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        return LocalCluster.JSON.readTree(exchange.getRequestBody().readAllBytes());
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.close();
    }
}
