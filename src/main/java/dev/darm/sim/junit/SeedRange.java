package dev.darm.sim.junit;

import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lists of seeds. */
final class SeedRange {

    /** Replaces the seeds of all tests. */
    static final String PROPERTY = "darm.sim.seeds";

    private static final long MOST = 100_000;
    private static final Pattern PART = Pattern.compile("\\s*(-?\\d+)(?:\\.\\.(-?\\d+))?\\s*");

    private SeedRange() {}

    /** The seeds of {@code text}, each once, in their order. */
    static TreeSet<Long> parse(String text) {
        TreeSet<Long> seeds = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches())
                throw new IllegalArgumentException("seeds '" + text + "': expected such as 1..5 or 3,7,10..12");
            long first = Long.parseLong(matcher.group(1));
            long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
            if (last < first || last - first >= MOST)
                throw new IllegalArgumentException("seeds '" + part + "': expected 1 to " + MOST + " of them");
            for (long seed = first; seed <= last; seed++) seeds.add(seed);
        }
        return seeds;
    }
}
