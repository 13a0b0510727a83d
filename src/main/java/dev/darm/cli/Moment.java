package dev.darm.cli;

import dev.darm.sim.trace.VirtualTime;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A moment of a run on the command line.
 *
 * @param nanos virtual time since the start of the run
 */
record Moment(long nanos) {

    Duration duration() {
        return Duration.ofNanos(nanos);
    }

    /** Hours, minutes and seconds. */
    static String brief(long nanos) {
        String text = VirtualTime.text(nanos);
        return text.substring(0, text.indexOf('.'));
    }

    static final class Converter implements ITypeConverter<Moment> {
        @Override
        public Moment convert(String text) {
            try {
                return new Moment(VirtualTime.parse(text));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
