package dev.darm.gateway;

import dev.darm.ledger.LogQuestion;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The path of a tile in c2sp.org/tlog-tiles: {@code <level or "entries">/<N>[.p/<width>]}, where N is written in groups of
 * three digits, all but the last behind an x, such as {@code x001/067}. Two groups are read: 256 million headers.
 */
final class TilePath {

    private static final Pattern PATH =
            Pattern.compile("(entries|[1-5]?\\d|6[0-3])/(?:x(\\d{3})/)?(\\d{3})(?:\\.p/([1-9]\\d{0,2}))?");
    private static final int WIDTH = 256;

    private TilePath() {}

    /** The question in the segments {@code level}, {@code n}, {@code o} and {@code p}, of which the last two may be missing. */
    static LogQuestion read(Map<String, String> segments) {
        String path = String.join(
                "/",
                Stream.of("level", "n", "o", "p")
                        .filter(segments::containsKey)
                        .map(segments::get)
                        .toList());
        Matcher found = PATH.matcher(path);
        if (!found.matches()) throw bad(path);
        String level = found.group(1);
        long index =
                (found.group(2) == null ? 0 : Long.parseLong(found.group(2)) * 1_000) + Long.parseLong(found.group(3));
        int width = found.group(4) == null ? WIDTH : Integer.parseInt(found.group(4));
        if (found.group(4) != null && width >= WIDTH) throw bad(path);
        return level.equals("entries")
                ? new LogQuestion.Entries(index, width)
                : new LogQuestion.Tile(Integer.parseInt(level), index, width);
    }

    private static Refusal bad(String path) {
        return Refusal.badRequest(
                "bad-tile", "the tile is '" + path + "'", "a path of c2sp.org/tlog-tiles such as 0/x001/067.p/12");
    }
}
