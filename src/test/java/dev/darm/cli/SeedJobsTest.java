package dev.darm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeedJobsTest {

    private final Map<Long, String> ended = new TreeMap<>();

    private void note(long seed, int exit, String printed, String complaints) {
        ended.put(seed, exit + " " + printed.strip() + " " + complaints.strip());
    }

    @Test
    void everySeedHasAProcessAndItsResult() throws IOException, InterruptedException {
        SeedJobs jobs = new SeedJobs(
                seed -> List.of("sh", "-c", "echo out" + seed + "; echo err" + seed + " >&2; exit " + seed),
                3,
                () -> false);

        jobs.run(LongStream.rangeClosed(1, 7).boxed().toList(), this::note);

        assertThat(ended).hasSize(7).containsEntry(1L, "1 out1 err1").containsEntry(7L, "7 out7 err7");
    }

    @Test
    void anInterruptionEndsWhatRunsAndStartsNoMore() throws IOException, InterruptedException {
        boolean[] asked = {false};
        SeedJobs jobs = new SeedJobs(seed -> seed == 1 ? List.of("true") : List.of("sleep", "600"), 2, () -> asked[0]);

        jobs.run(List.of(1L, 2L, 3L, 4L), (seed, exit, printed, complaints) -> {
            asked[0] = true;
            note(seed, exit, printed, complaints);
        });

        assertThat(ended.keySet()).contains(1L, 2L).doesNotContain(4L);
        assertThat(ended).containsEntry(2L, "143  ");
    }
}
