package dev.darm.model;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The keys {@code darm.model.*}.
 *
 * @param url the server's address; empty when the node infers by extraction only
 * @param name the model to ask for
 * @param timeout for one completion, retries included
 * @param retries further attempts after a failure that may pass, 0 to 5
 * @param maxTokens the longest completion, in the model's tokens
 */
public record ModelSettings(Optional<URI> url, String name, Duration timeout, int retries, int maxTokens) {

    public static ModelSettings of(Config darm) {
        Config model = darm.getConfig("model");
        Optional<URI> url = url(model);
        String name = model.getString("name");
        if (url.isPresent() && name.isBlank()) throw bad(model, "name", "the name of a model", "nothing");
        Duration timeout = model.getDuration("timeout");
        if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofMinutes(10)) > 0)
            throw bad(model, "timeout", "100 ms to 10 minutes", timeout.toString());
        return new ModelSettings(
                url, name, timeout, within(model, "retries", 0, 5), within(model, "max-tokens", 1, 4096));
    }

    private static Optional<URI> url(Config model) {
        String text = model.getString("url").strip();
        if (text.isEmpty()) return Optional.empty();
        try {
            URI url = URI.create(text);
            String scheme = url.getScheme();
            if (url.getHost() != null && ("http".equals(scheme) || "https".equals(scheme))) return Optional.of(url);
        } catch (IllegalArgumentException e) {
            throw new ConfigException.BadValue(
                    model.getValue("url").origin(), "url", "expected http://host:port or nothing, found " + text, e);
        }
        throw bad(model, "url", "http://host:port or nothing", text);
    }

    private static int within(Config model, String path, int least, int most) {
        int value = model.getInt(path);
        if (value < least || value > most) throw bad(model, path, least + " to " + most, String.valueOf(value));
        return value;
    }

    private static ConfigException bad(Config model, String path, String expected, String found) {
        return new ConfigException.BadValue(
                model.getValue(path).origin(),
                "darm.model." + path,
                "expected %s, found %s".formatted(expected, found));
    }
}
