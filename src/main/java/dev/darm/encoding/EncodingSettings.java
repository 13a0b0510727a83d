package dev.darm.encoding;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * The keys {@code darm.encoding.*}.
 *
 * @param kind which encoder
 * @param dimensions length of the n-gram encoder's vectors, 256 to 4096
 * @param ollama the model server, for {@link Kind#OLLAMA}
 * @param reading how large a document and a line may be
 */
public record EncodingSettings(Kind kind, int dimensions, Ollama ollama, DocumentReader.Limits reading) {

    /** What turns text into vectors. */
    public enum Kind {
        NGRAM,
        OLLAMA
    }

    /**
     * A server with Ollama's API.
     *
     * @param url its address, without {@code /api/embed}
     * @param model the embedding model
     * @param dimensions length of the model's vectors, 256 to 4096
     * @param timeout for one call, 100 ms to 10 minutes
     */
    public record Ollama(URI url, String model, int dimensions, Duration timeout) {}

    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    public static EncodingSettings of(Config darm) {
        Config encoding = darm.getConfig("encoding");
        return new EncodingSettings(
                kind(encoding),
                dimensions(encoding, "dimensions"),
                new Ollama(
                        url(encoding, "ollama.url"),
                        model(encoding, "ollama.model"),
                        dimensions(encoding, "ollama.dimensions"),
                        timeout(encoding, "ollama.timeout")),
                new DocumentReader.Limits(bytes(encoding, "reading.max-document", KIB, 256 * MIB), (int)
                        bytes(encoding, "reading.max-line", KIB, 16 * MIB)));
    }

    private static Kind kind(Config encoding) {
        String kind = encoding.getString("kind");
        return switch (kind) {
            case "ngram" -> Kind.NGRAM;
            case "ollama" -> Kind.OLLAMA;
            default -> throw bad(encoding, "kind", "ngram or ollama", kind);
        };
    }

    private static int dimensions(Config encoding, String path) {
        int value = encoding.getInt(path);
        if (value < NgramEncoder.LEAST_DIMENSIONS || value > NgramEncoder.MOST_DIMENSIONS)
            throw bad(
                    encoding,
                    path,
                    NgramEncoder.LEAST_DIMENSIONS + " to " + NgramEncoder.MOST_DIMENSIONS,
                    String.valueOf(value));
        return value;
    }

    private static URI url(Config encoding, String path) {
        String text = encoding.getString(path).strip();
        String expected = "an address such as http://127.0.0.1:11434";
        try {
            URI url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null) return url;
        } catch (URISyntaxException e) {
            throw new ConfigException.BadValue(
                    encoding.getValue(path).origin(), at(path), "expected " + expected + ", found " + text, e);
        }
        throw bad(encoding, path, expected, text);
    }

    private static String model(Config encoding, String path) {
        String model = encoding.getString(path).strip();
        if (model.isEmpty()) throw bad(encoding, path, "the name of an embedding model", "nothing");
        return model;
    }

    private static Duration timeout(Config encoding, String path) {
        Duration timeout = encoding.getDuration(path);
        if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofMinutes(10)) > 0)
            throw bad(encoding, path, "100 ms to 10 minutes", timeout.toMillis() + " ms");
        return timeout;
    }

    private static long bytes(Config encoding, String path, long least, long most) {
        long bytes = encoding.getBytes(path);
        if (bytes < least || bytes > most)
            throw bad(encoding, path, "%,d to %,d bytes".formatted(least, most), "%,d".formatted(bytes));
        return bytes;
    }

    private static ConfigException bad(Config encoding, String path, String expected, String found) {
        return new ConfigException.BadValue(
                encoding.getValue(path).origin(), at(path), "expected " + expected + ", found " + found);
    }

    private static String at(String path) {
        return "darm.encoding." + path;
    }
}
