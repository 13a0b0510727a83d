package dev.darm.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.sim.Seeds;
import dev.darm.world.Disk;
import dev.darm.world.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Without a crash the modelled disk answers as a folder of this machine does, in results and in the words of failures. */
class MountLikeFileDiskTest {

    private static final List<String> PATHS = List.of(
            "a",
            "b",
            "c",
            "a/x",
            "a/y",
            "b/x",
            "a/b",
            "a/b/c",
            "a/b/c/d",
            "a/./x",
            "b/../a/y",
            "../out",
            "/etc",
            "..",
            "b//x");

    private interface Call {
        Object on(Disk disk, List<Disk.DiskFile> open) throws IOException;
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void bothDisksAnswerAlike(@ForAll long seed) throws IOException {
        Path folder = Files.createTempDirectory("disk");
        try {
            Disk real = new FileDisk(folder);
            Disk model = new ModelledDisk(
                            "machine",
                            TestDisk.PROFILE,
                            new Seeds(seed),
                            new RunClock(),
                            (at, what, path, offset, n) -> {})
                    .mount();
            List<Disk.DiskFile> realFiles = new ArrayList<>();
            List<Disk.DiskFile> modelFiles = new ArrayList<>();
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 150; i++) {
                long callSeed = random.nextLong();
                String expected = outcome(call(callSeed, realFiles.size()), real, realFiles, folder.toString());
                String found = outcome(call(callSeed, modelFiles.size()), model, modelFiles, "/machine");
                assertThat(found).as("call %d", i).isEqualTo(expected);
                assertThat(modelFiles).hasSameSizeAs(realFiles);
            }
            assertThat(model.fsyncs()).isEqualTo(real.fsyncs());
            for (Disk.DiskFile file : realFiles) file.close();
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
            }
        }
    }

    private static String outcome(Call call, Disk disk, List<Disk.DiskFile> open, String root) {
        try {
            return String.valueOf(call.on(disk, open));
        } catch (IOException | IllegalArgumentException e) {
            return String.valueOf(e.getMessage()).replace(root, "<root>");
        }
    }

    private static Call call(long seed, int files) {
        SplittableRandom random = new SplittableRandom(seed);
        String path = PATHS.get(random.nextInt(PATHS.size()));
        String other = PATHS.get(random.nextInt(PATHS.size()));
        int kind = random.nextInt(files == 0 ? 9 : 15);
        int file = files == 0 ? 0 : random.nextInt(files);
        long position = random.nextInt(random.nextBoolean() ? 100 : 20_000) - (random.nextInt(50) == 0 ? 100 : 0);
        byte[] bytes = new byte[random.nextInt(random.nextInt(4) == 0 ? 10_000 : 100)];
        random.nextBytes(bytes);
        return switch (kind) {
            case 0 -> (disk, open) -> disk.list(path);
            case 1 -> (disk, open) -> disk.exists(path);
            case 2 -> (disk, open) -> done(() -> disk.createFolders(path));
            case 3, 4 -> (disk, open) -> open.add(disk.open(path));
            case 5 -> (disk, open) -> HexFormat.of().formatHex(disk.read(path));
            case 6 -> (disk, open) -> done(() -> disk.rename(path, other));
            case 7 -> (disk, open) -> done(() -> disk.delete(path));
            case 8 ->
                (disk, open) -> done(() -> {
                    if (random.nextBoolean()) disk.syncFolder(path);
                    else disk.replace(path, bytes);
                });
            case 9 ->
                (disk, open) -> {
                    ByteBuffer into = ByteBuffer.allocate(bytes.length);
                    return open.get(file).read(position, into) + HexFormat.of().formatHex(into.array());
                };
            case 10, 11 -> (disk, open) -> done(() -> open.get(file).write(position, ByteBuffer.wrap(bytes)));
            case 12 -> (disk, open) -> done(() -> open.get(file).truncate(position));
            case 13 -> (disk, open) -> open.get(file).size();
            default ->
                (disk, open) -> done(() -> {
                    open.get(file).sync();
                    if (bytes.length % 10 == 0) open.get(file).close();
                });
        };
    }

    private interface Action {
        void run() throws IOException;
    }

    private static String done(Action action) throws IOException {
        action.run();
        return "done";
    }

    @Example
    void aFailureNamesWhatWasTriedAndTheWholePath() throws IOException {
        ModelledDisk model = new ModelledDisk(
                "machine", TestDisk.PROFILE, new Seeds(1), new RunClock(), (at, what, path, offset, n) -> {});
        Disk disk = model.mount();
        disk.createFolders("log");
        Disk.DiskFile file = disk.open("log/one");
        file.write(0, ByteBuffer.wrap(new byte[100]));
        for (ModelledDisk.Operation operation : ModelledDisk.Operation.values()) model.fail(operation, 1);

        assertThatThrownBy(() -> disk.read("log/one"))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot read /machine/log/one: IOException: Input/output error");
        assertThatThrownBy(() -> file.write(0, ByteBuffer.wrap(new byte[1])))
                .hasMessage("cannot write /machine/log/one: IOException: Input/output error");
        assertThatThrownBy(file::sync).hasMessage("cannot sync /machine/log/one: IOException: Input/output error");
        assertThatThrownBy(() -> disk.syncFolder("log"))
                .hasMessage("cannot sync folder /machine/log: IOException: Input/output error");

        model.lift();
        assertThat(disk.read("log/one")).hasSize(100);
        model.full(10);
        assertThatThrownBy(() -> file.write(90, ByteBuffer.wrap(new byte[30])))
                .hasMessage("cannot write /machine/log/one: IOException: No space left on device");
        assertThat(file.size()).isEqualTo(110);
        assertThat(disk.freeBytes()).isZero();
        disk.delete("log/one");
        assertThat(disk.freeBytes()).isEqualTo(110);
    }
}
