package dev.darm.sim.report;

import dev.darm.sim.report.RunSummary.Point;
import java.util.ArrayList;
import java.util.List;

/** Makes a long series short enough to draw, without losing what is seen: every peak, every trough, both ends. */
final class Sampling {

    private Sampling() {}

    /**
     * At most four points for each of {@code buckets} equal spans of time from 0 to {@code end}: the first, the lowest, the
     * highest and the last of the span, in the order of time. A series that is short enough stays as it is.
     */
    static List<Point> thin(List<Point> points, long end, int buckets) {
        if (points.size() <= 4 * buckets) return points;
        List<Point> kept = new ArrayList<>();
        int from = 0;
        while (from < points.size()) {
            long bucket = bucket(points.get(from), end, buckets);
            int to = from;
            while (to < points.size() && bucket(points.get(to), end, buckets) == bucket) to++;
            extremes(points, from, to, kept);
            from = to;
        }
        return List.copyOf(kept);
    }

    private static long bucket(Point point, long end, int buckets) {
        return (long) ((double) point.atNanos() / Math.max(1, end) * buckets);
    }

    private static void extremes(List<Point> points, int from, int to, List<Point> kept) {
        int low = from;
        int high = from;
        for (int i = from; i < to; i++) {
            if (points.get(i).value() < points.get(low).value()) low = i;
            if (points.get(i).value() > points.get(high).value()) high = i;
        }
        int last = from - 1;
        for (int i : new int[] {from, Math.min(low, high), Math.max(low, high), to - 1}) {
            if (i > last) kept.add(points.get(i));
            last = Math.max(last, i);
        }
    }
}
