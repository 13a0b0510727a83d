package dev.darm.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadDrawTest {

    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void lay() {
        home = new Home(folder);
    }

    private List<TimedWork> work(String workload, long seed) {
        return home.read(Home.FOUR + "workload {\n" + workload + "\n}")
                .plan(seed)
                .work();
    }

    private static <K> Duration known(Map<K, Duration> times, K key) {
        return Objects.requireNonNull(times.get(key), key.toString());
    }

    private static final String BUSY = """
            documents = [{ folder = text }, { generated = 30, statements = 4 }]
            ingest { per-hour = 600 }
            asks { per-hour = 600, to = ["n1", "n2"] }
            settle = 3 m
            feedback { share = 0.5, useful = 0.8, after = 7 s }
            writes { per-hour = 120, to = n2 }
            branch = "diary"
            """;

    @Test
    void eachDocumentIsFedInOnceAndAskedAboutOnlyWhenItCanBeKnown() {
        Map<String, Duration> fed = new TreeMap<>();
        for (TimedWork item : work(BUSY, 3)) {
            switch (item.work()) {
                case Work.Ingest ingest ->
                    assertThat(fed.put(ingest.document(), item.at())).isNull();
                case Work.Ask ask ->
                    assertThat(known(fed, ask.question().document().orElseThrow())
                                    .plusMinutes(3))
                            .isLessThanOrEqualTo(item.at());
                case Work.Write write -> {
                    assertThat(write.node()).isEqualTo("n2");
                    assertThat(write.branch()).isEqualTo("diary");
                }
                case Work.Stream stream -> throw new AssertionError(stream);
                case Work.Seat seat -> throw new AssertionError(seat);
                case Work.Feedback feedback -> assertThat(feedback.node()).isIn("n1", "n2");
            }
        }
        assertThat(fed).hasSize(36).containsKeys("rivers.md", "sheet-0000.md", "sheet-0029.md");
    }

    @Test
    void theAnswerToAQuestionOnASheetStandsInItAndNowhereElse() {
        Map<String, String> sheets = new TreeMap<>();
        Set<String> asked = new TreeSet<>();
        for (TimedWork item : work(BUSY, 5)) {
            if (item.work() instanceof Work.Ingest(String node, String name, Work.Inline text))
                sheets.put(name, text.content());
            if (item.work() instanceof Work.Ask ask) {
                Work.Question question = ask.question();
                String sheet = sheets.get(question.document().orElseThrow());
                assertThat(sheet).contains(question.says().orElseThrow());
                String machine = question.ask()
                        .replaceAll(".*the (\\w+ [A-Z]\\d+).*", "$1")
                        .toLowerCase(Locale.ROOT);
                assertThat(sheets.values())
                        .filteredOn(text -> text.toLowerCase(Locale.ROOT).contains(machine + " "))
                        .hasSize(1);
                asked.add(question.ask());
            }
        }
        assertThat(asked).hasSizeGreaterThan(20);
    }

    @Test
    void ratesAreMetAndFeedbackFollowsItsQuestion() {
        List<TimedWork> work = work(BUSY, 9);
        Map<Long, Duration> asks = new TreeMap<>();
        for (TimedWork item : work) if (item.work() instanceof Work.Ask ask) asks.put(ask.id(), item.at());
        List<TimedWork> feedback = work.stream()
                .filter(item -> item.work() instanceof Work.Feedback)
                .toList();

        assertThat(asks).hasSizeBetween(480, 640);
        assertThat(feedback).hasSizeBetween(asks.size() / 3, asks.size() * 2 / 3);
        assertThat(feedback).allMatch(item -> known(asks, ((Work.Feedback) item.work()).ask())
                .plusSeconds(7)
                .equals(item.at()));
    }

    @Test
    void eachMeansEveryMachine() {
        assertThat(work("documents = [{ name = a.md, text = x }]\ningest { per-hour = 60, to = each }", 1))
                .extracting(item -> item.work().node())
                .containsExactly("n1", "n2", "n3", "n4");
    }

    @Test
    void feedbackOnAQuestionThatIsTakenOutGoesWithIt() {
        Plan plan = home.read(Home.FOUR + "workload {\n" + BUSY + "\n}").plan(2);
        List<TimedWork> without = plan.work().stream()
                .filter(item -> !(item.work() instanceof Work.Ask))
                .toList();

        assertThat(plan.withWork(without).work())
                .isNotEmpty()
                .noneMatch(item -> item.work() instanceof Work.Ask || item.work() instanceof Work.Feedback);
    }
}
