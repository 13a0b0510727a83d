package dev.darm.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.darm.index.ExactScan;
import dev.darm.world.HttpCaller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OllamaEncoderIT {

    private static final int DIMENSIONS = 256;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch silence = new CountDownLatch(1);

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        silence.countDown();
        server.stop(0);
        client.close();
    }

    private void serve(int status, String body) {
        server.createContext("/api/embed", exchange -> {
            requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, status, body);
        });
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String embedding(int dimensions) {
        StringJoiner values = new StringJoiner(",");
        for (int i = 0; i < dimensions; i++) values.add(i % 2 == 0 ? "3.0" : "-4");
        return "{\"model\":\"m\",\"embeddings\":[[" + values + "]]}";
    }

    private OllamaEncoder encoder(Duration timeout) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        return new OllamaEncoder(new EncodingSettings.Ollama(url, "m", DIMENSIONS, timeout), this::post);
    }

    private CompletionStage<HttpCaller.Response> post(URI address, String json, Duration timeout) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .handle((response, failure) -> failure == null
                        ? CompletableFuture.completedFuture(
                                new HttpCaller.Response(response.statusCode(), response.body()))
                        : CompletableFuture.<HttpCaller.Response>failedFuture(
                                new IOException("no answer from " + address + ": " + failure, failure)))
                .thenCompose(answer -> answer);
    }

    private static float[] await(CompletionStage<float[]> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aVectorComesFromTheServerAndHasLengthOne() throws Exception {
        serve(200, embedding(DIMENSIONS));

        float[] vector = await(encoder(Duration.ofSeconds(5)).encode("A \"port\"\nis open"));

        assertThat(requests).containsExactly("{\"model\":\"m\",\"input\":\"A \\\"port\\\"\\nis open\"}");
        assertThat(vector).hasSize(DIMENSIONS);
        assertThat(vector[1] / vector[0]).isCloseTo(-4f / 3, within(1e-6f));
        double square = 0;
        for (float value : vector) square += value * value;
        assertThat(square).isCloseTo(1, within(1e-5));
        assertThat(ExactScan.cosine(vector, vector)).isCloseTo(1, within(1e-6f));
    }

    @Test
    void textWithoutALetterAsksNobody() throws Exception {
        serve(500, "");

        assertThat(await(encoder(Duration.ofSeconds(5)).encode(" ?! "))).isEqualTo(new float[DIMENSIONS]);
        assertThat(requests).isEmpty();
    }

    @Test
    void aBadAnswerIsAnErrorThatSaysWhatWasWrong() {
        record Case(int status, String body, String message) {}
        List<Case> cases = List.of(
                new Case(404, "{\"error\":\"model not found\"}", "status 404: {\"error\":\"model not found\"}"),
                new Case(200, embedding(384), "expected 256 dimensions (darm.encoding.ollama.dimensions), found 384"),
                new Case(200, "{\"embeddings\":[]}", "no embeddings in the answer"),
                new Case(200, "<html>", "the answer is not JSON"),
                new Case(200, embedding(DIMENSIONS).replaceFirst("3.0", "\"x\""), "no number"),
                new Case(200, embedding(DIMENSIONS).replace("3.0", "0").replace("-4", "0"), "length 0"));
        for (Case bad : cases) {
            serve(bad.status(), bad.body());

            assertThatThrownBy(() -> await(encoder(Duration.ofSeconds(5)).encode("a port")))
                    .as(bad.message())
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining("model m at http://127.0.0.1:")
                    .hasMessageContaining(bad.message());
            server.removeContext("/api/embed");
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsAnErrorInTime() {
        server.createContext("/api/embed", exchange -> {
            try {
                silence.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });

        assertThatThrownBy(() -> await(encoder(Duration.ofMillis(200)).encode("a port")))
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("no answer from http://127.0.0.1:");
    }

    @Test
    void theVersionNamesTheModel() {
        assertThat(encoder(Duration.ofSeconds(1)).version()).isEqualTo("ollama-m-256");
    }
}
