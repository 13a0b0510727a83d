package dev.darm.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetWorkersTest {

    private final FleetWorkers workers = new FleetWorkers(4, Duration.ZERO);

    @AfterEach
    void close() {
        workers.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "1, 5, 0", "2, 1, 0", "3, 2, 0", "4, 1000, 0", "4, 1000, 20", "4, 1000, 1000000"})
    void whatComesOfThePartsStandsInTheirOrder(int processors, int parts, long aloneMicros) {
        try (FleetWorkers some = new FleetWorkers(processors, Duration.of(aloneMicros, ChronoUnit.MICROS))) {
            List<Integer> squares = some.each(parts, i -> i * i);

            assertThat(squares)
                    .isEqualTo(IntStream.range(0, parts).map(i -> i * i).boxed().toList());
        }
    }

    /** None of the parts ends before all have begun, so four work at once, the caller among them. */
    @Test
    void asManyPartsAsProcessorsAreWorkedOnAtOnce() {
        CountDownLatch begun = new CountDownLatch(4);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();

        workers.each(4, i -> {
            threads.add(Thread.currentThread());
            begun.countDown();
            await(begun);
            return i;
        });

        assertThat(threads).hasSize(4).contains(Thread.currentThread());
    }

    @Test
    void theFirstPartThatFailedTellsWhyWhenAllAreDone() {
        Set<Integer> done = ConcurrentHashMap.newKeySet();

        assertThatThrownBy(() -> workers.each(100, i -> {
                    done.add(i);
                    if (i % 7 == 3) throw new IllegalStateException("part " + i);
                    return i;
                }))
                .hasMessage("part 3");
        assertThat(done).hasSize(100);
    }

    /** Helpers that are busy elsewhere are not waited for. */
    @Test
    void aCallerWhoseHelpersAreBusyDoesItsWorkAlone() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(4);
        CountDownLatch end = new CountDownLatch(1);
        Thread other = Thread.ofVirtual()
                .start(() -> workers.each(4, i -> {
                    busy.countDown();
                    await(end);
                    return i;
                }));
        busy.await();

        assertThat(workers.each(3, i -> Thread.currentThread())).containsOnly(Thread.currentThread());

        end.countDown();
        other.join();
    }

    /** As long as the caller has not worked for so long, nobody is woken. */
    @Test
    void whatIsSoonDoneIsNotShared() {
        try (FleetWorkers patient = new FleetWorkers(4, Duration.ofHours(1))) {
            assertThat(patient.each(100, i -> Thread.currentThread())).containsOnly(Thread.currentThread());
        }
    }

    @Test
    void whoWorksAfterTheEndWorksAlone() {
        workers.close();

        assertThat(workers.each(3, i -> Thread.currentThread())).containsOnly(Thread.currentThread());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
