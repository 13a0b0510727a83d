package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.WITH_RULES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GenesisFileTest {

    private static final String ONE = """
            {
              "chain-id" : "home",
              "time" : "2026-01-01T00:00:00Z",
              "validators" : [ {
                "name" : "alpha",
                "public-key" : "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c",
                "power" : 1
              } ]
            }
            """;

    private static void assertRefused(String json, String message) {
        ThrowingCallable reading = () -> GenesisFile.read("genesis.json", json);
        assertThatThrownBy(reading).isInstanceOf(BadGenesis.class).hasMessage("genesis.json: " + message);
    }

    @Test
    void theFileIsReadableAndReadsBack() throws BadGenesis {
        Genesis one = new Genesis(
                "home",
                GENESIS.time(),
                new ValidatorSet(List.of(GENESIS.validators().members().getFirst())));

        assertThat(GenesisFile.write(one)).isEqualTo(ONE);
        assertThat(GenesisFile.read("genesis.json", ONE)).isEqualTo(one);
        assertThat(GenesisFile.read("genesis.json", GenesisFile.write(GENESIS))).isEqualTo(GENESIS);
    }

    @Test
    void aGenesisOfBeforeTheRulesHasThoseOfTheSeedAndItsOldHash() throws BadGenesis {
        Genesis old = GenesisFile.read("genesis.json", GenesisFile.write(GENESIS));

        assertThat(old.stated()).isEmpty();
        assertThat(old.rules()).isEqualTo(ChainRules.SEED);
        assertThat(old.hash()).isEqualTo(GENESIS.hash()).isNotEqualTo(WITH_RULES.hash());
    }

    @Test
    void theRulesOfTheChainReadBackAsTheyWereWritten() throws BadGenesis {
        String json = GenesisFile.write(WITH_RULES);

        assertThat(json).contains("\"tau-c\" : 0.67,", "\"contest-votes\" : 10,", "\"contest-period\" : \"PT168H\"");
        assertThat(json).contains("\"statistics-growth\" : 0.5,", "\"statistics-least-growth\" : 200,");
        assertThat(GenesisFile.read("genesis.json", json)).isEqualTo(WITH_RULES);
        assertThat(GenesisFile.read("genesis.json", json).hash()).isEqualTo(WITH_RULES.hash());
    }

    @Test
    void aRuleThatIsMissingUnknownOrOutOfRangeIsNamed() {
        String json = GenesisFile.write(WITH_RULES);
        String keys = "; expected tau-c, min-independent, ballot-window, contest-votes, contest-period,"
                + " commit-confidence, commit-spread, statistics-growth, statistics-least-growth, functional, measuring";

        assertRefused(json.replace("\"ballot-window\" : 1000,", ""), "rules: missing key \"ballot-window\"" + keys);
        assertRefused(
                json.replace("\"ballot-window\"", "\"balot-window\""), "rules: unknown key \"balot-window\"" + keys);
        assertRefused(
                json.replace("0.67,", "0.66667,"),
                "rules.tau-c: expected a share such as 0.67 with at most four decimal places, found 0.66667");
        assertRefused(
                json.replace("growth\" : 0.5,", "growth\" : 200,"),
                "rules: statistics-growth must be 100 to 1000000, not 2000000");
        assertRefused(json.replace("0.67,", "0.5,"), "rules: tau-c must be 5001 to 10000, not 5000");
        assertRefused(
                json.replace("PT168H", "a week"),
                "rules.contest-period: expected a duration of whole milliseconds such as PT168H, found \"a week\"");
        assertRefused(
                json.replace("\"contest-votes\" : 10,", "\"contest-votes\" : \"ten\","),
                "rules.contest-votes: expected a whole number, found \"ten\"");
        assertRefused(json.replace("[ \"costs\", ", "[ 7, "), "rules.measuring: expected a text, found 7");
    }

    @Property(tries = 200)
    void everyGenesisReadsBackWithTheSameHash(
            @ForAll @AlphaChars @StringLength(min = 1, max = 50) String chainId,
            @ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long time,
            @ForAll @IntRange(min = 1, max = ValidatorSet.MAX_POWER) int power)
            throws BadGenesis {
        Genesis genesis = new Genesis(
                chainId,
                Instant.ofEpochMilli(time),
                new ValidatorSet(List.of(
                        new ValidatorSet.Member("v-1", FourValidators.key(5).publicKey(), power))));

        Genesis read = GenesisFile.read("genesis.json", GenesisFile.write(genesis));

        assertThat(read).isEqualTo(genesis);
        assertThat(read.hash()).isEqualTo(genesis.hash());
    }

    @Test
    void unknownMissingAndRepeatedKeysAreNamed() {
        assertRefused(
                ONE.replace("chain-id", "chainid"), "unknown key \"chainid\"; expected chain-id, time, validators");
        assertRefused("{\"chain-id\": \"home\"}", "missing key \"time\"; expected chain-id, time, validators");
        assertRefused(
                ONE.replace("\"power\" : 1", "\"power\" : 1, \"weight\" : 2"),
                "validators[0]: unknown key \"weight\"; expected name, public-key, power");
        assertRefused(
                ONE.replace("\"name\" : \"alpha\",", ""),
                "validators[0]: missing key \"name\"; expected name, public-key, power");
        assertThatThrownBy(() ->
                        GenesisFile.read("genesis.json", ONE.replace("\"power\" : 1", "\"power\" : 1, \"power\" : 2")))
                .hasMessageStartingWith("genesis.json: line 7, column ")
                .hasMessageContaining("Duplicate field 'power'");
    }

    @Test
    void valuesOfAWrongTypeOrRangeAreNamedWithWhatWasExpected() {
        assertRefused(
                ONE.replace("\"power\" : 1", "\"power\" : 0"), "validators[0]: power of alpha must be 1 to 1000000: 0");
        assertRefused(
                ONE.replace("\"power\" : 1", "\"power\" : 1.5"),
                "validators[0].power: expected a whole number from 1 to 1000000, found 1.5");
        assertRefused(
                ONE.replace("2026-01-01T00:00:00Z", "yesterday"),
                "time: expected a UTC time to the millisecond such as 2026-01-01T00:00:00Z, found \"yesterday\"");
        assertRefused(
                ONE.replace("00:00:00Z", "00:00:00.0000001Z"),
                "time: expected a UTC time to the millisecond such as 2026-01-01T00:00:00Z,"
                        + " found \"2026-01-01T00:00:00.0000001Z\"");
        assertRefused(ONE.replace("\"home\"", "7"), "chain-id: expected a text, found 7");
        assertRefused(
                ONE.replace("\"home\"", "\"my home\""),
                "chain id must be 1 to 50 letters, digits, '.', '-' or '_' and start with a letter or digit:"
                        + " \"my home\"");
        assertRefused(ONE.replace("8a88", ""), "validators[0].public-key: an Ed25519 public key has 32 bytes, not 30");
        assertRefused(ONE.replaceAll("(?s)\\[.*]", "[]"), "validators: a validator set has 1 to 1000 members, not 0");
        assertRefused(ONE.replaceAll("(?s)\\[.*]", "{}"), "validators: expected a list, found {}");
    }

    @Test
    void whatIsNoJsonIsNamedWithItsPlace() {
        assertThatThrownBy(() -> GenesisFile.read("genesis.json", "{\n  chain-id: home\n}"))
                .isInstanceOf(BadGenesis.class)
                .hasMessageStartingWith("genesis.json: line 2, column ");
        assertThatThrownBy(() -> GenesisFile.read("genesis.json", ONE + "{}")).hasMessageContaining("Trailing token");
        assertRefused("", "found nothing; expected chain-id, time, validators");
        assertRefused("[]", "found []; expected chain-id, time, validators");
    }

    @Test
    void theChainIdHasOneToFiftyCharacters() {
        assertThat(new Genesis("c".repeat(50), GENESIS.time(), GENESIS.validators()).chainId())
                .hasSize(50);
        assertThatThrownBy(() -> new Genesis("c".repeat(51), GENESIS.time(), GENESIS.validators()))
                .hasMessageStartingWith("chain id must be 1 to 50");
        assertThatThrownBy(() -> new Genesis("", GENESIS.time(), GENESIS.validators()))
                .hasMessageStartingWith("chain id must be 1 to 50");
    }
}
