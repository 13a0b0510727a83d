package dev.darm.world;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Processors of this machine that share in work of which no part depends on another, such as checking signatures. */
@FunctionalInterface
public interface Workers {

    /** The caller does all of it, one part after the other. */
    Workers CALLER = new Workers() {
        @Override
        public <T> List<T> each(int parts, IntFunction<T> work) {
            return IntStream.range(0, parts).mapToObj(work).toList();
        }
    };

    /**
     * What {@code work} gives for 0 to {@code parts} − 1, in that order, when all of it is done. The caller takes its share.
     *
     * @param work safe to be called from several threads at once, of arguments alone, and never null
     * @throws RuntimeException the one of the first part that failed
     */
    <T> List<T> each(int parts, IntFunction<T> work);
}
