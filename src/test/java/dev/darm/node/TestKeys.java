package dev.darm.node;

import java.nio.file.Path;

final class TestKeys {
    static void make(Path folder, String... nodes) throws Exception {
        throw new UnsupportedOperationException();
    }
}
