package dev.darm.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.ledger.Evidence;
import dev.darm.ledger.Fork;
import dev.darm.ledger.ForkDetector;
import dev.darm.ledger.ForkDetector.Finding;
import dev.darm.ledger.LightBlock;
import dev.darm.ledger.LightClient.Source;
import dev.darm.ledger.LightClient.Trusted;
import dev.darm.ledger.ValidatorSet;
import dev.darm.node.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Other nodes, which are asked whether they have the header that a light client believes. */
final class Witnesses {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Target target;
    private final ForkDetector detector;
    private final PrintWriter words;
    private final Path file;

    /** {@code file}: where the headers of both sides of a fork are written. */
    Witnesses(Target target, ForkDetector detector, PrintWriter words, Path file) {
        this.target = target;
        this.detector = detector;
        this.words = words;
        this.file = file;
    }

    /** Whether one of {@code others} proves that the chain is forked. What each says is printed, and a fork reported. */
    boolean differ(Trusted from, List<LightBlock> trace, String primary, List<String> others) {
        int agree = 0;
        List<ObjectNode> forks = new ArrayList<>();
        for (String witness : others) {
            switch (detector.compare(from, trace, source(primary), source(witness))) {
                case Finding.Agrees() -> agree++;
                case Finding.Silent(String why) -> words.println("Witness " + witness + " shows no header: " + why);
                case Finding.Unproven(String why) ->
                    words.println("Witness " + witness + " shows another header, which does not hold: " + why);
                case Finding.Forked(Fork fork) -> {
                    forks.add(json(fork, primary, witness));
                    report(fork, primary, witness);
                }
            }
        }
        if (!forks.isEmpty()) write(forks);
        words.printf("Witnesses: %d of %d have the same header.%n", agree, others.size());
        words.flush();
        return !forks.isEmpty();
    }

    /** What the node at {@code address} shows; whatever is wrong with its answer is no more than that it shows nothing. */
    private Source source(String address) {
        NodeApi api = target.api(address);
        return height -> {
            try {
                return LightCommand.block(api, height);
            } catch (Darm.Failure e) {
                throw new IOException(e.getMessage(), e);
            }
        };
    }

    private void report(Fork fork, String primary, String witness) {
        words.printf(
                "FORK: above height %d, %s, there are two chains.%n",
                fork.common().height(), fork.common().hash().hex());
        side(primary, fork.our());
        side(witness, fork.their());
        List<ValidatorSet.Member> both = fork.signedBoth();
        words.printf(
                "  Signed both: %s; power %d of %d.%n",
                both.isEmpty() ? "nobody" : names(both),
                both.stream().mapToLong(ValidatorSet.Member::power).sum(),
                fork.our().validators().totalPower());
        if (fork.inOneRound()) {
            for (Evidence evidence : fork.evidence()) {
                handIn(primary, evidence);
                handIn(witness, evidence);
            }
        } else {
            words.println(
                    "  The two were signed in different rounds. That proves a fork, but to sign in two rounds is no proof against"
                            + " one validator: nobody is accused but by being named here.");
        }
    }

    private void side(String address, LightBlock block) {
        words.printf(
                "  %s: height %d, %s, round %d, signed by %s.%n",
                address,
                block.height(),
                block.header().hash().hex(),
                block.certificate().round(),
                names(Fork.signers(block)));
    }

    private static String names(List<ValidatorSet.Member> members) {
        return members.stream().map(ValidatorSet.Member::name).collect(Collectors.joining(", "));
    }

    private void handIn(String address, Evidence evidence) {
        ObjectNode body = NodeApi.JSON.createObjectNode();
        body.put("evidence", hex(evidence));
        String outcome;
        try {
            outcome = target.api(address)
                    .post("/darm/chain/evidence", body, TIMEOUT)
                    .path("what")
                    .asText();
        } catch (Darm.Failure e) {
            outcome = String.valueOf(e.getMessage());
        }
        words.printf("  Evidence against %s to %s: %s%n", evidence.validator(), address, outcome);
    }

    private static ObjectNode json(Fork fork, String primary, String witness) {
        ObjectNode json = NodeApi.JSON.createObjectNode();
        json.put("commonHeight", fork.common().height());
        json.put("commonHash", fork.common().hash().hex());
        side(json.putObject("primary"), primary, fork.ours());
        side(json.putObject("witness"), witness, fork.theirs());
        fork.evidence().forEach(evidence -> json.withArray("evidence").add(hex(evidence)));
        return json;
    }

    private static void side(ObjectNode json, String address, List<LightBlock> blocks) {
        json.put("address", address);
        json.put("hash", blocks.getLast().header().hash().hex());
        blocks.forEach(block -> json.withArray("lightBlocks").add(HexFormat.of().formatHex(block.bytes())));
    }

    private static String hex(Evidence evidence) {
        return HexFormat.of().formatHex(evidence.bytes());
    }

    private void write(List<ObjectNode> forks) {
        try {
            Files.writeString(
                    file, NodeApi.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(forks) + "\n");
            words.println("The headers of both sides are in " + file + ".");
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.NO_PERMISSION, "cannot write " + file + ": " + e.getMessage());
        }
    }
}
