package dev.darm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darm.branch.BranchProof;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Canonical;
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
                    + " of the validators before it. Ends with 74 when a proof does not hold."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm chain proof 7 0 --out seven.proof",
            "  ./darm chain proof --verify seven.proof --genesis genesis.json"
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

    @Mixin
    Target target = new Target();

    @Override
    public Integer call() {
        if (verify != null) return check(verify);
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
        Genesis known = LightCommand.genesis(genesis, target);
        Canonical proof = HexFile.read(file, "proof", ProofCommand::read);
        Optional<String> refusal =
                proof instanceof BranchProof branch ? branch.refusal(known) : ((LedgerProof) proof).refusal(known);
        if (refusal.isPresent()) throw new Darm.Failure(ExitCode.DATA, file + " proves nothing: " + refusal.get());
        if (proof instanceof BranchProof branch) tell(branch, known);
        else tell((LedgerProof) proof, known);
        return ExitCode.OK.code();
    }

    /** A proof of a payload, or of a record of a branch; the kind says which. */
    private static Canonical read(ByteReader from) {
        return from.peek() == BranchProof.KIND ? BranchProof.read(from) : LedgerProof.read(from);
    }

    private void tell(BranchProof proof, Genesis known) {
        spec.commandLine()
                .getOut()
                .printf(
                        "Proven: record %s of branch '%s', by %s at %s, is anchored.%n",
                        proof.record().id().hex(),
                        proof.record().branch(),
                        proof.record().author().hex(),
                        proof.record().time());
        tell(proof.ledger(), known);
    }

    private void tell(LedgerProof proof, Genesis known) {
        spec.commandLine()
                .getOut()
                .printf(
                        "Proven: payload %s stands in block %d of chain '%s' (%s, %s), decided by %s.%n",
                        proof.payload().hex(),
                        proof.header().height(),
                        known.chainId(),
                        proof.section().name().toLowerCase(Locale.ROOT),
                        proof.header().time(),
                        proof.certificate().precommits().size() + " signatures");
    }
}
