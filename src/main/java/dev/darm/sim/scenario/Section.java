package dev.darm.sim.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One section of a file, read strictly: {@link #done()} refuses every key that was not asked for, and each value is checked
 * where it stands.
 */
final class Section {

    private final ConfigObject object;
    private final Config config;
    private final TreeSet<String> asked = new TreeSet<>();

    Section(ConfigObject object) {
        this.object = object;
        this.config = object.toConfig();
    }

    ConfigOrigin origin() {
        return object.origin();
    }

    /** The keys that the section has, in the order of their lines. */
    List<String> keys() {
        List<String> keys = new ArrayList<>(new TreeMap<>(object).keySet());
        keys.sort(Comparator.comparingInt(
                key -> Objects.requireNonNull(object.get(key)).origin().lineNumber()));
        return keys;
    }

    Optional<ConfigValue> value(String key) {
        asked.add(key);
        return Optional.ofNullable(object.get(key));
    }

    boolean has(String key) {
        return value(key).isPresent();
    }

    ConfigValue required(String key) {
        return value(key).orElseThrow(() -> ScenarioError.at(origin(), "missing key '" + key + "'"));
    }

    Optional<Section> section(String key) {
        return value(key).map(value -> {
            if (value instanceof ConfigObject inner) return new Section(inner);
            throw bad(value, key, "a section { … }");
        });
    }

    /** The elements of a list, or the one value that stands for a list of one. */
    List<ConfigValue> list(String key) {
        Optional<ConfigValue> value = value(key);
        if (value.isEmpty()) return List.of();
        return value.get() instanceof ConfigList list ? List.copyOf(list) : List.of(value.get());
    }

    List<Section> sections(String key) {
        List<Section> sections = new ArrayList<>();
        for (ConfigValue value : list(key)) {
            if (!(value instanceof ConfigObject inner)) throw bad(value, key, "sections { … }");
            sections.add(new Section(inner));
        }
        return sections;
    }

    String text(String key) {
        String text = typed(key, "a text", () -> config.getString(quoted(key)));
        if (text.isBlank()) throw bad(required(key), key, "a text that is not blank");
        return text;
    }

    String text(String key, String usual) {
        return has(key) ? text(key) : usual;
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (ConfigValue value : list(key)) {
            if (!(value.unwrapped() instanceof String text)) throw bad(value, key, "texts");
            texts.add(text);
        }
        return texts;
    }

    boolean flag(String key, boolean usual) {
        if (!has(key)) return usual;
        return typed(key, "on or off", () -> config.getBoolean(quoted(key)));
    }

    double number(String key, double least, double most) {
        String expected = "a number from %s to %s".formatted(plain(least), plain(most));
        double value = typed(key, expected, () -> config.getDouble(quoted(key)));
        if (!(value >= least && value <= most)) throw bad(required(key), key, expected);
        return value;
    }

    double number(String key, double least, double most, double usual) {
        return has(key) ? number(key, least, most) : usual;
    }

    long whole(String key, long least, long most) {
        String expected = "a whole number from %d to %d".formatted(least, most);
        long value = typed(key, expected, () -> config.getLong(quoted(key)));
        if (value < least || value > most) throw bad(required(key), key, expected);
        return value;
    }

    int integer(String key, int least, int most, int usual) {
        return has(key) ? Math.toIntExact(whole(key, least, most)) : usual;
    }

    /** A size in bytes, such as {@code 8 GiB}. */
    long bytes(String key, double least, double most) {
        String expected = "a size from %s to %s bytes".formatted(plain(least), plain(most));
        long value = typed(key, expected, () -> config.getBytes(quoted(key)));
        if (value < least || value > most) throw bad(required(key), key, expected);
        return value;
    }

    /** A duration with its unit, such as {@code 10 s}; a number without one is refused, for it would be milliseconds. */
    Duration duration(String key, Duration least, Duration most) {
        String expected = "a duration from %s to %s".formatted(Durations.text(least), Durations.text(most));
        ConfigValue value = required(key);
        if (value.unwrapped() instanceof Number) throw bad(value, key, expected + " with its unit");
        Duration duration = typed(key, expected, () -> config.getDuration(quoted(key)));
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) throw bad(value, key, expected);
        return duration;
    }

    Duration duration(String key, Duration least, Duration most, Duration usual) {
        return has(key) ? duration(key, least, most) : usual;
    }

    /** One of {@code values}, each written as {@code word} says. */
    <T> T choice(String key, Collection<T> values, Function<T, String> word) {
        String text = text(key);
        List<String> words = values.stream().map(word).toList();
        for (T value : values) if (word.apply(value).equals(text)) return value;
        throw ScenarioError.at(
                required(key).origin(),
                "'%s' is no %s%s; expected one of %s"
                        .formatted(text, key, Nearest.hint(text, words), String.join(", ", words)));
    }

    /** Refuses keys that nobody asked for. */
    void done() {
        for (String key : keys()) {
            if (!asked.contains(key))
                throw ScenarioError.at(
                        required(key).origin(),
                        "unknown key '%s'%s; known here: %s"
                                .formatted(key, Nearest.hint(key, without(key)), String.join(", ", without(key))));
        }
    }

    private TreeSet<String> without(String key) {
        TreeSet<String> known = new TreeSet<>(asked);
        known.remove(key);
        return known;
    }

    ScenarioError bad(String key, String expected) {
        return bad(required(key), key, expected);
    }

    static ScenarioError bad(ConfigValue value, String key, String expected) {
        return ScenarioError.at(
                value.origin(),
                "'%s': expected %s, found %s".formatted(key, expected, value.render(ConfigRenderOptions.concise())));
    }

    private <T> T typed(String key, String expected, java.util.function.Supplier<T> read) {
        ConfigValue value = required(key);
        try {
            return read.get();
        } catch (ConfigException.WrongType | ConfigException.BadValue e) {
            ScenarioError clearer = bad(value, key, expected);
            clearer.addSuppressed(e);
            throw clearer;
        }
    }

    private static String quoted(String key) {
        return ConfigUtil.quoteString(key);
    }

    private static String plain(double value) {
        return value == StrictMath.rint(value) && StrictMath.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
