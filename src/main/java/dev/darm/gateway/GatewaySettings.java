package dev.darm.gateway;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * {@code darm.gateway}: the limits of the HTTP interface. Sizes are bytes.
 *
 * @param tokenFile the token's file, relative to the data folder
 * @param maxQuestionSize a longer question is refused
 * @param maxDocumentSize a larger document, or a longer line of a stream, is skipped and named
 * @param maxBodySize a larger JSON body is refused
 * @param documentsInFlight documents of one request that are on their way to durability at once
 * @param askTimeout for an answer
 * @param ingestTimeout for the acknowledgement of one document
 * @param lookTimeout for a look at memory, chain or status
 * @param maxMemoryEntries in one look at memory
 * @param rememberedAnswers answers whose ids take feedback
 * @param eventsBuffer events that a slow reader may lag
 */
public record GatewaySettings(
        String tokenFile,
        int maxQuestionSize,
        int maxDocumentSize,
        int maxBodySize,
        int documentsInFlight,
        Duration askTimeout,
        Duration ingestTimeout,
        Duration lookTimeout,
        int maxMemoryEntries,
        int rememberedAnswers,
        int eventsBuffer) {

    /** Reads the keys below {@code darm}. */
    public static GatewaySettings of(Config darm) {
        Config gateway = darm.getConfig("gateway");
        return new GatewaySettings(
                gateway.getString("token-file"),
                size(gateway, "max-question-size", 256, 1 << 20),
                size(gateway, "max-document-size", 1 << 10, 64 << 20),
                size(gateway, "max-body-size", 1 << 10, 256 << 20),
                count(gateway, "documents-in-flight", 1, 64),
                time(gateway, "ask-timeout", Duration.ofMillis(100), Duration.ofMinutes(10)),
                time(gateway, "ingest-timeout", Duration.ofSeconds(1), Duration.ofMinutes(10)),
                time(gateway, "look-timeout", Duration.ofMillis(100), Duration.ofMinutes(1)),
                count(gateway, "max-memory-entries", 1, 10_000),
                count(gateway, "remembered-answers", 16, 1_000_000),
                count(gateway, "events-buffer", 16, 65_536));
    }

    private static int size(Config gateway, String path, int least, int most) {
        return within(gateway, path, gateway.getBytes(path), least, most);
    }

    private static int count(Config gateway, String path, int least, int most) {
        return within(gateway, path, gateway.getInt(path), least, most);
    }

    private static int within(Config gateway, String path, long value, int least, int most) {
        if (value < least || value > most)
            throw bad(gateway, path, "expected %d to %d, found %d".formatted(least, most, value));
        return (int) value;
    }

    private static Duration time(Config gateway, String path, Duration least, Duration most) {
        Duration value = gateway.getDuration(path);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0)
            throw bad(gateway, path, "expected %s to %s, found %s".formatted(least, most, value));
        return value;
    }

    private static ConfigException bad(Config gateway, String path, String message) {
        return new ConfigException.BadValue(gateway.getValue(path).origin(), "darm.gateway." + path, message);
    }
}
