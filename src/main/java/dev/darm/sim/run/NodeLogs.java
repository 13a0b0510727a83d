package dev.darm.sim.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.darm.sim.agent.WorldThread;
import dev.darm.sim.engine.Engine;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.helpers.MessageFormatter;

/** Takes what steps log out of the JVM's log and hands it to their run, which stamps it with node and virtual time. */
final class NodeLogs extends TurboFilter {

    private static final String NAME = "darm-sim";

    private NodeLogs() {}

    /** From now on; once a JVM. */
    static synchronized void install() {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) return;
        for (TurboFilter filter : context.getTurboFilterList()) if (NAME.equals(filter.getName())) return;
        NodeLogs logs = new NodeLogs();
        logs.setName(NAME);
        logs.setContext(context);
        logs.start();
        context.addTurboFilter(logs);
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        if (!(WorldThread.here() instanceof Engine engine)) return FilterReply.NEUTRAL;
        if (format == null || !level.isGreaterOrEqual(logger.getEffectiveLevel()))
            return level.isGreaterOrEqual(logger.getEffectiveLevel()) ? FilterReply.ACCEPT : FilterReply.DENY;
        String message = MessageFormatter.arrayFormat(format, arguments).getMessage();
        engine.logged(level.toString(), logger.getName(), failure == null ? message : message + ": " + failure);
        return FilterReply.DENY;
    }
}
