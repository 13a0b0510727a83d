package dev.darm.sim.report;

import dev.darm.sim.report.RunSummary.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * A chart over virtual time as SVG text: a frame with round ticks, faults as bands and marks behind, then lines that hold
 * their value from point to point, or dots. Colours come from the page's style; lines also differ in their dashes.
 */
final class Plot {

    /** Width of the drawing; the page scales it. */
    static final int WIDTH = 960;

    /** How many kinds of line the style tells apart. */
    static final int STYLES = 8;

    private static final int LEFT = 84;
    private static final int RIGHT = 16;
    private static final int TOP = 10;
    private static final int AXIS = 26;
    private static final int LANE = 18;
    private static final int BUCKETS = 900;

    /** A span in a lane of its own: a fault. */
    record Span(long from, long to, String words) {}

    /** A row of spans above the chart, with its name. */
    record Lane(String name, List<Span> spans) {}

    private final long end;
    private final double top;
    private final int height;
    private final DoubleFunction<String> unit;
    private final List<Lane> lanes;
    private final StringBuilder behind = new StringBuilder();
    private final StringBuilder front = new StringBuilder();
    private boolean dotted;

    /**
     * A chart from 0 to {@code end} nanoseconds.
     *
     * @param highest the highest value that will be drawn
     * @param unit the name of a value at the axis
     */
    Plot(long end, double highest, int height, List<Lane> lanes, DoubleFunction<String> unit, double step) {
        this.end = Math.max(1, end);
        this.height = height;
        this.unit = unit;
        this.lanes = lanes;
        this.top = Math.max(step, Math.ceil(highest / step - 1e-9) * step);
        for (double value = 0; value <= top + step / 2; value += step) grid(value);
        long tick = TimeTicks.step(this.end);
        for (long at = 0; at <= this.end; at += tick) tick(at, tick);
    }

    /** Shades what happened behind the lines. */
    Plot band(long from, long to) {
        double x = x(from);
        double width = Math.max(1.5, x(to) - x);
        behind.append("<rect class=\"band\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"/>"
                .formatted(number(x), base() - height, number(width), height));
        return this;
    }

    /** A line that holds each value until the next point, and the last to the end. */
    Plot steps(List<Point> points, int style) {
        if (points.isEmpty()) return this;
        StringBuilder path = new StringBuilder();
        for (Point point : Sampling.thin(points, end, BUCKETS)) {
            if (path.isEmpty()) path.append("M%s %s".formatted(number(x(point.atNanos())), number(y(point.value()))));
            else path.append("H%sV%s".formatted(number(x(point.atNanos())), number(y(point.value()))));
        }
        path.append("H").append(number(x(end)));
        String dense = points.size() > BUCKETS ? " dense" : "";
        front.append("<path class=\"line s%d%s\" d=\"%s\"/>".formatted(style % STYLES, dense, path));
        return this;
    }

    /** A dot for each point. */
    Plot dots(List<Point> points, int style) {
        dotted = true;
        StringBuilder path = new StringBuilder();
        for (Point point : Sampling.thin(points, end, BUCKETS))
            path.append("M%s %sh0".formatted(number(x(point.atNanos())), number(y(point.value()))));
        if (!path.isEmpty()) front.append("<path class=\"dot s%d\" d=\"%s\"/>".formatted(style % STYLES, path));
        return this;
    }

    /** Whether dots were drawn, not lines. */
    boolean dotted() {
        return dotted;
    }

    /** The drawing; {@code id} is unique on the page, {@code title} and {@code words} say what it shows to who cannot see. */
    String svg(String id, String title, String words) {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-t %s-d\">"
                .formatted(WIDTH, base() + AXIS, id, id));
        svg.append("<title id=\"%s-t\">%s</title>".formatted(id, Markup.escape(title)));
        svg.append("<desc id=\"%s-d\">%s</desc>\n".formatted(id, Markup.escape(words)));
        svg.append(behind).append('\n');
        for (int i = 0; i < lanes.size(); i++) lane(svg, lanes.get(i), TOP + i * LANE);
        svg.append(front).append('\n');
        svg.append(
                "<path class=\"frame\" d=\"M%d %dV%dH%d\"/>".formatted(LEFT, base() - height, base(), WIDTH - RIGHT));
        return svg.append("</svg>").toString();
    }

    private void lane(StringBuilder svg, Lane lane, int y) {
        svg.append("<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>"
                .formatted(LEFT - 6, y + 13, Markup.escape(shortened(lane.name()))));
        List<Span> spans = lane.spans();
        for (int i = 0; i < spans.size(); ) {
            double from = x(spans.get(i).from());
            double to = Math.max(from + 3, x(spans.get(i).to()));
            List<String> words = new ArrayList<>();
            // what would be drawn over one another becomes one bar
            for (; i < spans.size() && (words.isEmpty() || x(spans.get(i).from()) <= to + 0.5); i++) {
                to = Math.max(to, x(spans.get(i).to()));
                words.add(spans.get(i).words());
            }
            String said = String.join("; ", words.subList(0, Math.min(6, words.size())))
                    + (words.size() > 6 ? "; and " + (words.size() - 6) + " more" : "");
            svg.append(
                    "<rect class=\"fault\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\" rx=\"2\"><title>%s</title></rect>"
                            .formatted(number(from), y + 3, number(to - from), LANE - 6, Markup.escape(said)));
        }
        svg.append('\n');
    }

    private void grid(double value) {
        String y = number(y(value));
        behind.append("<path class=\"grid\" d=\"M%d %sH%d\"/>".formatted(LEFT, y, WIDTH - RIGHT));
        behind.append("<text class=\"value\" x=\"%d\" y=\"%s\">%s</text>"
                .formatted(LEFT - 6, number(y(value) + 4), Markup.escape(unit.apply(value))));
    }

    private void tick(long at, long step) {
        String anchor = at > 0 && x(at) > WIDTH - RIGHT - 20 ? " last" : "";
        behind.append("<path class=\"grid\" d=\"M%s %dv%d\"/>".formatted(number(x(at)), base(), 5));
        behind.append("<text class=\"time%s\" x=\"%s\" y=\"%d\">%s</text>"
                .formatted(anchor, number(x(at)), base() + 18, TimeTicks.name(at, step)));
    }

    private int base() {
        return TOP + lanes.size() * LANE + (lanes.isEmpty() ? 0 : LANE / 2) + height;
    }

    private double x(long at) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (Math.clamp(at, 0, end) / (double) end);
    }

    private double y(double value) {
        return base() - height * Math.clamp(value / top, 0, 1);
    }

    private static String shortened(String name) {
        return name.length() <= 13 ? name : name.substring(0, 12) + "…";
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** A round step, 1, 2 or 5 times a power of ten, of which four to eight reach {@code highest}. */
    static double roundStep(double highest) {
        if (!(highest > 0)) return 1;
        double rough = highest / 4;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double share = rough / power;
        return power * (share < 2 ? 1 : share < 5 ? 2 : 5);
    }
}
