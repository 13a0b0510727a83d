package dev.darm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darm.node.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The HTTP interface of a deployment, seen from outside: several addresses, tried in order; the one that answered last is
 * tried first. A node that cannot be reached or says 503 is passed over; every other answer counts.
 */
final class NodeApi {

    static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> addresses;
    private final Optional<String> token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private int current;

    NodeApi(List<String> addresses, Optional<String> token) {
        if (addresses.isEmpty()) throw new IllegalArgumentException("no address of a node");
        this.addresses = addresses.stream().map(NodeApi::withScheme).toList();
        this.token = token;
    }

    static String withScheme(String address) {
        String full = address.contains("://") ? address : "http://" + address;
        return full.endsWith("/") ? full.substring(0, full.length() - 1) : full;
    }

    /** An answer below 500: its HTTP status and JSON body, and the node that gave it. */
    record Reply(int status, JsonNode body, String address) {}

    JsonNode get(String path, Duration timeout) {
        return good(call("GET", path, "", "application/json", timeout));
    }

    /** The answer's text, of the first address that gives one. */
    String text(String path, Duration timeout) {
        List<String> failures = new ArrayList<>();
        for (String address : addresses) {
            try {
                HttpResponse<String> response = send(address, "GET", path, "", "application/json", timeout);
                if (response.statusCode() == 200) return response.body();
                failures.add(address + " answered " + response.statusCode() + " " + brief(response.body()));
            } catch (IOException e) {
                failures.add(address + ": " + reason(e));
            }
        }
        throw new Darm.Failure(ExitCode.UNAVAILABLE, "no node could do it: " + String.join("; ", failures));
    }

    JsonNode post(String path, JsonNode body, Duration timeout) {
        return good(call("POST", path, body.toString(), "application/json", timeout));
    }

    /** The answer of the node at {@code address} alone, or empty when it does not answer. */
    Optional<JsonNode> getFrom(String address, String path, Duration timeout) {
        try {
            HttpResponse<String> response = send(withScheme(address), "GET", path, "", "application/json", timeout);
            return response.statusCode() == 200 ? Optional.of(parse(response, address)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the node at {@code address} answers 200 on {@code path}. */
    boolean isOk(String address, String path) {
        try {
            return send(withScheme(address), "GET", path, "", "application/json", Duration.ofSeconds(2))
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    Reply call(String method, String path, String body, String contentType, Duration timeout) {
        List<String> failures = new ArrayList<>();
        for (int attempt = 0; attempt < addresses.size(); attempt++) {
            String address = addresses.get(current);
            try {
                HttpResponse<String> response = send(address, method, path, body, contentType, timeout);
                if (response.statusCode() < 500)
                    return new Reply(response.statusCode(), parse(response, address), address);
                failures.add(address + " answered " + response.statusCode() + " " + brief(response.body()));
            } catch (IOException e) {
                failures.add(address + ": " + reason(e));
            }
            current = (current + 1) % addresses.size();
        }
        throw new Darm.Failure(
                ExitCode.UNAVAILABLE,
                "no node could do it. Is the deployment up (`./darm up`)? " + String.join("; ", failures));
    }

    private HttpResponse<String> send(
            String address, String method, String path, String body, String contentType, Duration timeout)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(timeout)
                .header("Content-Type", contentType)
                .header("Accept", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static JsonNode parse(HttpResponse<String> response, String address) {
        try {
            return response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new Darm.Failure(
                    ExitCode.UNAVAILABLE,
                    address + " answered " + response.statusCode() + " with something that is not JSON: "
                            + brief(response.body()));
        }
    }

    private static JsonNode good(Reply reply) {
        if (reply.status() < 300) return reply.body();
        throw refusal(reply);
    }

    /** What a node says about a request that it refuses. */
    static Darm.Failure refusal(Reply reply) {
        JsonNode error = reply.body().path("error");
        String message = error.path("message").asText("HTTP status " + reply.status());
        String expected = error.path("expected").asText("");
        return new Darm.Failure(
                reply.status() == 401 || reply.status() == 403 ? ExitCode.NO_PERMISSION : ExitCode.USAGE,
                message + (expected.isEmpty() ? "" : " (expected: " + expected + ")") + " [" + reply.address() + "]");
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        if (message == null)
            return e instanceof ConnectException
                    ? "nothing listens there"
                    : e.getClass().getSimpleName();
        // the client's words for a connection that ended before the first byte of an answer
        return message.contains("header parser received no bytes")
                ? "it ended before it answered; its log says why"
                : message;
    }

    private static String brief(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }
}
