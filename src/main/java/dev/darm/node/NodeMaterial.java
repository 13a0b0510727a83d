package dev.darm.node;

import dev.darm.ledger.BadGenesis;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.GenesisFile;
import dev.darm.ledger.LedgerSettings;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.node.NodeSettings.Role;
import dev.darm.node.keys.KeyFolder;
import dev.darm.node.keys.UnusableKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a node needs beside its configuration before its actors can start.
 *
 * @param genesis of the deployment
 * @param signingKey with which a head votes; absent on a node that is none
 * @param author with which the node signs what it appends to branches; without one it appends nothing
 * @param authors the keys of all nodes that are known to have one, by name, the present one first
 */
public record NodeMaterial(
        Genesis genesis,
        Optional<SigningKey> signingKey,
        Optional<SigningKey> author,
        SortedMap<String, List<PublicKey>> authors) {

    /** Reads it, or says which file is missing or wrong. */
    static NodeMaterial load(NodeConfig config) {
        Genesis genesis = genesis(config);
        Optional<SigningKey> signing = signingKey(config, genesis);
        return new NodeMaterial(genesis, signing, signing.isPresent() ? signing : author(config), authors(config));
    }

    private static Optional<SigningKey> author(NodeConfig config) {
        String name = config.node().name();
        if (!KeyFolder.hasValidatorKey(config.keysFolder(), name)) return Optional.empty();
        try {
            return Optional.of(KeyFolder.validatorKey(config.keysFolder(), name));
        } catch (UnusableKey e) {
            throw new StartFailure(ExitCode.NO_PERMISSION, String.valueOf(e.getMessage()), e);
        }
    }

    private static SortedMap<String, List<PublicKey>> authors(NodeConfig config) {
        try {
            return KeyFolder.publicKeys(
                    config.keysFolder(),
                    config.cluster().nodes().stream().map(NodeAddress::name).toList());
        } catch (IOException e) {
            throw new StartFailure(ExitCode.NO_PERMISSION, String.valueOf(e.getMessage()), e);
        }
    }

    static Genesis genesis(NodeConfig config) {
        Path file = config.genesisFile();
        try {
            return GenesisFile.read(file.toString(), Files.readString(file));
        } catch (BadGenesis e) {
            throw new StartFailure(ExitCode.CONFIG, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.NO_INPUT,
                    "cannot read the genesis %s (darm.genesis-file): make it with: ./darm genesis %s"
                            .formatted(file, config.file().getParent()),
                    e);
        }
    }

    private static Optional<SigningKey> signingKey(NodeConfig config, Genesis genesis) {
        if (!config.node().has(Role.HEAD)) return Optional.empty();
        String name = config.node().name();
        Optional<ValidatorSet.Member> enrolled = genesis.validators().find(name);
        boolean later = genesis.blockVersion() > 1 && (mayJoin(config) || hasChain(config));
        if (enrolled.isEmpty() && !later)
            throw new StartFailure(
                    ExitCode.CONFIG,
                    "%s has the role head, but the genesis %s does not enrol it; expected one of %s, or darm.ledger.may-join = on"
                            .formatted(
                                    name,
                                    config.genesisFile(),
                                    genesis.validators().members().stream()
                                            .map(ValidatorSet.Member::name)
                                            .toList()));
        try {
            SigningKey key = KeyFolder.validatorKey(config.keysFolder(), name);
            if (enrolled.isPresent()
                    && !later
                    && !key.publicKey().equals(enrolled.get().key()))
                throw new StartFailure(
                        ExitCode.NO_PERMISSION,
                        "the key in %s is not the one that the genesis %s enrols for %s; expected public key %s, found %s"
                                .formatted(
                                        config.validatorFile(),
                                        config.genesisFile(),
                                        name,
                                        enrolled.get().key().hex(),
                                        key.publicKey().hex()));
            return Optional.of(key);
        } catch (UnusableKey e) {
            throw new StartFailure(
                    ExitCode.NO_PERMISSION,
                    e.getMessage() + "; make keys with: ./darm keys "
                            + config.file().getParent(),
                    e);
        }
    }

    private static boolean mayJoin(NodeConfig config) {
        return LedgerSettings.of(config.all().getConfig("darm")).mayJoin();
    }

    /** Whether the node has run before: then its chain says who decides, and not the genesis alone. */
    private static boolean hasChain(NodeConfig config) {
        return Files.isDirectory(config.dataFolder().resolve("chain"));
    }
}
