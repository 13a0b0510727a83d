package dev.darm.cli;

import dev.darm.node.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which deployment a command talks to, and with which token: options that several commands share. */
final class Target {

    @Option(
            names = {"-d", "--deployment"},
            paramLabel = "FOLDER",
            defaultValue = Deployment.DEFAULT,
            description = "The deployment's folder; gives the addresses and the token (default: ${DEFAULT-VALUE}).")
    Path folder = Path.of(Deployment.DEFAULT);

    @Option(
            names = {"-n", "--node"},
            paramLabel = "HOST:PORT",
            split = ",",
            description = "HTTP addresses of nodes instead of the deployment's; several fail over.")
    @Nullable
    List<String> nodes;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token for changing requests (default: $DARM_TOKEN, or the one in the data folder).")
    @Nullable
    String token;

    private @Nullable Deployment loaded;

    Deployment deployment() {
        if (loaded == null) loaded = Deployment.load(folder);
        return loaded;
    }

    List<String> addresses() {
        List<String> named = nodes;
        return named != null && !named.isEmpty() ? named : deployment().addresses();
    }

    NodeApi api() {
        return new NodeApi(addresses(), token());
    }

    /** The node at {@code address} alone; the token is for those of {@link #addresses} and is not shown to another. */
    NodeApi api(String address) {
        boolean named = addresses().stream().map(NodeApi::withScheme).anyMatch(NodeApi.withScheme(address)::equals);
        return new NodeApi(List.of(address), named ? token() : Optional.empty());
    }

    private Optional<String> token() {
        if (token != null) return Optional.of(token);
        String fromEnvironment = System.getenv("DARM_TOKEN");
        if (fromEnvironment != null && !fromEnvironment.isBlank()) return Optional.of(fromEnvironment.strip());
        if (nodes != null && !Files.isDirectory(Deployment.resolve(folder))) return Optional.empty();
        for (NodeConfig node : deployment().nodes()) {
            try {
                if (Files.isReadable(node.tokenFile()))
                    return Optional.of(Files.readString(node.tokenFile()).strip());
            } catch (IOException e) {
                throw new Darm.Failure(
                        dev.darm.node.ExitCode.NO_PERMISSION,
                        "cannot read the token in " + node.tokenFile() + ": " + e.getMessage());
            }
        }
        return Optional.empty();
    }
}
