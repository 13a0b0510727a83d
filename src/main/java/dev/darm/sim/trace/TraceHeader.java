package dev.darm.sim.trace;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;

/**
 * What a trace says about its run: enough to run it again.
 *
 * @param build the DARM that recorded it
 * @param scenario the scenario's name
 * @param scenarioText the whole text of the scenario, as it was run
 * @param seed the seed of the run
 * @param jvm the version of the JVM
 * @param configDigest a digest of the nodes' configuration
 */
public record TraceHeader(
        Build build, String scenario, String scenarioText, long seed, String jvm, String configDigest) {

    /** Everything but the build, which stands before it, where every version of the format has it. */
    byte[] bytes() {
        return new ByteWriter()
                .text(scenario)
                .text(scenarioText)
                .i64(seed)
                .text(jvm)
                .text(configDigest)
                .toBytes();
    }

    static TraceHeader read(Build build, ByteReader from) {
        return new TraceHeader(build, from.text(), from.text(), from.i64(), from.text(), from.text());
    }
}
