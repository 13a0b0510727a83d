package dev.darm.cli;

import dev.darm.node.ExitCode;
import dev.darm.node.StartFailure;
import dev.darm.sim.scenario.ScenarioError;
import dev.darm.sim.trace.Build;
import dev.darm.sim.trace.TraceUnreadable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;

/** The {@code darm} command. */
@Command(
        name = "darm",
        mixinStandardHelpOptions = true,
        versionProvider = Darm.Version.class,
        header = "A runtime for swarms of agents whose shared memory grows only by agreement.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            LogsCommand.class,
            IngestCommand.class,
            AskCommand.class,
            FeedbackCommand.class,
            ForgetCommand.class,
            StatusCommand.class,
            ChainCommand.class,
            ValidatorsCommand.class,
            BranchCommand.class,
            NodeCommand.class,
            ConfigCommand.class,
            KeysCommand.class,
            GenesisCommand.class,
            SimCommand.class,
            RehearseCommand.class,
            GenerateCompletion.class,
            HelpCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm up                                   start four nodes on this machine",
            "  ./darm ingest notes/ paper.md facts.jsonl   feed files and folders",
            "  ./darm ask \"Which port does Artery use?\"    ask, with sources and confidence",
            "  ./darm status                               who is there, and whether the chain moves",
            "  ./darm down                                 stop them",
            "  ./darm sim run sim/home-lab.conf            nodes in virtual time, with faults",
            "",
            "`./darm test` runs the whole test suite. `source <(./darm generate-completion)` completes commands in a shell."
        })
public final class Darm {

    private Darm() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs a command and returns its exit code; never throws. */
    static int run(String... args) {
        return line(CommandLine.defaultFactory()).execute(args);
    }

    /** The command line, its commands made by {@code factory}. */
    static CommandLine line(IFactory factory) {
        CommandLine line = new CommandLine(new Darm(), factory);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExitCodeExceptionMapper(Darm::exitCode);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (known(failure)) {
                command.getErr().println("darm: " + failure.getMessage());
            } else {
                command.getErr().println("darm: unexpected: " + failure);
                failure.printStackTrace(command.getErr());
            }
            return exitCode(failure);
        });
        line.setParameterExceptionHandler((failure, arguments) -> {
            CommandLine command = failure.getCommandLine();
            command.getErr().println("darm: " + failure.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr());
            command.getErr()
                    .println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for options and examples.");
            return ExitCode.USAGE.code();
        });
        return line;
    }

    /** Whether the message says all that a user needs. */
    private static boolean known(Throwable failure) {
        return failure instanceof Failure
                || failure instanceof StartFailure
                || failure instanceof ScenarioError
                || failure instanceof TraceUnreadable;
    }

    private static int exitCode(Throwable failure) {
        return switch (failure) {
            case Failure known -> known.exitCode().code();
            case StartFailure start -> start.exitCode().code();
            case ScenarioError scenario -> ExitCode.BAD_INPUT.code();
            case TraceUnreadable trace -> ExitCode.BAD_INPUT.code();
            default -> ExitCode.SOFTWARE.code();
        };
    }

    /** A command that cannot be done: the message says what, where and what was expected. */
    static final class Failure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final ExitCode exitCode;

        Failure(ExitCode exitCode, String message) {
            super(message);
            this.exitCode = exitCode;
        }

        ExitCode exitCode() {
            return exitCode;
        }
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Build.here().toString(), "Java " + System.getProperty("java.runtime.version")};
        }
    }
}
