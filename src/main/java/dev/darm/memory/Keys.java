package dev.darm.memory;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * Reads the keys of one section and refuses what is out of range with the file, the line and what was expected.
 *
 * @param config the section
 * @param at its full path, such as {@code darm.memory}
 */
public record Keys(Config config, String at) {

    public Keys section(String path) {
        return new Keys(config.getConfig(path), at + "." + path);
    }

    /** A number from 0 to 1. */
    public double fraction(String path) {
        return number(path, 0, 1);
    }

    public double number(String path, double least, double most) {
        double value = config.getDouble(path);
        if (!(value >= least && value <= most)) throw bad(path, "a number from " + least + " to " + most, value);
        return value;
    }

    public int count(String path, int least, int most) {
        int value = config.getInt(path);
        if (value < least || value > most) throw bad(path, "a whole number from " + least + " to " + most, value);
        return value;
    }

    public Duration duration(String path, Duration least, Duration most) {
        Duration value = config.getDuration(path);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0)
            throw bad(path, "a duration from " + least + " to " + most, value);
        return value;
    }

    /** The complaint about {@code path}; {@code expected} says what would be right. */
    public ConfigException bad(String path, String expected, Object found) {
        return new ConfigException.BadValue(
                config.getValue(path).origin(), at + "." + path, "expected " + expected + ", found " + found);
    }
}
