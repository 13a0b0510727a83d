package dev.darm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darm.branch.AnyProof;
import dev.darm.branch.BranchProof;
import dev.darm.codec.Hash;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.LedgerProof;
import dev.darm.node.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Proves that a payload stands in the chain, to whoever has the genesis. */
@Command(
        name = "proof",
        mixinStandardHelpOptions = true,
        description = {
            "Fetches the proof that a payload stands in the chain, or checks one, or one of `./darm branch proof`, without any"
                    + " network.",
            "A proof holds the path from the payload's hash to the block's header, the signatures that decided it, and each change"
                    + " of the validators before it. Ends with 74 when a proof does not hold.",
            "Who trusts the hash of the block already, such as from `./darm chain light`, needs no genesis and no signatures: with"
                    + " --trusted the path up to the header of that hash is checked."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm chain proof 7 0 --out seven.proof",
            "  ./darm chain proof --verify seven.proof --genesis genesis.json",
            "  ./darm chain proof --verify seven.proof --trusted 9ab2…10"
        })
final class ProofCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(arity = "0..1", index = "0", paramLabel = "HEIGHT", description = "Of the block, from 1.")
    long height;

    @Parameters(
            arity = "0..1",
            index = "1",
            paramLabel = "POSITION",
            description = "Of the payload in the block, from 0, as `./darm chain show` lists them.")
    int position;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write the proof there instead of to the terminal.")
    @Nullable
    Path out;

    @Option(names = "--verify", paramLabel = "FILE", description = "Check the proof in this file.")
    @Nullable
    Path verify;

    @Option(
            names = "--genesis",
            paramLabel = "FILE",
            description = "The genesis that it is checked against (default: the deployment's).")
    @Nullable
    Path genesis;

    @Option(
            names = "--trusted",
            paramLabel = "HASH",
            description =
                    "The hash of the proof's block, which you trust, in place of the genesis: 64 hexadecimal digits.")
    @Nullable
    String trusted;

    @Mixin
    Target target = new Target();

    @Override
    public Integer call() {
        if (verify != null) return check(verify);
        if (trusted != null) throw new Darm.Failure(ExitCode.USAGE, "--trusted needs --verify FILE");
        if (height < 1)
            throw new Darm.Failure(ExitCode.USAGE, "expected the height of a block, from 1, or --verify FILE");
        JsonNode found = target.api().get("/darm/chain/" + height + "/proof/" + position, Duration.ofSeconds(30));
        String hex = found.path("proof").asText();
        PrintWriter words = spec.commandLine().getOut();
        if (out == null) {
            words.println(hex);
            return ExitCode.OK.code();
        }
        HexFile.write(out, hex);
        words.printf(
                "%s: the proof of payload %s, %d bytes, %d changes of the validators in it.%n",
                out,
                found.path("payload").asText(),
                found.path("bytes").asInt(),
                found.path("handovers").asInt());
        return ExitCode.OK.code();
    }

    private int check(Path file) {
        if (trusted != null && genesis != null)
            throw new Darm.Failure(ExitCode.USAGE, "expected --genesis or --trusted, not both");
        Optional<Hash> hash = Optional.ofNullable(trusted).map(ProofCommand::hash);
        Optional<Genesis> known =
                hash.isPresent() ? Optional.empty() : Optional.of(LightCommand.genesis(genesis, target));
        AnyProof proof = HexFile.read(file, "proof", AnyProof::read);
        Optional<String> refusal = hash.flatMap(proof::refusal).or(() -> known.flatMap(proof::refusal));
        if (refusal.isPresent()) throw new Darm.Failure(ExitCode.DATA, file + " proves nothing: " + refusal.get());
        proof.branch().ifPresent(this::tell);
        tell(proof.ledger());
        return ExitCode.OK.code();
    }

    private static Hash hash(String hex) {
        try {
            return Hash.ofHex(hex);
        } catch (IllegalArgumentException e) {
            throw new Darm.Failure(
                    ExitCode.USAGE, "--trusted '" + hex + "' is no hash; expected 64 hexadecimal digits");
        }
    }

    private void tell(BranchProof proof) {
        spec.commandLine()
                .getOut()
                .printf(
                        "Proven: record %s of branch '%s', by %s at %s, is anchored.%n",
                        proof.record().id().hex(),
                        proof.record().branch(),
                        proof.record().author().hex(),
                        proof.record().time());
    }

    private void tell(LedgerProof proof) {
        spec.commandLine()
                .getOut()
                .printf(
                        "Proven: payload %s stands in block %d of chain '%s' (%s, %s), %s.%n",
                        proof.payload().hex(),
                        proof.header().height(),
                        proof.header().chainId(),
                        proof.section().name().toLowerCase(Locale.ROOT),
                        proof.header().time(),
                        trusted != null
                                ? "whose hash is the trusted one"
                                : "decided by "
                                        + proof.certificate().precommits().size() + " signatures");
    }
}
