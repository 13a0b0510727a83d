package dev.darm.world;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {

    @TempDir
    Path folder;

    @Test
    void noPathLeavesTheDataFolder() {
        FileDisk disk = new FileDisk(folder.resolve("data"));

        for (String path : new String[] {"../secret", "a/../../secret", "/etc/passwd", "..", "../data2/x"})
            assertThatThrownBy(() -> disk.open(path))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("leaves the data folder");
    }

    @Test
    void filesAreWrittenReadListedRenamedAndDeleted() throws IOException {
        FileDisk disk = new FileDisk(folder);
        disk.createFolders("a/b");
        try (Disk.DiskFile file = disk.open("a/b/one")) {
            file.write(3, ByteBuffer.wrap("text".getBytes(UTF_8)));
            file.truncate(5);
            file.sync();
            ByteBuffer read = ByteBuffer.allocate(10);
            assertThat(file.read(3, read)).isEqualTo(2);
            assertThat(file.read(5, read)).isZero();
            assertThat(file.size()).isEqualTo(5);
        }
        disk.rename("a/b/one", "a/two");
        disk.syncFolder("a");
        disk.replace("a/two", new byte[] {1});

        assertThat(disk.list("a")).containsExactly("b", "two");
        assertThat(disk.list("nowhere")).isEmpty();
        assertThat(disk.read("a/two")).containsExactly(1);
        assertThat(disk.freeBytes()).isPositive();
        disk.delete("a/two");
        assertThat(disk.exists("a/two")).isFalse();
        assertThat(disk.fsyncs()).isEqualTo(4);
    }

    @Test
    void aFailureNamesThePath() {
        FileDisk disk = new FileDisk(folder);

        assertThatThrownBy(() -> disk.read("missing"))
                .hasMessageContaining(folder.resolve("missing").toString());
        assertThatThrownBy(() -> disk.open("no/folder")).hasMessageContaining("no/folder");
        assertThatThrownBy(() -> disk.delete("gone")).hasMessageContaining("cannot delete");
    }
}
