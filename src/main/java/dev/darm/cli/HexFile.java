package dev.darm.cli;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Canonical;
import dev.darm.codec.MalformedBytes;
import dev.darm.node.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.Function;

/** Canonical bytes in hexadecimal: in files that people pass on, and in what a node answers. */
final class HexFile {

    private HexFile() {}

    /** What {@code file} holds; {@code what} names it in the messages. */
    static <T> T read(Path file, String what, Function<ByteReader, T> read) {
        try {
            return parse(file.toString(), Files.readString(file).strip(), what, read);
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.NO_INPUT, "cannot read " + file + ": " + e.getMessage());
        }
    }

    /** What {@code hex} stands for; {@code origin} says where it is from. */
    static <T> T parse(String origin, String hex, String what, Function<ByteReader, T> read) {
        try {
            return ByteReader.readAll(HexFormat.of().parseHex(hex), read);
        } catch (IllegalArgumentException | MalformedBytes e) {
            throw new Darm.Failure(ExitCode.DATA, origin + " holds no " + what + ": " + e.getMessage());
        }
    }

    static void write(Path file, Canonical value) {
        write(file, HexFormat.of().formatHex(value.bytes()));
    }

    static void write(Path file, String hex) {
        try {
            Files.writeString(file, hex + "\n");
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.NO_PERMISSION, "cannot write " + file + ": " + e.getMessage());
        }
    }
}
