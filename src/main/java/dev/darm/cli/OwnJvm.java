package dev.darm.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM like this one. */
final class OwnJvm {

    private OwnJvm() {}

    /** The command that starts {@code darm <arguments>} with the options, the agent and the classes of this JVM. */
    static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // a debugger's port is taken by this one
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.contains("jdwp"))
                .forEach(command::add);
        String classes = System.getProperty("java.class.path");
        // with an agent the JVM appends the agent's jar to the path of the one that it runs
        String first = classes.split(System.getProperty("path.separator"), 2)[0];
        if (first.endsWith("darm.jar")) command.addAll(List.of("-jar", first));
        else command.addAll(List.of("-cp", classes, Darm.class.getName()));
        command.addAll(arguments);
        return command;
    }
}
