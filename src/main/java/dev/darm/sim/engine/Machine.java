package dev.darm.sim.engine;

import dev.darm.sim.Seeds;
import dev.darm.sim.trace.Kind;
import java.util.ArrayList;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node runs on. It outlives its node's incarnations: a crash ends the incarnation and drops all its work and timers,
 * a start begins the next one.
 */
public final class Machine {

    /** What tells a machine the time; nanoseconds of the run in, nanoseconds of its own clocks out. */
    public interface Clock {
        long monotonic(long now);

        long wall(long now);

        /** When a timer of {@code delay} nanoseconds of this machine's time, set at {@code now}, is due. */
        default long due(long now, long delay) {
            return now + delay;
        }
    }

    /** A step whose time is not over. */
    interface Busy {
        /** Keeps {@code work} until then if it is what the step did: an actor handles one message at a time. */
        boolean keeps(Runnable work);
    }

    private final Engine engine;
    private final String name;
    private final int index;
    private final long seed;
    private long draws;
    private long stepsOfIncarnation;

    final Work ready = new Work();

    /** As many as there are cores, and those that wait for the disk. */
    final ArrayList<Busy> busy = new ArrayList<>();

    int eligibleAt = -1;
    int freeCores;
    private DeviceCosts costs;
    private Clock clock;
    private double slowness = 1;
    private int incarnation;
    private long startedAt;
    private boolean alive;
    private boolean frozen;
    private final TreeMap<String, Object> belongings = new TreeMap<>();

    Machine(Engine engine, String name, int index, Seeds seeds, DeviceCosts costs, Clock clock) {
        this.engine = engine;
        this.name = name;
        this.index = index;
        this.seed = seeds.seed();
        this.costs = costs;
        this.clock = clock;
        this.freeCores = costs.cores();
    }

    public String name() {
        return name;
    }

    /** Its place among the machines of the run, from 0. */
    public int index() {
        return index;
    }

    public Engine engine() {
        return engine;
    }

    /** Which start of the node this is, from 1; 0 before the first. */
    public int incarnation() {
        return incarnation;
    }

    /** When the current incarnation, or the last one, began. */
    public long startedAt() {
        return startedAt;
    }

    public boolean alive() {
        return alive;
    }

    /** Whether the incarnation {@code which} is the one that runs, and neither crashed nor ended. */
    public boolean runs(int which) {
        return alive && incarnation == which;
    }

    public boolean frozen() {
        return frozen;
    }

    /** Pieces of work that are ready. */
    public int backlog() {
        return ready.size();
    }

    public Clock clock() {
        return clock;
    }

    public void clock(Clock other) {
        clock = other;
    }

    /** Begins the next incarnation, of which {@code first} is the first step. */
    public void start(Runnable first) {
        if (alive) throw new IllegalStateException(name + " runs already");
        incarnation++;
        startedAt = engine.now();
        stepsOfIncarnation = 0;
        alive = true;
        freeCores = costs.cores();
        ready.clear();
        belongings.clear();
        engine.happened(this, Kind.NODE, name, "start", incarnation);
        ready.add(first);
        engine.refresh(this);
    }

    /** What the current incarnation owns of {@code type}, or null. */
    public <T> @Nullable T belonging(Class<T> type) {
        return type.cast(belongings.get(type.getName()));
    }

    /** Gives the current incarnation something that ends with it. */
    public <T> T own(Class<T> type, T belonging) {
        belongings.put(type.getName(), belonging);
        return belonging;
    }

    /** Ends the incarnation at once: nothing of it runs any more, nothing is flushed. */
    public void crash() {
        if (!alive) return;
        alive = false;
        frozen = false;
        ready.clear();
        busy.clear();
        engine.happened(this, Kind.NODE, name, "crash", incarnation);
        engine.refresh(this);
    }

    /** Stops running steps until {@link #thaw}; timers come due meanwhile, as under a long garbage collection. */
    public void freeze() {
        frozen = true;
        engine.refresh(this);
    }

    public void thaw() {
        frozen = false;
        engine.refresh(this);
    }

    /** Makes work take {@code factor} times as long. */
    public void slow(double factor) {
        if (!(factor > 0)) throw new IllegalArgumentException("a positive factor, not " + factor);
        slowness = factor;
    }

    /** Hands work to the incarnation {@code of}; dropped when that one is over. */
    public void submit(int of, Runnable work) {
        if (!runs(of)) return;
        Step step = engine.currentStep();
        if (step != null && step.machine == this && step.incarnation == of) {
            step.handedOut.add(work);
            return;
        }
        engine.requireBaton("work for " + name);
        enqueue(work);
        if (ready.size() == 1) engine.refresh(this);
    }

    private void enqueue(Runnable work) {
        for (int i = 0; i < busy.size(); i++) if (busy.get(i).keeps(work)) return;
        ready.add(work);
    }

    boolean eligible() {
        return alive && !frozen && freeCores > 0 && ready.size() > 0;
    }

    long deliveryCost() {
        return slowness == 1 ? costs.delivery() : (long) (costs.delivery() * slowness);
    }

    /** What {@code nanos} of a healthy machine take now. */
    long taken(long nanos) {
        return slowness == 1 ? nanos : (long) (nanos * slowness);
    }

    DeviceCosts costs() {
        return costs;
    }

    long nextSeed() {
        return Seeds.mix(seed + ++draws * 0x9E3779B97F4A7C15L);
    }

    /** Steps of this incarnation, the running one included. */
    long steps() {
        return stepsOfIncarnation;
    }

    void count() {
        stepsOfIncarnation++;
    }

    void emit(int of, ArrayList<Runnable> work) {
        if (!runs(of)) return;
        for (int i = 0; i < work.size(); i++) enqueue(work.get(i));
    }

    @Override
    public String toString() {
        return name;
    }

    /** A step's own record while it runs; one a thread, used again. */
    static final class Step {
        @Nullable
        Machine machine;

        @Nullable
        Runnable work;

        int incarnation;
        long start;

        /** Core time spent, and waiting for devices such as the disk, in nanoseconds. */
        long cpu;

        long waiting;
        ArrayList<Runnable> handedOut = new ArrayList<>();

        void begin(Machine of, long at) {
            machine = of;
            incarnation = of.incarnation;
            start = at;
            cpu = of.deliveryCost();
            waiting = 0;
        }

        long spent() {
            return cpu + waiting;
        }
    }
}
