package dev.darm.sim.engine;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The machines that have work and a free core, and whose turn it is. */
final class Turns {

    private final Engine.Order order;
    private final int burst;
    private final RandomGenerator picks;
    private Machine[] eligible = new Machine[8];
    private int count;
    private @Nullable Machine favourite;
    private int favours;

    /**
     * @param burst how many steps a machine may run one after the other
     * @param picks which one is next, by {@link Engine.Order#RANDOM}
     */
    Turns(Engine.Order order, int burst, RandomGenerator picks) {
        this.order = order;
        this.burst = burst;
        this.picks = picks;
    }

    boolean any() {
        return count > 0;
    }

    /** Takes a machine in or out, as it can run a step or not. */
    void refresh(Machine machine) {
        boolean should = machine.eligible();
        if (should == machine.eligibleAt >= 0) return;
        if (should) add(machine);
        else if (order == Engine.Order.FIFO) removeInOrder(machine);
        else {
            Machine last = eligible[--count];
            eligible[machine.eligibleAt] = last;
            last.eligibleAt = machine.eligibleAt;
            machine.eligibleAt = -1;
        }
    }

    private void add(Machine machine) {
        if (count == eligible.length) eligible = Arrays.copyOf(eligible, 2 * count);
        machine.eligibleAt = count;
        eligible[count++] = machine;
    }

    /** Leaves the others in their order. */
    private void removeInOrder(Machine machine) {
        for (int i = machine.eligibleAt; i < count - 1; i++) {
            eligible[i] = eligible[i + 1];
            eligible[i].eligibleAt = i;
        }
        count--;
        machine.eligibleAt = -1;
    }

    /** The machine that runs the next step; there is {@link #any}. */
    Machine next() {
        Machine last = favourite;
        if (last != null && favours > 0 && last.eligibleAt >= 0) {
            favours--;
            return last;
        }
        Machine chosen = eligible[order == Engine.Order.FIFO || count == 1 ? 0 : picks.nextInt(count)];
        if (order == Engine.Order.FIFO) {
            removeInOrder(chosen);
            add(chosen);
        }
        favourite = chosen;
        favours = burst - 1;
        return chosen;
    }
}
