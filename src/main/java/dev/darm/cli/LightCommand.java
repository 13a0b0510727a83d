package dev.darm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darm.codec.Hash;
import dev.darm.ledger.BadGenesis;
import dev.darm.ledger.ForkDetector;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.GenesisFile;
import dev.darm.ledger.LightBlock;
import dev.darm.ledger.LightClient;
import dev.darm.ledger.LightClient.Trust;
import dev.darm.ledger.LightClient.Trusted;
import dev.darm.ledger.TrustedBlock;
import dev.darm.node.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Follows the chain by headers, trusting no node. */
@Command(
        name = "light",
        mixinStandardHelpOptions = true,
        description = {
            "Follows the chain by its headers, from the genesis or from a block that you trust: each is believed for the signatures"
                    + " of validators that were trusted before, and for nothing that a node says. Ends with 74 when the chain does"
                    + " not hold.",
            "Each witness is then asked for the same header. When it has another that is believed as well, the chain is forked, which"
                    + " takes the keys of more than a third of the power: both sides are written to a file, who signed both is named, the"
                    + " evidence is handed in on both sides, and the command ends with 74.",
            "A header is trusted for a while only, since validators of long ago may have lost their keys: who follows a chain at"
                    + " least that often keeps its --state; who comes later asks somebody for a block's hash."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm chain light --state light.state",
            "  ./darm chain light --node 10.0.0.7:8551 --genesis genesis.json",
            "  ./darm chain light --node 10.0.0.7:8551 --witness 10.0.0.8:8551 --genesis genesis.json",
            "  ./darm chain light --trust-height 5000 --trust-hash 9ab2…10"
        })
final class LightCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(names = "--genesis", paramLabel = "FILE", description = "The chain's genesis (default: the deployment's).")
    @Nullable
    Path genesis;

    @Option(names = "--to", paramLabel = "HEIGHT", description = "How far (default: the newest block).")
    long to;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Go on from the header kept there, if there is one, and keep the last one.")
    @Nullable
    Path state;

    @Option(names = "--trust-height", paramLabel = "HEIGHT", description = "Of a block that you trust.")
    long trustHeight;

    @Option(names = "--trust-hash", paramLabel = "HEX", description = "Its hash, which you have from elsewhere.")
    @Nullable
    String trustHash;

    @Option(
            names = "--trust-days",
            paramLabel = "DAYS",
            defaultValue = "14",
            description = "How long a header is trusted (default: ${DEFAULT-VALUE}).")
    int trustDays;

    @Option(
            names = "--witness",
            paramLabel = "URL",
            description =
                    "A node that is asked whether it has the same header; may be repeated (default: the others of --node, or of"
                            + " the deployment).")
    List<String> witnesses = List.of();

    @Option(
            names = "--fork",
            paramLabel = "FILE",
            defaultValue = "fork.json",
            description = "Where the headers of both sides of a fork are written (default: ${DEFAULT-VALUE}).")
    Path fork = Path.of("fork.json");

    @Mixin
    Target target = new Target();

    private int fetched;

    @Override
    public Integer call() {
        Genesis known = genesis(genesis, target);
        NodeApi.Reply head = target.api().call("GET", "/darm/chain", "", "application/json", Duration.ofSeconds(10));
        if (head.status() >= 300) throw NodeApi.refusal(head);
        String primary = head.address();
        NodeApi api = target.api(primary);
        Trusted from = start(known, api);
        long height = to > 0 ? to : head.body().path("height").asLong();
        PrintWriter words = spec.commandLine().getOut();
        Instant clock = Instant.now();
        LightClient client = new LightClient(known, Trust.ofDays(Math.max(1, trustDays)));
        List<LightBlock> trace;
        try {
            trace = client.trace(from, height, at -> fetch(api, at), clock);
        } catch (LightClient.Unverified e) {
            throw new Darm.Failure(ExitCode.DATA, "the chain does not hold: " + e.getMessage());
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.DATA, String.valueOf(e.getMessage()));
        }
        boolean forked = !trace.isEmpty()
                && new Witnesses(target, new ForkDetector(client, clock), words, fork)
                        .differ(from, trace, primary, others(primary));
        if (forked) return ExitCode.DATA.code();
        Trusted now = trace.isEmpty() ? from : Trusted.of(trace.getLast());
        if (state != null && !trace.isEmpty()) HexFile.write(state, trace.getLast());
        words.printf(
                "Trusted: height %d, %s, of %s. From height %d with %d headers. Next validators: %s%n",
                now.height(),
                now.hash().hex(),
                now.time(),
                from.height(),
                fetched,
                now.next().words());
        return ExitCode.OK.code();
    }

    private List<String> others(String primary) {
        List<String> named = witnesses.isEmpty() ? target.addresses() : witnesses;
        return named.stream()
                .map(NodeApi::withScheme)
                .filter(address -> !address.equals(primary))
                .distinct()
                .toList();
    }

    private Trusted start(Genesis genesis, NodeApi api) {
        if (state != null && Files.exists(state))
            return Trusted.of(HexFile.read(state, "light block", LightBlock::read));
        if (trustHeight == 0 && trustHash == null) return Trusted.of(genesis);
        if (trustHash == null) throw new Darm.Failure(ExitCode.USAGE, "--trust-height needs --trust-hash");
        TrustedBlock known = trusted(trustHeight, trustHash);
        try {
            return Trusted.of(known, fetch(api, trustHeight));
        } catch (LightClient.Unverified e) {
            throw new Darm.Failure(ExitCode.DATA, String.valueOf(e.getMessage()));
        }
    }

    private static TrustedBlock trusted(long height, String hash) {
        try {
            return new TrustedBlock(height, Hash.ofHex(hash));
        } catch (IllegalArgumentException e) {
            throw new Darm.Failure(ExitCode.USAGE, "--trust-height and --trust-hash: " + e.getMessage());
        }
    }

    private LightBlock fetch(NodeApi api, long height) {
        fetched++;
        return block(api, height);
    }

    /** The block of {@code height} as the node of {@code api} has it. */
    static LightBlock block(NodeApi api, long height) {
        JsonNode found = api.get("/darm/chain/" + height + "/light", Duration.ofSeconds(10));
        return HexFile.parse(
                "the node's answer for height " + height,
                found.path("block").asText(),
                "light block",
                LightBlock::read);
    }

    /** The genesis in {@code file}, or that of the deployment. */
    static Genesis genesis(@Nullable Path file, Target target) {
        Path from = file != null ? file : target.deployment().nodes().getFirst().genesisFile();
        try {
            return GenesisFile.read(from.toString(), Files.readString(from));
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.NO_INPUT, "cannot read the genesis " + from + ": " + e.getMessage());
        } catch (BadGenesis e) {
            throw new Darm.Failure(ExitCode.DATA, String.valueOf(e.getMessage()));
        }
    }
}
