package dev.darm.ledger.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The 24 runs of the executable specification of Tendermint (circlefin/malachite, {@code specs/consensus/quint}), each
 * step with its input, its output and the state after it.
 */
class QuintTraceTest {

    private static final Path RUNS =
            Path.of(System.getProperty("darm.shared.data", "absent"), "quint-tendermint/quint-runs-clean.jsonl.gz");

    /** Every step of the specification is a step of the core: the same messages, timers and state after it. */
    @TestFactory
    List<DynamicTest> everyStepOfTheSpecificationIsAStepOfTheCore() throws IOException {
        return runs().stream()
                .map(run ->
                        DynamicTest.dynamicTest(run.get("trace").asText(), () -> new QuintRun(run).replayStepByStep()))
                .toList();
    }

    /**
     * Left to its own order of rules, the core says and decides the same. In one run, DecideFutureRoundTest, it says one
     * prevote more: the specification's driver enters a round whose proposal it holds and is given the deciding precommit
     * before it looks at that proposal.
     */
    @TestFactory
    List<DynamicTest> inItsOwnOrderOfRulesTheCoreSaysTheSame() throws IOException {
        return runs().stream()
                .map(run -> DynamicTest.dynamicTest(run.get("trace").asText(), () -> new QuintRun(run).replayEagerly()))
                .toList();
    }

    @Test
    void thereAreTwentyFourRuns() throws IOException {
        assertThat(runs()).hasSize(24);
    }

    private static List<JsonNode> runs() throws IOException {
        assumeTrue(Files.exists(RUNS), "the specification's traces are not there: " + RUNS);
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> runs = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(RUNS)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) runs.add(json.readTree(line));
        }
        return runs;
    }
}
