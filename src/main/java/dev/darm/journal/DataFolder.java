package dev.darm.journal;

import dev.darm.world.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The data folder of a node and its file {@code FORMAT}, which says in which data format it is written and whose it is.
 * A folder of another format or another node is refused, never guessed at. That only one process opens it is the world's
 * concern ({@link dev.darm.world.FolderLock}).
 */
public final class DataFolder {

    /** The data format that this version of DARM writes. */
    public static final int VERSION = 1;

    private static final String FILE = "FORMAT";
    private static final Pattern CONTENT = Pattern.compile("darm data format (\\d{1,9})\\nnode ([^\\n]+)\\n");

    /** Files that a node may have left before its folder had a format: the lock, and an unfinished FORMAT. */
    private static final List<String> BEFORE_FORMAT = List.of("lock", FILE + ".next");

    private DataFolder() {}

    /**
     * Makes an empty folder this node's, or checks that it is.
     *
     * @throws IOException naming what was found and what was expected, when the folder has another format, belongs to
     *     another node, or holds files but no FORMAT
     */
    public static void open(Disk disk, String node) throws IOException {
        if (!disk.exists(FILE)) {
            create(disk, node);
            return;
        }
        String content = new String(disk.read(FILE), StandardCharsets.UTF_8);
        Matcher found = CONTENT.matcher(content);
        if (!found.matches())
            throw new IOException("FORMAT: not a data folder of DARM: expected 'darm data format " + VERSION
                    + "' and the node's name, found '"
                    + content.lines().findFirst().orElse("") + "'");
        int version = Integer.parseInt(found.group(1));
        if (version != VERSION)
            throw new IOException(
                    ("FORMAT: the data folder has data format %d, this version of DARM reads and writes %d;"
                                    + " start the version that wrote it, or give the node an empty darm.data-folder")
                            .formatted(version, VERSION));
        if (!found.group(2).equals(node))
            throw new IOException(
                    "FORMAT: the data folder belongs to node %s, and this is node %s; see darm.data-folder"
                            .formatted(found.group(2), node));
    }

    private static void create(Disk disk, String node) throws IOException {
        List<String> there = disk.list("").stream()
                .filter(name -> !BEFORE_FORMAT.contains(name))
                .toList();
        if (!there.isEmpty())
            throw new IOException("the data folder holds %s but no FORMAT file, so it is not a node's; use an empty one"
                    .formatted(there.getFirst()));
        disk.replace(
                FILE, "darm data format %d\nnode %s\n".formatted(VERSION, node).getBytes(StandardCharsets.UTF_8));
    }
}
