package dev.darm.sim.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.Predicate;

/** Events as lines of text, one each, in columns. */
public final class TraceText {

    /** The names of the columns, aligned with {@link #line}. */
    public static final String COLUMNS = String.format(
            Locale.ROOT,
            "%18s %10s %-12s %-8s %10s %-16s %s",
            "time",
            "step",
            "node",
            "kind",
            "bytes",
            "hash",
            "subject: detail (note)");

    private TraceText() {}

    public static String line(TraceEvent event) {
        String note = event.note().isEmpty() ? "" : " (" + oneLine(event.note()) + ")";
        String subject = event.subject().isEmpty() ? "" : oneLine(event.subject()) + ": ";
        return String.format(
                Locale.ROOT,
                "%18s %10d %-12s %-8s %10s %-16s %s",
                VirtualTime.text(event.now()),
                event.step(),
                oneLine(event.node()),
                event.kind().text(),
                event.size() == 0 ? "" : event.size(),
                RollingHash.hex(event.hash()),
                subject + oneLine(event.detail()) + note);
    }

    /** A sink that prints the events that {@code filter} lets through as they come. */
    public static TraceSink to(Appendable out, Predicate<TraceEvent> filter) {
        return event -> {
            if (!filter.test(event)) return;
            try {
                out.append(line(event)).append('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /**
     * Prints a whole trace: what it is, the events that {@code filter} lets through, how it ends. Returns how many events
     * were printed.
     */
    public static long print(TraceReader trace, Predicate<TraceEvent> filter, Appendable out) throws IOException {
        TraceHeader header = trace.header();
        out.append("# scenario ")
                .append(oneLine(header.scenario()))
                .append(", seed " + header.seed())
                .append('\n');
        out.append("# recorded by ")
                .append(header.build() + ", Java " + header.jvm())
                .append('\n');
        out.append(COLUMNS).append('\n');
        long shown = 0;
        for (TraceEvent event = trace.next(); event != null; event = trace.next()) {
            if (!filter.test(event)) continue;
            out.append(line(event)).append('\n');
            shown++;
        }
        out.append("# " + shown + " shown of " + trace.ending().text()).append('\n');
        return shown;
    }

    /** Control characters, which would break the line or the terminal, as escapes. */
    private static String oneLine(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) return text;
        StringBuilder plain = new StringBuilder();
        text.chars().forEach(c -> {
            if (c == '\n') plain.append("\\n");
            else if (c == '\t') plain.append("\\t");
            else if (Character.isISOControl(c)) plain.append(String.format(Locale.ROOT, "\\u%04x", c));
            else plain.append((char) c);
        });
        return plain.toString();
    }
}
