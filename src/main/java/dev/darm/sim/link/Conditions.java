package dev.darm.sim.link;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the faults of one link come to together. */
final class Conditions {

    private static final double UNLIMITED = Double.MAX_VALUE;

    private final List<Disturbance> active = new ArrayList<>();

    private boolean cut;
    private boolean clogged;
    private long extra;
    private long extraJitter;
    private double loss;
    private double duplicate;
    private double reorder;
    private long reorderWindow;
    private double throttledTo = UNLIMITED;
    private @Nullable Backlog throttle;
    private final List<Disturbance> flaps = new ArrayList<>();

    void add(Disturbance disturbance) {
        active.add(disturbance);
        sum();
    }

    void remove(Disturbance disturbance) {
        active.removeIf(one -> one == disturbance);
        sum();
    }

    List<Disturbance> active() {
        return List.copyOf(active);
    }

    private void sum() {
        cut = false;
        clogged = false;
        extra = 0;
        extraJitter = 0;
        double passes = 1;
        double single = 1;
        double inOrder = 1;
        double bits = UNLIMITED;
        reorderWindow = 0;
        flaps.clear();
        for (Disturbance one : active) {
            switch (one.fault()) {
                case LinkFault.Cut() -> cut = true;
                case LinkFault.Clog() -> clogged = true;
                case LinkFault.Slow(long nanos, long jitter) -> {
                    extra += nanos;
                    extraJitter += jitter;
                }
                case LinkFault.Throttle(double most) -> bits = Math.min(bits, most);
                case LinkFault.Lossy(double share) -> passes *= 1 - share;
                case LinkFault.Duplicate(double share) -> single *= 1 - share;
                case LinkFault.Reorder(double share, long window) -> {
                    inOrder *= 1 - share;
                    reorderWindow = Math.max(reorderWindow, window);
                }
                case LinkFault.Flap ignored -> flaps.add(one);
            }
        }
        loss = 1 - passes;
        duplicate = 1 - single;
        reorder = 1 - inOrder;
        if (bits == throttledTo) return;
        throttledTo = bits;
        throttle = bits == UNLIMITED ? null : new Backlog(Rate.constant(bits));
    }

    boolean cut() {
        return cut;
    }

    boolean clogged() {
        return clogged;
    }

    /** What each message takes longer. */
    long extra() {
        return extra;
    }

    /** And up to so much on top. */
    long extraJitter() {
        return extraJitter;
    }

    double loss() {
        return loss;
    }

    double duplicate() {
        return duplicate;
    }

    double reorder() {
        return reorder;
    }

    long reorderWindow() {
        return reorderWindow;
    }

    @Nullable
    Backlog throttle() {
        return throttle;
    }

    /** Whether the link flaps down between {@code from} and {@code to}, both included. */
    boolean flapsDown(long from, long to) {
        for (Disturbance flap : flaps) {
            LinkFault.Flap law = (LinkFault.Flap) flap.fault();
            long into = Math.floorMod(from - flap.since(), law.periodNanos());
            if (law.upNanos() < law.periodNanos() && to - from >= law.upNanos() - into) return true;
        }
        return false;
    }
}
