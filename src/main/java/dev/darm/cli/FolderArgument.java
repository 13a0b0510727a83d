package dev.darm.cli;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The deployment's folder, as the one argument of the commands that prepare, start and stop one. */
final class FolderArgument {

    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..1",
            defaultValue = Deployment.DEFAULT,
            description = "The deployment's folder, one .conf file a node (default: ${DEFAULT-VALUE}).")
    Path path = Path.of(Deployment.DEFAULT);

    Deployment load() {
        return Deployment.load(path);
    }
}
