package dev.darm.node;

import dev.darm.ledger.BadGenesis;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.GenesisFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a node needs beside its configuration before its actors can start.
 *
 * @param genesis of the deployment
 */
record NodeMaterial(Genesis genesis) {

    /** Reads it, or says which file is missing or wrong. */
    static NodeMaterial load(NodeConfig config) {
        return new NodeMaterial(genesis(config));
    }

    private static Genesis genesis(NodeConfig config) {
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
}
