package dev.darm.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table in docs/architecture.md is the law; this test reads it there. */
class ArchitectureTest {

    private static final String ROOT = "dev.darm.";
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\| .* \\| (.*?) ?\\|$");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private static JavaClasses classes;
    private static Map<String, Set<String>> allowed;

    @BeforeAll
    static void read() throws IOException {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.darm");
        allowed = table(Files.readString(Path.of("docs/architecture.md")));
    }

    @Test
    void everyPackageUsesOnlyWhatItsRowAllows() {
        Set<String> broken = new TreeSet<>();
        for (JavaClass type : classes) {
            String from = room(type);
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass();
                if (!target.getPackageName().startsWith(ROOT)) continue;
                String to = room(target);
                if (!from.equals(to) && !allowed.getOrDefault(from, Set.of()).contains(to))
                    broken.add(from + " must not use " + to + ": " + type.getName() + " -> " + target.getName());
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPackageHasARowAndExplainsItself() throws IOException {
        Set<String> rooms = new TreeSet<>();
        for (JavaClass type : classes) rooms.add(room(type));

        assertThat(allowed.keySet()).containsAll(rooms);
        for (JavaClass type : classes) {
            Path page = Path.of("src/main/java", type.getPackageName().replace('.', '/'), "package-info.java");
            assertThat(page).exists();
            assertThat(Files.readString(page)).contains("/**").contains("@NullMarked");
        }
    }

    @Test
    void coresKnowNothingOfActors() {
        Set<String> broken = new TreeSet<>();
        for (JavaClass type : classes) {
            if (!core(type)) continue;
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                if (dependency.getTargetClass().getPackageName().startsWith("akka"))
                    broken.add(type.getName() + " -> "
                            + dependency.getTargetClass().getName());
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean core(JavaClass type) {
        String name = type.getName().replaceAll("\\$.*", "");
        if (name.endsWith("Core")) return true;
        String room = room(type);
        boolean serializer = name.endsWith("Serializer") || name.endsWith("WireKryo");
        return (room.equals("codec") && !serializer) || room.equals("index") || room.equals("encoding");
    }

    private static String room(JavaClass type) {
        String rest = type.getPackageName().substring(ROOT.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static Map<String, Set<String>> table(String page) {
        Map<String, Set<String>> rows = new TreeMap<>();
        for (String line : page.lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (!row.matches()) continue;
            Set<String> uses = new TreeSet<>();
            Matcher name = NAME.matcher(row.group(2));
            while (name.find()) uses.add(name.group(1));
            rows.put(row.group(1), uses);
        }
        Set<String> all = Set.copyOf(rows.keySet());
        for (String line : page.lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (!row.matches() || !row.group(2).startsWith("everything")) continue;
            Set<String> but = rows.get(row.group(1));
            Set<String> uses = new TreeSet<>(all);
            uses.removeAll(but);
            rows.put(row.group(1), uses);
        }
        assertThat(rows).as("rows of the table in docs/architecture.md").hasSizeGreaterThan(10);
        return rows;
    }
}
