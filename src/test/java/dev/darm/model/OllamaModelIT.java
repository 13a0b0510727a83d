package dev.darm.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.darm.model.ModelFailed.Kind;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real HTTP server on the loopback address. */
class OllamaModelIT {

    private record Reply(int status, String body) {}

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;
    private ExecutorService threads;

    @BeforeEach
    void start() throws IOException {
        threads = Executors.newCachedThreadPool();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        never.countDown();
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }

    @Test
    void aCompletionComesBackWithItsModelAndCounts() throws Exception {
        answering(new Reply(200, """
                {"model":"tiny:1b","response":"  Port 25520 [1].\\n","done":true,"prompt_eval_count":26,"eval_count":7}"""));

        Completion completion = ask(model(1, 5000)).get(5, TimeUnit.SECONDS);

        assertThat(completion).isEqualTo(new Completion("Port 25520 [1].", "tiny:1b", 26, 7));
        assertThat(requests)
                .containsExactly("{\"model\":\"tiny\",\"system\":\"Be short.\",\"prompt\":\"Which \\\"port\\\"?\","
                        + "\"stream\":false,\"options\":{\"temperature\":0,\"num_predict\":64}}");
    }

    @Test
    void aServerErrorIsTriedAgainAndMayPass() throws Exception {
        answering(new Reply(500, "loading"), new Reply(200, "{\"response\":\"yes\",\"done\":true}"));

        assertThat(ask(model(1, 5000)).get(5, TimeUnit.SECONDS).text()).isEqualTo("yes");
        assertThat(requests).hasSize(2);
    }

    @Test
    void aServerThatKeepsFailingIsNamedWithItsStatusAfterTheLastRetry() throws Exception {
        answering(new Reply(500, "out of\nmemory"));

        assertThat(failure(model(2, 5000)))
                .hasMessageContaining("/api/generate: status 500: «out of memory»")
                .extracting(ModelFailed::kind)
                .isEqualTo(Kind.REFUSED);
        assertThat(requests).hasSize(3);
    }

    @Test
    void anUnknownModelIsNotAskedForTwice() throws Exception {
        answering(new Reply(404, "{\"error\":\"model 'tiny' not found\"}"));

        assertThat(failure(model(3, 5000))).hasMessageContaining("model 'tiny' not found");
        assertThat(requests).hasSize(1);
    }

    @Test
    void garbageIsUnreadableAndNeverAnAnswer() throws Exception {
        for (String garbage : List.of("<html>", "[1]", "{\"response\":7}", "{\"res", "{}", "\"yes\"")) {
            requests.clear();
            answering(new Reply(200, garbage));
            assertThat(failure(model(0, 5000)).kind()).as(garbage).isEqualTo(Kind.UNREADABLE);
            assertThat(requests).hasSize(1);
        }
    }

    @Test
    void anEmptyOrUnfinishedCompletionIsNotAnAnswer() throws Exception {
        answering(new Reply(200, "{\"response\":\" \\n\",\"done\":true}"));
        assertThat(failure(model(3, 5000)).kind()).isEqualTo(Kind.EMPTY);

        answering(new Reply(200, "{\"response\":\"The port is\",\"done\":false}"));
        assertThat(failure(model(0, 5000)).kind()).isEqualTo(Kind.EMPTY);
    }

    @Test
    void aSlowServerCostsNoMoreThanTheTimeoutWhateverTheRetries() throws Exception {
        server.createContext("/", exchange -> {
            requests.add("slow");
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        long before = System.nanoTime();

        ModelFailed failed = failure(model(5, 300));

        assertThat(failed.kind()).isEqualTo(Kind.TOO_SLOW);
        assertThat(failed).hasMessageContaining("no answer within 300 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aServerThatIsDownIsNamedByItsAddress() throws Exception {
        int port = server.getAddress().getPort();
        OllamaModel model = model(2, 5000);
        server.stop(0);

        assertThat(failure(model))
                .hasMessageContaining("http://127.0.0.1:" + port + "/api/generate: no answer")
                .extracting(ModelFailed::kind)
                .isEqualTo(Kind.UNREACHABLE);
    }

    /** Serves the replies in order, the last one for ever. */
    private void answering(Reply... replies) {
        try {
            server.removeContext("/api/generate");
        } catch (IllegalArgumentException none) {
            assertThat(requests).isEmpty();
        }
        int before = requests.size();
        server.createContext("/api/generate", exchange -> {
            requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Reply reply = replies[Math.min(requests.size() - before, replies.length) - 1];
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private OllamaModel model(int retries, int timeoutMillis) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        ModelSettings settings =
                new ModelSettings(Optional.of(url), "tiny", Duration.ofMillis(timeoutMillis), retries, 64);
        return new OllamaModel(this::post, System::nanoTime, settings);
    }

    private static java.util.concurrent.CompletableFuture<Completion> ask(OllamaModel model) {
        return model.generate(new Prompt("Be short.", "Which \"port\"?")).toCompletableFuture();
    }

    private static ModelFailed failure(OllamaModel model) throws Exception {
        try {
            Completion completion = ask(model).get(10, TimeUnit.SECONDS);
            throw new AssertionError("expected a failure, found " + completion);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
            assertThat(cause).isInstanceOf(ModelFailed.class);
            return (ModelFailed) cause;
        }
    }

    /** What a fleet's world does, as far as these tests need it. */
    private java.util.concurrent.CompletionStage<HttpCaller.Response> post(URI address, String json, Duration timeout) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> new HttpCaller.Response(response.statusCode(), response.body()));
    }
}
