package dev.darm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.node.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Feeds documents in requests of a bounded size, and tells how it goes. */
final class Ingestion {

    /** A larger file is skipped, unread. */
    static final int MAX_DOCUMENT_BYTES = 2 << 20;

    private static final int MAX_REQUEST_BYTES = 512 << 10;
    private static final int MAX_REQUEST_DOCUMENTS = 32;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final NodeApi api;
    private final PrintWriter out;
    private final PrintWriter err;

    private final ArrayNode batch = NodeApi.JSON.createArrayNode();
    private final List<Input> batched = new ArrayList<>();
    private int batchBytes;
    private int accepted;
    private int unchanged;
    private int namedButSkipped;
    private final Map<String, String> failed = new LinkedHashMap<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();

    Ingestion(NodeApi api, PrintWriter out, PrintWriter err) {
        this.api = api;
        this.out = out;
        this.err = err;
    }

    /**
     * What became of the documents; {@code namedButSkipped} counts those of the skipped that the user named one by one,
     * and {@code failed} those that the nodes could not store.
     */
    record Totals(int accepted, int unchanged, int skipped, int namedButSkipped, int failed) {}

    private record Input(Path path, String uri, boolean named) {}

    /** Feeds every path and prints the totals. */
    Totals feed(List<String> paths) {
        List<Input> inputs = new ArrayList<>();
        for (String path : paths) {
            if (path.equals("-")) inputs.add(new Input(Path.of("-"), "stdin", true));
            else collect(Path.of(path), inputs);
        }
        try (Progress progress = Progress.of("Ingest", inputs.size(), err)) {
            for (Input input : inputs) {
                add(input, progress);
                if (batchBytes >= MAX_REQUEST_BYTES || batched.size() >= MAX_REQUEST_DOCUMENTS) send(progress);
            }
            send(progress);
        }
        Totals totals = new Totals(accepted, unchanged, skipped.size(), namedButSkipped, failed.size());
        out.printf(
                "%d documents: %d new or changed, %d unchanged, %d skipped.%n",
                inputs.size(), accepted, unchanged, skipped.size());
        list(out, "skipped", skipped);
        out.flush();
        if (!failed.isEmpty()) err.printf("darm: %d documents were not stored; feed them again.%n", failed.size());
        list(err, "not stored", failed);
        err.flush();
        return totals;
    }

    private static void list(PrintWriter to, String what, Map<String, String> reasons) {
        reasons.entrySet().stream()
                .limit(20)
                .forEach(entry -> to.printf("  %s %s: %s%n", what, entry.getKey(), entry.getValue()));
        if (reasons.size() > 20) to.printf("  … and %d more%n", reasons.size() - 20);
    }

    private static void collect(Path path, List<Input> inputs) {
        if (Files.isRegularFile(path)) {
            inputs.add(new Input(path, uri(path), true));
        } else if (Files.isDirectory(path)) {
            try (Stream<Path> below = Files.walk(path)) {
                below.filter(file -> !hidden(path.relativize(file)))
                        .filter(Files::isRegularFile)
                        .sorted()
                        .forEach(file -> inputs.add(new Input(file, uri(file), false)));
            } catch (IOException | UncheckedIOException e) {
                throw new Darm.Failure(ExitCode.NO_INPUT, "cannot read folder " + path + ": " + e.getMessage());
            }
        } else {
            throw new Darm.Failure(ExitCode.NO_INPUT, "no file or folder " + path.toAbsolutePath());
        }
    }

    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) return true;
        }
        return false;
    }

    /** A document is known by its path below DARM's folder, or else by its whole path. */
    private static String uri(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path home = Deployment.home();
        return (absolute.startsWith(home) ? home.relativize(absolute) : absolute).toString();
    }

    private void add(Input input, Progress progress) {
        try {
            byte[] bytes = read(input.path());
            if (bytes.length > MAX_DOCUMENT_BYTES) {
                skip(
                        input,
                        "larger than " + (MAX_DOCUMENT_BYTES >> 20) + " MiB; split it into several files",
                        progress);
                return;
            }
            if (binary(bytes)) {
                skip(input, "binary", progress);
                return;
            }
            ObjectNode document = NodeApi.JSON.createObjectNode();
            document.put("uri", input.uri());
            document.put("text", decode(bytes));
            batch.add(document);
            batched.add(input);
            batchBytes += bytes.length;
        } catch (CharacterCodingException e) {
            skip(input, "not UTF-8", progress);
        } catch (IOException e) {
            skip(input, "cannot be read: " + e.getMessage(), progress);
        }
    }

    private void skip(Input input, String reason, Progress progress) {
        skipped.put(input.uri(), reason);
        if (input.named()) namedButSkipped++;
        progress.step(1);
    }

    /** The file's bytes, or one byte more than the limit when it is larger. */
    private static byte[] read(Path path) throws IOException {
        if (path.toString().equals("-")) return System.in.readNBytes(MAX_DOCUMENT_BYTES + 1);
        if (Files.size(path) > MAX_DOCUMENT_BYTES) return new byte[MAX_DOCUMENT_BYTES + 1];
        return Files.readAllBytes(path);
    }

    private static boolean binary(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, 8192); i++) {
            if (bytes[i] == 0) return true;
        }
        return false;
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private void send(Progress progress) {
        if (batched.isEmpty()) return;
        ObjectNode body = NodeApi.JSON.createObjectNode();
        body.set("documents", batch);
        JsonNode reply = api.post("/darm/ingest", body, TIMEOUT);
        JsonNode results = reply.path("results");
        for (int i = 0; i < batched.size(); i++) {
            Input input = batched.get(i);
            JsonNode result = results.path(i);
            switch (result.path("status").asText("").toUpperCase(Locale.ROOT)) {
                case "ACCEPTED" -> accepted++;
                case "UNCHANGED" -> unchanged++;
                case "FAILED" -> failed.put(input.uri(), result.path("reason").asText());
                default -> {
                    skipped.put(input.uri(), result.path("reason").asText("no result for it"));
                    if (input.named()) namedButSkipped++;
                }
            }
        }
        progress.step(batched.size());
        batch.removeAll();
        batched.clear();
        batchBytes = 0;
    }
}
