package dev.darm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darm.codec.Hash;
import dev.darm.ledger.BadGenesis;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.GenesisFile;
import dev.darm.ledger.LightBlock;
import dev.darm.ledger.LightClient;
import dev.darm.ledger.LightClient.Trust;
import dev.darm.ledger.LightClient.Trusted;
import dev.darm.node.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
            "A header is trusted for a while only, since validators of long ago may have lost their keys: who follows a chain at"
                    + " least that often keeps its --state; who comes later asks somebody for a block's hash."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm chain light --state light.state",
            "  ./darm chain light --node 10.0.0.7:8551 --genesis genesis.json",
            "  ./darm chain light --trust-height 5000 --trust-hash 9ab2…10"
        })
final class LightCommand implements Callable<Integer> {

    private static final Duration CLOCK_DRIFT = Duration.ofSeconds(10);

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

    @Mixin
    Target target = new Target();

    private int fetched;

    @Override
    public Integer call() {
        Genesis known = genesis(genesis, target);
        NodeApi api = target.api();
        Trusted from = start(known, api);
        long height = to > 0
                ? to
                : api.get("/darm/chain", Duration.ofSeconds(10)).path("height").asLong();
        PrintWriter words = spec.commandLine().getOut();
        Trusted now;
        try {
            LightClient client = new LightClient(
                    known.chainId(), new Trust(1, 3, Duration.ofDays(Math.max(1, trustDays)), CLOCK_DRIFT));
            now = client.follow(from, height, at -> fetch(api, at), Instant.now());
        } catch (LightClient.Unverified e) {
            throw new Darm.Failure(ExitCode.DATA, "the chain does not hold: " + e.getMessage());
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.DATA, String.valueOf(e.getMessage()));
        }
        if (state != null && now.height() > from.height()) keep(fetch(api, now.height()), now);
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

    private Trusted start(Genesis known, NodeApi api) {
        if (state != null && Files.exists(state))
            return Trusted.of(HexFile.read(state, "light block", LightBlock::read));
        if (trustHeight == 0) return Trusted.of(known);
        if (trustHash == null) throw new Darm.Failure(ExitCode.USAGE, "--trust-height needs --trust-hash");
        LightBlock block = fetch(api, trustHeight);
        Hash hash = block.header().hash();
        if (block.height() != trustHeight || !hash.hex().equals(trustHash))
            throw new Darm.Failure(
                    ExitCode.DATA,
                    "the node's block of height " + trustHeight + " has the hash " + hash.hex() + ", not " + trustHash);
        if (!block.next().hash().equals(block.header().nextValidatorsHash()))
            throw new Darm.Failure(ExitCode.DATA, "the node's validators are not those that the trusted header names");
        return Trusted.of(block);
    }

    private LightBlock fetch(NodeApi api, long height) {
        JsonNode found = api.get("/darm/chain/" + height + "/light", Duration.ofSeconds(10));
        fetched++;
        return HexFile.parse(
                "the node's answer for height " + height,
                found.path("block").asText(),
                "light block",
                LightBlock::read);
    }

    private void keep(LightBlock block, Trusted trusted) {
        Path file = state;
        if (file == null) return;
        if (!block.header().hash().equals(trusted.hash()) || !block.next().equals(trusted.next()))
            throw new Darm.Failure(ExitCode.DATA, "the node gave another block of height " + trusted.height() + " now");
        HexFile.write(file, block);
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
