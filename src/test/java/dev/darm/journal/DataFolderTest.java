package dev.darm.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.world.ModelDisk;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DataFolderTest {

    private final ModelDisk disk = new ModelDisk();

    @Test
    void anEmptyFolderBecomesTheNodesAndStaysItAfterAPowerCut() throws IOException {
        DataFolder.open(disk, "pi-1");
        disk.cutPower(new SplittableRandom(1));

        DataFolder.open(disk, "pi-1");

        assertThat(new String(disk.read("FORMAT"), UTF_8)).isEqualTo("darm data format 1\nnode pi-1\n");
    }

    @Test
    void aFolderOfAnotherFormatIsRefusedWithBothVersions() throws IOException {
        disk.replace("FORMAT", "darm data format 7\nnode pi-1\n".getBytes(UTF_8));

        assertThatThrownBy(() -> DataFolder.open(disk, "pi-1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("data format 7")
                .hasMessageContaining("reads and writes 1");
    }

    @Test
    void anotherNodesFolderIsRefused() throws IOException {
        DataFolder.open(disk, "pi-1");

        assertThatThrownBy(() -> DataFolder.open(disk, "pi-2"))
                .hasMessageContaining("pi-1")
                .hasMessageContaining("pi-2");
    }

    @Test
    void aFolderThatIsNoNodesIsRefused() throws IOException {
        disk.replace("holiday.jpg", new byte[3]);

        assertThatThrownBy(() -> DataFolder.open(disk, "pi-1")).hasMessageContaining("holiday.jpg");
        disk.replace("FORMAT", new byte[] {0, 1, 2});
        assertThatThrownBy(() -> DataFolder.open(disk, "pi-1")).hasMessageContaining("not a data folder");
    }
}
