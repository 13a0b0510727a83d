package dev.darm.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.darm.consolidation.ConsolidationSettings;
import dev.darm.ledger.ChainRules;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenesisRulesTest {

    private static final ChainRules STRICT = new ChainRules(
            8_000,
            2,
            500,
            20,
            Duration.ofHours(36),
            7_000,
            2_000,
            20_000,
            50,
            List.of("has port"),
            List.of("is", "costs"),
            false);

    @TempDir
    Path folder;

    private NodeConfig config(String more) throws IOException {
        return NodeConfig.load(Files.writeString(folder.resolve("a.conf"), "darm.node.name = a\n" + more));
    }

    private static Genesis genesis(Optional<ChainRules> rules) {
        ValidatorSet one = new ValidatorSet(List.of(
                new ValidatorSet.Member("a", SigningKey.ofSecret(new byte[32]).publicKey(), 1)));
        return new Genesis("darm", Instant.parse("2026-01-01T00:00:00Z"), one, rules, 1);
    }

    @Test
    void theDefaultsAreTheRulesOfAGenesisThatStatesNone() throws IOException {
        assertThat(GenesisRules.asked(config(""))).isEqualTo(ChainRules.SEED);
        assertThat(GenesisRules.asked(GenesisRules.under(config(""), genesis(Optional.empty()))))
                .isEqualTo(ChainRules.SEED);
    }

    @Test
    void aNodeTakesTheRulesOfTheGenesis() throws IOException {
        NodeConfig under = GenesisRules.under(config(""), genesis(Optional.of(STRICT)));

        assertThat(GenesisRules.asked(under)).isEqualTo(STRICT);
        ConsolidationSettings settings = ConsolidationSettings.of(under.all().getConfig("darm"));
        assertThat(settings.tau()).isEqualTo(8_000);
        assertThat(settings.contestPeriod()).isEqualTo(Duration.ofHours(36));
    }

    @Test
    void aNodeFileMayRepeatWhatTheGenesisSays() throws IOException {
        NodeConfig config = config("""
                darm.consolidation { tau-c = 0.8, contest-period = 36 h }
                darm.knowledge.contradiction.measuring = [is, costs, is]
                """);

        assertThat(GenesisRules.asked(GenesisRules.under(config, genesis(Optional.of(STRICT)))))
                .isEqualTo(STRICT);
    }

    /** Each row: what line 2 of the node file says, and words that the refusal must hold. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            darm.consolidation.tau-c = 0.67          | 'darm.consolidation.tau-c': expected 0.8
            darm.consolidation.min-independent = 3   | 'darm.consolidation.min-independent': expected 2
            darm.consolidation.ballot-window = 1000  | 'darm.consolidation.ballot-window': expected 500
            darm.consolidation.contest-votes = 10    | 'darm.consolidation.contest-votes': expected 20
            darm.consolidation.contest-period = 7d   | 'darm.consolidation.contest-period': expected 129600000 ms
            darm.consolidation.commit-spread = 1     | 'darm.consolidation.commit-spread': expected 0.2
            darm.consolidation.statistics.growth = 0.5 | 'darm.consolidation.statistics.growth': expected 2.0
            darm.consolidation.statistics.least-growth = 9 | 'darm.consolidation.statistics.least-growth': expected 50
            darm.knowledge.contradiction.functional = [has]  | expected [has port]
            """)
    void aNodeFileThatContradictsTheGenesisIsRefusedWithFileLineAndWhatWasExpected(String line, String words)
            throws IOException {
        NodeConfig config = config(line);

        StartFailure failure = catchThrowableOfType(
                StartFailure.class, () -> GenesisRules.under(config, genesis(Optional.of(STRICT))));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG);
        assertThat(failure)
                .hasMessageContaining(folder.resolve("a.conf") + ": 2: ")
                .hasMessageContaining(words)
                .hasMessageContaining("genesis.json");
    }

    @Test
    void nodeFilesThatAskForDifferentRulesAreToldApart() throws IOException {
        NodeConfig first = config("");
        NodeConfig other = NodeConfig.load(Files.writeString(
                folder.resolve("b.conf"), "darm.node.name = b\ndarm.consolidation.ballot-window = 20"));

        assertThat(GenesisRules.differences(first, first)).isEmpty();
        assertThat(GenesisRules.differences(first, other)).containsOnlyKeys("darm.consolidation.ballot-window");
    }
}
