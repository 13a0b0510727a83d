package dev.darm.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darm.sim.report.RunSummary.Invariant;
import dev.darm.sim.report.RunSummary.Result;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalReportTest {

    @Test
    void theTextTellsWhatWasCheckedInjectedCommittedRecalledAndSent() {
        String text = TerminalReport.text(Summaries.storm(42, 500));

        assertThat(text)
                .startsWith("storm, seed 42, DARM 0.1.0, commit 6420602: failed: no claim is lost")
                .contains(
                        "1 h of virtual time in 1 min 2 s (58.3 s CPU); 1,234,567 events in 900,000 steps, 21,194 events a CPU")
                .contains(
                        "Invariants checked", "Faults injected", "Commits", "Recall hits", "Messages and bytes by link")
                .endsWith("\ntrace hash = c7fd9b76e27bbc63\n");
        assertThat(text.lines()).anyMatch(line -> line.matches("  no claim is lost +3,600 +broken +claim 5f2c at .*"));
        assertThat(text.lines())
                .anyMatch(line ->
                        line.matches("  0:05:00\\.000  split +n0 n1 n2 \\| n3 n4 n5 n6 +3 min +0 +\\d\\.\\d\\d s"));
        assertThat(text.lines()).anyMatch(line -> line.matches("  22 more .*"));
        assertThat(text.lines()).anyMatch(line -> line.matches("  all  .*MiB.*"));
    }

    @Test
    void columnsAreAligned() {
        Table table =
                new Table("Title").columns("name", "count").row("a", "1,234").row("longer", "5");

        assertThat(table.text()).isEqualTo("""
                Title
                  name    count
                  a       1,234
                  longer      5
                """);
    }

    @Test
    void aRunInWhichNothingHappenedSaysSo() {
        assertThat(TerminalReport.text(Summaries.empty()))
                .contains("The scenario checks none.", "The scenario injected none.", "No block was committed.")
                .contains("Nobody asked.", "No message left its machine.", "trace hash = 0000000000000000");
    }

    @Test
    void noNameMovesTheCursor() {
        RunSummary empty = Summaries.empty();
        RunSummary run = new RunSummary(
                empty.run(),
                empty.cost(),
                List.of(new Invariant("red \u001b[31m\nand more", 1, Result.HELD, "")),
                empty.faults(),
                empty.commits(),
                empty.recall(),
                empty.links(),
                empty.members(),
                empty.queues(),
                empty.asks(),
                List.of(),
                List.of());

        assertThat(TerminalReport.text(run)).contains("red  [31m and more").doesNotContain("\u001b");
    }

    @Test
    void theUnlikelyBranchesThatWereOnAreCountedAndTheOthersNamed() {
        RunSummary empty = Summaries.empty();
        RunSummary run = new RunSummary(
                empty.run(),
                empty.cost(),
                empty.invariants(),
                empty.faults(),
                empty.commits(),
                empty.recall(),
                empty.links(),
                empty.members(),
                empty.queues(),
                empty.asks(),
                List.of(
                        new RunSummary.ChaosPoint("study-put-off", true, 1_200, 300),
                        new RunSummary.ChaosPoint("nomination-of-one", false, 7, 0)),
                List.of());

        assertThat(TerminalReport.text(run))
                .containsPattern("study-put-off +1,200 +300")
                .contains("never, because the seed left them off: nomination-of-one");
        assertThat(TerminalReport.text(empty)).doesNotContain("Unlikely branches");
    }

    @Test
    void theJsonHoldsTheWholeSummary() throws IOException {
        RunSummary run = Summaries.storm(42, 50);

        JsonNode json = new ObjectMapper().readTree(TerminalReport.json(run));

        assertThat(json.at("/run/seed").asLong()).isEqualTo(42);
        assertThat(json.at("/run/traceHash").asText()).isEqualTo("c7fd9b76e27bbc63");
        assertThat(json.at("/faults/1/untilNanos").isNull()).isTrue();
        assertThat(new ObjectMapper().treeToValue(json, RunSummary.class)).isEqualTo(run);
    }
}
