package dev.darm.cli;

import dev.darm.node.ExitCode;
import dev.darm.sim.scenario.Template;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a scenario to start from. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        description =
                "Writes a commented scenario with every section and its defaults, to be changed. Replaces no file.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm sim new                         writes sim/my-fleet.conf in DARM's folder",
            "  ./darm sim new storm                   writes sim/storm.conf in DARM's folder",
            "  ./darm sim new elsewhere/storm.conf    writes that file"
        })
final class SimNewCommand implements Callable<Integer> {

    private static final String SUFFIX = ".conf";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            defaultValue = "my-fleet",
            description = "The scenario's name, or the file to write (default: ${DEFAULT-VALUE}).")
    String name = "my-fleet";

    @Override
    public Integer call() {
        Path file = file();
        String stem = file.getFileName().toString().replaceFirst(Pattern.quote(SUFFIX) + "$", "");
        if (!NAME.matcher(stem).matches())
            throw new Darm.Failure(
                    ExitCode.USAGE,
                    "'" + stem + "' is no name of a scenario; expected letters, digits, hyphens and underscores");
        try {
            Files.writeString(file, Template.text(stem), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new Darm.Failure(ExitCode.USAGE, file + " is there already, and is left as it is");
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.DATA, "cannot write " + file + ": " + e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Wrote " + file + "; docs/scenarios.md describes the format.");
        out.println("Run it: ./darm sim run " + file);
        out.flush();
        return ExitCode.OK.code();
    }

    private Path file() {
        if (name.contains("/") || name.endsWith(SUFFIX)) return Path.of(name);
        return Deployment.home().resolve("sim").resolve(name + SUFFIX);
    }
}
