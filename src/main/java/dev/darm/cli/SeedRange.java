package dev.darm.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Seeds from one to another, both included.
 *
 * @param from the first
 * @param to the last, at least the first
 */
record SeedRange(long from, long to) {

    /** Enough for a month of runs. */
    private static final long MOST = 1_000_000;

    private static final Pattern FORM = Pattern.compile("(-?\\d+)\\.\\.(-?\\d+)");

    /** @throws IllegalArgumentException when {@code text} is no range, with what was expected */
    static SeedRange parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches())
            throw new IllegalArgumentException("'" + text + "' is no range of seeds; write for example 1..100");
        try {
            return of(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "': a seed has 64 bits", e);
        }
    }

    private static SeedRange of(long from, long to) {
        if (to < from)
            throw new IllegalArgumentException(
                    "'" + from + ".." + to + "' goes backwards; expected the lower seed first");
        if (to - from < 0 || to - from >= MOST)
            throw new IllegalArgumentException("'" + from + ".." + to + "' are more than " + MOST + " seeds");
        return new SeedRange(from, to);
    }

    int count() {
        return (int) (to - from + 1);
    }

    List<Long> seeds() {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    static final class Converter implements ITypeConverter<SeedRange> {
        @Override
        public SeedRange convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
