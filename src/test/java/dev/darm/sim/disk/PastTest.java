package dev.darm.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PastTest {

    private record Write(int cell, int value, long issued, long completed) {
        void on(int[] cells, Undo undo) {
            int before = cells[cell];
            cells[cell] = value;
            undo.add(() -> cells[cell] = before);
        }
    }

    @Property(tries = 500)
    void goingBackLeavesWhatHappenedInTheOrderOfExecutionThoughStepsOverlap(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Write> writes = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            long issued = random.nextInt(100);
            writes.add(new Write(random.nextInt(5), i, issued, issued + random.nextInt(20)));
        }
        int at = random.nextInt(100);
        boolean inFlight = random.nextBoolean();
        int[] expected = new int[5];
        for (Write write : writes)
            if (write.issued() <= at && (!inFlight || write.completed() <= at)) write.on(expected, Undo.NEVER);

        Past past = new Past();
        int[] cells = new int[5];
        for (Write write : writes) past.run(write.issued(), write.completed(), undo -> write.on(cells, undo));
        past.forget(random.nextInt(at + 1));
        past.rewind(at, inFlight);

        assertThat(cells).isEqualTo(expected);
        past.forget(200);
        assertThat(past.size()).isZero();
    }
}
