package dev.darm.cli;

import dev.darm.sim.run.RunOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * How far a run is: a bar where standard error is a terminal, one line for every ten percent elsewhere. It is told by the
 * thread of the run, so it starts no thread and reads no clock of its own.
 */
final class RunProgress implements RunOptions.Progress, AutoCloseable {

    private static final int WIDTH = 30;
    private static final double EVERY_SECONDS = 0.1;

    private final String task;
    private final long total;
    private final boolean bar;
    private final PrintWriter err;
    private double told = -EVERY_SECONDS;
    private long tenths;
    private int width;

    private RunProgress(String task, Duration total, boolean bar, PrintWriter err) {
        this.task = task;
        this.total = Math.max(1, total.toNanos());
        this.bar = bar;
        this.err = err;
    }

    static RunProgress of(String task, Duration total, PrintWriter err) {
        return new RunProgress(task, total, Progress.terminal(), err);
    }

    static RunProgress bar(String task, Duration total, PrintWriter err) {
        return new RunProgress(task, total, true, err);
    }

    @Override
    public void at(long virtualNanos, double wallSeconds, long events) {
        if (bar) draw(virtualNanos, wallSeconds, events);
        else line(virtualNanos, wallSeconds, events);
    }

    private void draw(long virtualNanos, double wallSeconds, long events) {
        if (wallSeconds - told < EVERY_SECONDS) return;
        told = wallSeconds;
        int done = (int) (WIDTH * share(virtualNanos));
        show(task + " [" + "=".repeat(done) + " ".repeat(WIDTH - done) + "] "
                + figures(virtualNanos, wallSeconds, events));
    }

    private void line(long virtualNanos, double wallSeconds, long events) {
        long now = (long) (10 * share(virtualNanos));
        if (now <= tenths) return;
        tenths = now;
        err.println(task + ": " + figures(virtualNanos, wallSeconds, events));
        err.flush();
    }

    private double share(long virtualNanos) {
        return Math.clamp((double) virtualNanos / total, 0, 1);
    }

    private String figures(long virtualNanos, double wallSeconds, long events) {
        double seconds = Math.max(wallSeconds, 1e-3);
        double faster = virtualNanos / 1e9 / seconds;
        return String.format(
                Locale.ROOT,
                faster < 10
                        ? "%.0f %%, %s of %s, %.1f times real time, %,.0f events/s"
                        : "%.0f %%, %s of %s, %,.0f times real time, %,.0f events/s",
                100 * share(virtualNanos),
                Moment.brief(virtualNanos),
                Moment.brief(total),
                faster,
                events / seconds);
    }

    private void show(String text) {
        err.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
        err.flush();
        width = text.length();
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        if (width == 0) return;
        show("");
        err.print("\r");
        err.flush();
    }
}
