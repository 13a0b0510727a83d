package dev.darm.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A deployment of real processes on loopback, driven by the command line that users have. Closing it ends the processes
 * that it started, by their ids.
 */
final class LocalCluster implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    final Path folder;
    final List<String> names = new ArrayList<>();
    final List<Integer> httpPorts = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private LocalCluster(Path folder) {
        this.folder = folder;
    }

    /** Writes the files of {@code count} nodes below {@code folder}; {@code extra} is added to the shared configuration. */
    static LocalCluster write(Path folder, int count, String extra) throws IOException {
        LocalCluster cluster = new LocalCluster(Files.createDirectories(folder.resolve("conf")));
        List<Integer> ports = FreePorts.take(2 * count);
        StringBuilder nodes = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String name = "node-" + (i + 1);
            cluster.names.add(name);
            cluster.httpPorts.add(ports.get(2 * i + 1));
            nodes.append("{ name = %s, host = \"127.0.0.1\", port = %d, http-port = %d }%n"
                    .formatted(name, ports.get(2 * i), ports.get(2 * i + 1)));
            Files.writeString(
                    cluster.folder.resolve(name + ".conf"),
                    "include required(\"deployment.conf\")\ndarm.node.name = " + name + "\n");
        }
        Files.writeString(cluster.folder.resolve("deployment.conf"), """
                darm {
                  cluster { name = journey, nodes = [
                %s
                  ] }
                  data-folder = "../data/"${darm.node.name}
                  keys-folder = "../data/keys"
                  genesis-file = "../data/genesis.json"
                  gateway.token-file = "../token"
                  consolidation.min-age = 1 s
                }
                %s
                """.formatted(nodes, extra));
        return cluster;
    }

    /** What a command printed and how it ended. */
    record Ran(int exit, String out, String err) {
        @Override
        public String toString() {
            return "exit " + exit + "\n" + out + "\n" + err;
        }
    }

    /** {@code ran}, which must have ended well. */
    static Ran ok(Ran ran) {
        assertThat(ran.exit()).as(ran::toString).isZero();
        return ran;
    }

    /** Runs {@code darm <arguments>} to its end. */
    static Ran darm(String... arguments) throws IOException, InterruptedException {
        return darmFed("", arguments);
    }

    static Ran darmFed(String input, String... arguments) throws IOException, InterruptedException {
        return run("cli.jvmopts", input, arguments);
    }

    /** Runs {@code darm node <file>} in the foreground to its end, as a service manager would; for nodes that do end. */
    static Ran darmNode(Path file) throws IOException, InterruptedException {
        return run("node.jvmopts", "", "node", file.toString());
    }

    private static Ran run(String options, String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("scripts", options).toAbsolutePath()));
        // as the launcher does where keys may have to be made
        if (arguments[0].equals("up")) command.add("-XX:TieredStopAtLevel=4");
        command.addAll(List.of("-Ddarm.home=" + Path.of("").toAbsolutePath(), "-jar", jar().toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("darm", ".out");
        Path err = Files.createTempFile("darm", ".err");
        Path in = Files.createTempFile("darm", ".in");
        Files.writeString(in, input);
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(240, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(
                    "darm " + List.of(arguments) + " did not end: " + Files.readString(out) + Files.readString(err));
        }
        Ran ran = new Ran(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
        for (Path file : List.of(in, out, err)) Files.delete(file);
        return ran;
    }

    static Path jar() {
        return Path.of(System.getProperty("darm.jar", "target/darm.jar")).toAbsolutePath();
    }

    Ran up(String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("up", folder.toString(), "--no-feed"));
        arguments.addAll(List.of(more));
        return darm(arguments.toArray(String[]::new));
    }

    /** A command that talks to this deployment. */
    Ran tell(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--deployment", folder.toString()));
        return darm(all.toArray(String[]::new));
    }

    String address(int node) {
        return "http://127.0.0.1:" + httpPorts.get(node);
    }

    /** Status and body of a request to one node. */
    HttpResponse<String> call(int node, String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address(node) + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What one node gives to be kept as a file; it must give it. */
    HttpResponse<byte[]> download(int node, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address(node) + path))
                .timeout(Duration.ofSeconds(60))
                .build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response;
    }

    /** The lines of an answer that goes on, as they come; returns once the answer has begun. Closing them closes the connection. */
    Stream<String> lines(int node, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address(node) + path)).build();
        HttpResponse<Stream<String>> reply = http.send(request, HttpResponse.BodyHandlers.ofLines());
        assertThat(reply.statusCode()).isEqualTo(200);
        return reply.body();
    }

    JsonNode get(int node, String path) throws IOException, InterruptedException {
        return JSON.readTree(call(node, "GET", path, "", Map.of()).body());
    }

    JsonNode ask(int node, String question) throws IOException, InterruptedException {
        String body = JSON.createObjectNode().put("question", question).toString();
        return JSON.readTree(call(node, "POST", "/darm/ask", body, Map.of()).body());
    }

    /** Feeds one document to one node and returns its receipt. */
    JsonNode feed(int node, String uri, String text) throws IOException, InterruptedException {
        var body = JSON.createObjectNode();
        body.putArray("documents").addObject().put("uri", uri).put("text", text);
        String reply = call(node, "POST", "/darm/ingest", body.toString(), Map.of("Authorization", "Bearer " + token()))
                .body();
        return JSON.readTree(reply).path("results").path(0);
    }

    /** Feeds one document that the node must take. */
    void learn(int node, String uri, String text) throws IOException, InterruptedException {
        JsonNode receipt = feed(node, uri, text);
        assertThat(receipt.path("status").asText()).as(receipt::toString).isEqualTo("ACCEPTED");
    }

    JsonNode status(int node) throws IOException, InterruptedException {
        return get(node, "/darm/status");
    }

    String token() throws IOException {
        return Files.readString(folder.resolveSibling("data").resolve("token")).strip();
    }

    /** The file of a node. */
    Path file(int node) {
        return folder.resolve(names.get(node) + ".conf");
    }

    Path data(int node) {
        return folder.resolveSibling("data").resolve(names.get(node));
    }

    String log(int node) throws IOException {
        return Files.readString(folder.resolveSibling("data").resolve("run").resolve(names.get(node) + ".log"));
    }

    /** The last lines of every node's log, for a test that failed. */
    String lastLines(int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            all.append("\n--- ").append(names.get(i)).append('\n');
            try {
                List<String> lines = log(i).lines().toList();
                all.append(String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size())));
            } catch (IOException e) {
                all.append(e);
            }
        }
        return all.toString();
    }

    /** {@code kill -9}. */
    void kill(int node) throws IOException {
        process(node).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
    }

    /** The process of a node that was started by {@code up}, while it runs. */
    Optional<ProcessHandle> process(int node) throws IOException {
        Path pid = folder.resolveSibling("data").resolve("run").resolve(names.get(node) + ".pid");
        if (!Files.exists(pid)) return Optional.empty();
        // a process id alone may meanwhile be another program's
        String[] idAndStart = Files.readString(pid).strip().split(" ", 2);
        return ProcessHandle.of(Long.parseLong(idAndStart[0])).filter(process -> process.info()
                .startInstant()
                .map(Object::toString)
                .orElse("")
                .equals(idAndStart[1]));
    }

    @Override
    public void close() throws IOException {
        for (int i = 0; i < names.size(); i++) kill(i);
    }
}
