package dev.darm.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the values of one section within stated bounds. A value outside, or of another type, is refused with its file,
 * line, full key, what was expected and what was found.
 *
 * @param config the section
 * @param prefix its key, such as {@code darm.node}
 */
public record Checked(Config config, String prefix) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** The section {@code darm.<name>}. */
    public static Checked section(Config darm, String name) {
        return new Checked(darm.getConfig(name), "darm." + name);
    }

    public int integer(String path, int least, int most) {
        String expected = "a whole number from %d to %d".formatted(least, most);
        int value = typed(path, expected, () -> config.getInt(path));
        if (value < least || value > most) throw bad(path, expected);
        return value;
    }

    public int port(String path) {
        String expected = "a port from 1 to 65535";
        int value = typed(path, expected, () -> config.getInt(path));
        if (value < 1 || value > 65_535) throw bad(path, expected);
        return value;
    }

    public Duration duration(String path, Duration least, Duration most) {
        String expected = "a duration from %s to %s".formatted(words(least), words(most));
        Duration value = typed(path, expected, () -> config.getDuration(path));
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) throw bad(path, expected);
        return value;
    }

    /** A size in bytes. */
    public int size(String path, long least, long most) {
        String expected = "a size from %d to %d bytes".formatted(least, most);
        long value = typed(path, expected, () -> config.getBytes(path));
        if (value < least || value > most) throw bad(path, expected);
        return Math.toIntExact(value);
    }

    public boolean flag(String path) {
        return typed(path, "on or off", () -> config.getBoolean(path));
    }

    /** A name that is safe in a path, an address and a role. */
    public String name(String path) {
        String expected = "1 to 63 of a-z, 0-9 and '-', with no '-' at either end";
        String value = typed(path, expected, () -> config.getString(path));
        if (!NAME.matcher(value).matches()) throw bad(path, expected);
        return value;
    }

    public String text(String path) {
        String value = typed(path, "a text", () -> config.getString(path));
        if (value.isBlank()) throw bad(path, "a text that is not blank");
        return value;
    }

    /** One of an enum's constants, written in lower case with '-'. */
    public <E extends Enum<E>> E choice(String path, Class<E> type) {
        return constant(path, config.getString(path), type);
    }

    /** The constant of {@code word}, which stands at {@code path}. */
    public <E extends Enum<E>> E constant(String path, String word, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(word)) return constant;
        }
        throw bad(
                path, Arrays.stream(type.getEnumConstants()).map(Checked::word).collect(Collectors.joining(" or ")));
    }

    /** The refusal of the value at {@code path}. */
    public ConfigException bad(String path, String expected) {
        return new ConfigException.BadValue(
                config.getValue(path).origin(),
                prefix + "." + path,
                "expected " + expected + ", found "
                        + config.getValue(path).render(com.typesafe.config.ConfigRenderOptions.concise()));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private <T> T typed(String path, String expected, Supplier<T> read) {
        try {
            return read.get();
        } catch (ConfigException.WrongType | ConfigException.BadValue e) {
            ConfigException clearer = bad(path, expected);
            clearer.addSuppressed(e);
            throw clearer;
        }
    }

    private static String words(Duration value) {
        return value.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
