package dev.darm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darm.codec.Hash;
import dev.darm.ledger.LightClient.Trust;
import dev.darm.ledger.LightClient.Trusted;
import dev.darm.ledger.LightClient.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The verification traces of tendermint-rs, most of them made from the TLA+ model of the light client: their validators, powers
 * and signers, with headers, keys and signatures of our own. Step by step the verdict must be the one of the trace.
 */
class LightClientTracesTest {

    private static final Path TRACES =
            Path.of(System.getProperty("darm.shared.data", "absent"), "tendermint-light-client");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAIN = "test-chain";

    /** The flag of a signature for the block, and not for nil or none. */
    private static final int SIGNED = 2;

    static Stream<Path> singleSteps() throws IOException {
        return files("single_step");
    }

    static Stream<Path> bisections() throws IOException {
        return files("bisection");
    }

    private static Stream<Path> files(String folder) throws IOException {
        if (!Files.isDirectory(TRACES.resolve(folder))) return Stream.of(Path.of("absent"));
        try (Stream<Path> found = Files.walk(TRACES.resolve(folder))) {
            return found.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("singleSteps")
    void aStepIsWorthWhatTheModelSays(Path file) throws IOException {
        JsonNode trace = read(file);
        JsonNode initial = trace.path("initial");
        JsonNode header = initial.path("signed_header").path("header");
        Trust trust =
                new Trust(1, 3, Duration.ofNanos(initial.path("trusting_period").asLong()), Duration.ZERO);
        LightClient client = new LightClient(CHAIN, trust);
        Trusted trusted = new Trusted(
                header.path("height").asLong(),
                Hash.of("trusted"),
                Instant.parse(header.path("time").asText()),
                set(initial.path("next_validator_set")));

        List<String> verdicts = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (JsonNode step : trace.path("input")) {
            LightBlock block = block(step.path("block"), trusted);
            Verdict verdict =
                    client.verify(trusted, block, Instant.parse(step.path("now").asText()));
            verdicts.add(
                    switch (verdict) {
                        case Verdict.Holds holds -> "SUCCESS";
                        case Verdict.NotEnoughTrust none -> "NOT_ENOUGH_TRUST";
                        case Verdict.Invalid invalid -> "INVALID";
                    });
            expected.add(step.path("verdict").asText());
            if (verdict instanceof Verdict.Holds(Trusted now)) trusted = now;
        }

        assertThat(verdicts).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("bisections")
    void aChainIsFollowedOrRefusedAsTheTraceSays(Path file) throws IOException {
        JsonNode trace = read(file);
        JsonNode options = trace.path("trust_options");
        long from = options.path("height").asLong();
        TreeMap<Long, LightBlock> chain = new TreeMap<>();
        Trusted before = new Trusted(0, Hash.ZERO, Instant.EPOCH, FourValidators.SET);
        for (JsonNode node : trace.path("primary").path("lite_blocks")) {
            LightBlock block = block(node, before);
            chain.put(block.height(), block);
            before = Trusted.of(block);
        }
        Trust trust = new Trust(
                options.path("trust_level").path("numerator").asInt(),
                options.path("trust_level").path("denominator").asInt(),
                Duration.ofNanos(options.path("period").asLong()),
                Duration.ofSeconds(1));
        List<Long> asked = new ArrayList<>();
        Optional<String> failure = Optional.empty();
        try {
            new LightClient(CHAIN, trust)
                    .follow(
                            Trusted.of(at(chain, from)),
                            trace.path("height_to_verify").asLong(),
                            height -> {
                                asked.add(height);
                                return at(chain, height);
                            },
                            Instant.parse(trace.path("now").asText()));
        } catch (LightClient.Unverified e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
        }

        assertThat(failure.isEmpty() ? "no error" : "error")
                .as("%s", failure)
                .isEqualTo(trace.path("expected_output").asText());
        assertThat(asked).doesNotHaveDuplicates().hasSizeLessThan(chain.size());
    }

    private static LightBlock at(TreeMap<Long, LightBlock> chain, long height) {
        return Objects.requireNonNull(chain.get(height), "height " + height);
    }

    private static JsonNode read(Path file) throws IOException {
        Assumptions.assumeTrue(Files.isRegularFile(file), "the traces in " + TRACES + " are not here");
        return JSON.readTree(file.toFile());
    }

    private static LightBlock block(JsonNode node, Trusted before) {
        JsonNode signed = node.path("signed_header");
        ValidatorSet validators = set(node.path("validator_set"));
        ValidatorSet next = set(node.path("next_validator_set"));
        long height = signed.path("header").path("height").asLong();
        BlockHeader header = new BlockHeader(
                CHAIN,
                height,
                Instant.parse(signed.path("header").path("time").asText()),
                validators.members().getFirst().key(),
                height == before.height() + 1 ? before.hash() : Hash.of("before " + height),
                validators.hash(),
                Optional.of(new BlockHeader.Succession(next.hash(), 0)),
                new TreeMap<>(),
                Optional.empty(),
                0);
        return new LightBlock(header, certificate(signed.path("commit"), header, validators), validators, next);
    }

    /** With the signatures of the trace, also those of who is no validator. */
    private static Certificate certificate(JsonNode commit, BlockHeader header, ValidatorSet validators) {
        List<String> order =
                validators.members().stream().map(ValidatorSet.Member::name).toList();
        List<String> signers = new ArrayList<>();
        for (JsonNode signature : commit.path("signatures"))
            if (signature.path("block_id_flag").asInt() == SIGNED)
                signers.add(signature.path("validator_address").asText());
        signers.sort(Comparator.comparingInt(order::indexOf));
        List<Certificate.SignedPrecommit> precommits = new ArrayList<>();
        for (String signer : signers) {
            Vote vote =
                    Vote.sign(CHAIN, Vote.Type.PRECOMMIT, header.height(), 0, Optional.of(header.hash()), key(signer));
            precommits.add(new Certificate.SignedPrecommit(vote.validator(), vote.signature()));
        }
        return new Certificate(header.height(), 0, header.hash(), precommits);
    }

    /** The model knows sets without members, which we do not; a member that never signs stands for them. */
    private static ValidatorSet set(JsonNode node) {
        List<ValidatorSet.Member> members = new ArrayList<>();
        for (JsonNode validator : node.path("validators")) {
            String address = validator.path("address").asText();
            members.add(new ValidatorSet.Member(
                    address,
                    key(address).publicKey(),
                    validator.path("voting_power").asInt()));
        }
        if (members.isEmpty())
            members.add(new ValidatorSet.Member("nobody", key("nobody").publicKey(), 1));
        return new ValidatorSet(members);
    }

    /** A key of our own for each validator of a trace. */
    private static SigningKey key(String address) {
        return SigningKey.ofSecret(Hash.of(address).toBytes());
    }
}
