package dev.darm.sim.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTextTest {

    @TempDir
    Path folder = Path.of("unset");

    @Test
    void aTraceIsPrintedWithWhatItIsAndHowItEnds() throws IOException {
        List<String> lines = printed(TraceFilter.ALL);

        assertThat(lines).hasSize(8);
        assertThat(lines.get(0)).isEqualTo("# scenario storm, seed 42");
        assertThat(lines.get(1)).isEqualTo("# recorded by DARM 0.1.0, commit 6420602, Java 25.0.1+8");
        assertThat(lines.get(3))
                .matches(
                        " 0:00:59\\.000000000 {10}1 n0 {11}delivery {8}300 [0-9a-f]{16} /user/chain: dev\\.darm\\.Vote");
        assertThat(lines.get(5)).endsWith("log: warn (two\\nlines\\u001b[31m)");
        assertThat(lines.get(7)).startsWith("# 4 shown of 4 events, to the end of the run, hash ");
    }

    @Test
    void columnsStandUnderTheirNames() {
        TraceEvent event = new TraceEvent(0, 1, 2, 0, "n0", Kind.TASK, "subject", "", 3, 0, 4, "");

        assertThat(TraceText.line(event).indexOf("task")).isEqualTo(TraceText.COLUMNS.indexOf("kind"));
        assertThat(TraceText.line(event).indexOf("subject")).isEqualTo(TraceText.COLUMNS.indexOf("subject"));
    }

    @Test
    void eachFilterLetsThroughWhatItNames() throws IOException {
        assertThat(steps(TraceFilter.ALL)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(steps(TraceFilter.ALL.withNodes(Set.of("n1")))).containsExactly(2L, 3L);
        assertThat(steps(TraceFilter.ALL.withKinds(Set.of(Kind.DELIVERY, Kind.FAULT))))
                .containsExactly(1L, 4L);
        assertThat(steps(TraceFilter.ALL.between(VirtualTime.parse("1m"), VirtualTime.parse("2m"))))
                .containsExactly(2L, 3L);
        assertThat(steps(TraceFilter.ALL.withSubject(Pattern.compile("^/user/"))))
                .containsExactly(1L);
        assertThat(steps(TraceFilter.ALL.withMessage(Pattern.compile("Vote")))).containsExactly(1L, 2L);
        assertThat(steps(TraceFilter.ALL.withNodes(Set.of("n1")).withMessage(Pattern.compile("Vote"))))
                .containsExactly(2L);
    }

    @Property
    void aTimeReadsBackFromItsParts(@ForAll @LongRange(min = 0) long nanos) {
        String parts = nanos / 3_600_000_000_000L + "h" + nanos % 3_600_000_000_000L + "ns";

        assertThat(VirtualTime.parse(parts)).isEqualTo(nanos);
    }

    @Test
    void timesAreReadAndPrinted() {
        assertThat(VirtualTime.text(3_723_000_000_004L)).isEqualTo("1:02:03.000000004");
        assertThat(VirtualTime.text(-1)).isEqualTo("-0:00:00.000000001");
        assertThat(VirtualTime.parse("1m30.5s")).isEqualTo(90_500_000_000L);
        assertThat(VirtualTime.parse("250ms")).isEqualTo(250_000_000L);
        for (String wrong : List.of("", "5", "1 m", "m", "-1s", "1x", "9999999d"))
            assertThatThrownBy(() -> VirtualTime.parse(wrong)).hasMessageContaining("'" + wrong + "'");
    }

    private List<Long> steps(TraceFilter filter) throws IOException {
        return printed(filter).stream()
                .filter(line -> !line.startsWith("#") && !line.equals(TraceText.COLUMNS))
                .map(line -> Long.valueOf(line.substring(19, 29).strip()))
                .toList();
    }

    private List<String> printed(TraceFilter filter) throws IOException {
        Path file = folder.resolve("small.trace");
        try (TraceWriter writer = TraceWriter.create(file, Runs.HEADER)) {
            TraceRecorder recorder = new TraceRecorder();
            recorder.name(0, "n0");
            recorder.name(1, "n1");
            recorder.record(writer);
            recorder.event(1, VirtualTime.parse("59s"), 0, Kind.DELIVERY, "/user/chain", "dev.darm.Vote", 300);
            recorder.event(2, VirtualTime.parse("1m"), 1, Kind.SEND, "n1>n0", "dev.darm.Vote", 300);
            recorder.event(3, VirtualTime.parse("2m"), 1, Kind.LOG, "log", "warn", 0, 0, () -> "two\nlines\u001b[31m");
            recorder.event(4, VirtualTime.parse("121s"), -1, Kind.FAULT, "n0", "crash", 0);
            writer.complete();
        }
        StringBuilder out = new StringBuilder();
        try (TraceReader trace = TraceReader.open(file)) {
            TraceText.print(trace, filter, out);
        }
        return out.toString().lines().toList();
    }
}
