package dev.darm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.ledger.Block;
import dev.darm.ledger.Certificate;
import dev.darm.ledger.ChainRules;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.GenesisFile;
import dev.darm.ledger.LedgerProof;
import dev.darm.ledger.Payload;
import dev.darm.ledger.Section;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A proof is checked by the command line, against the genesis or against the hash of its block. */
class ProofCommandTest {

    private static final SigningKey KEY = SigningKey.ofSecret(new byte[SigningKey.LENGTH]);
    private static final Genesis GENESIS = Genesis.of(
            "proofs",
            Instant.parse("2026-01-01T00:00:00Z"),
            new ValidatorSet(List.of(new ValidatorSet.Member("node-1", KEY.publicKey(), 1))),
            ChainRules.SEED);

    @TempDir
    Path temp;

    private final Block block = ChainState.of(GENESIS)
            .propose(
                    KEY.publicKey(),
                    Instant.parse("2026-01-01T00:00:01Z"),
                    1,
                    List.of(new Payload(Payload.CONSOLIDATION, new byte[] {1})));
    private final Hash payload = block.payloads().getFirst().hash();
    private Path file;
    private Path genesis;

    private record Ran(int exit, String out, String err) {}

    @BeforeEach
    void write() throws IOException {
        Vote vote = Vote.precommit("proofs", 1, 0, block.hash(), block.header().time(), KEY);
        genesis = Files.writeString(temp.resolve("genesis.json"), GenesisFile.write(GENESIS));
        file = temp.resolve("one.proof");
        HexFile.write(file, proof(Certificate.of(1, 0, block.hash(), List.of(vote), GENESIS.validators())));
    }

    private LedgerProof proof(Certificate certificate) {
        return new LedgerProof(
                List.of(),
                block.header(),
                certificate,
                Section.CLAIMS,
                block.prove(0).path(),
                payload);
    }

    private Ran verify(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Darm.line(CommandLine.defaultFactory());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int exit = line.execute(Stream.concat(Stream.of("chain", "proof"), Arrays.stream(arguments))
                .map(Object::toString)
                .toArray(String[]::new));
        return new Ran(exit, out.toString(), err.toString());
    }

    @Test
    void eitherRootIsEnough() {
        Ran byGenesis = verify("--verify", file, "--genesis", genesis);
        Ran byHash = verify("--verify", file, "--trusted", block.hash().hex());

        assertThat(byGenesis.exit()).as(byGenesis.toString()).isZero();
        assertThat(byGenesis.out())
                .contains(
                        "payload " + payload.hex() + " stands in block 1 of chain 'proofs'", "decided by 1 signatures");
        assertThat(byHash.exit()).as(byHash.toString()).isZero();
        assertThat(byHash.out())
                .contains("payload " + payload.hex() + " stands in block 1 of chain 'proofs'", "the trusted one")
                .doesNotContain("signatures");
    }

    @Test
    void signaturesCountOnlyAgainstTheGenesis() {
        HexFile.write(file, proof(new Certificate(1, 0, block.hash(), List.of())));

        assertThat(verify("--verify", file, "--trusted", block.hash().hex()).exit())
                .isZero();
        assertThat(verify("--verify", file, "--genesis", genesis).exit()).isEqualTo(74);
    }

    @Test
    void aProofOfAnotherBlockIsRefusedWithBothHashes() {
        Hash other = Hash.of("another");
        Ran ran = verify("--verify", file, "--trusted", other.hex());

        assertThat(ran.exit()).as(ran.toString()).isEqualTo(74);
        assertThat(ran.err())
                .contains("proves nothing", "height 1 with hash " + block.hash(), "the trusted one with hash " + other);
    }

    @Test
    void whatIsExpectedIsSaid() {
        String hash = block.hash().hex();

        for (Ran ran : List.of(
                verify("--verify", file, "--trusted", hash, "--genesis", genesis),
                verify("--verify", file, "--trusted", hash.substring(1)),
                verify("--verify", file, "--trusted", "x".repeat(64)),
                verify("1", "0", "--trusted", hash)))
            assertThat(ran.exit()).as(ran.toString()).isEqualTo(64);
        assertThat(verify("--verify", file, "--trusted", hash, "--genesis", genesis)
                        .err())
                .contains("--genesis or --trusted, not both");
        assertThat(verify("--verify", file, "--trusted", "7").err()).contains("expected 64 hexadecimal digits");
    }
}
