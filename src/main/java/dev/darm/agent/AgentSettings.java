package dev.darm.agent;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * {@code darm.agent}: the agents of a node.
 *
 * @param agents that a node hosts
 * @param rememberedAnswers whose ids an agent takes feedback for; the oldest go first
 * @param lookupTimeout for the recall ladder
 * @param studyTimeout for one step of studying a document
 */
public record AgentSettings(int agents, int rememberedAnswers, Duration lookupTimeout, Duration studyTimeout) {

    /** Reads the keys below {@code darm}. */
    public static AgentSettings of(Config darm) {
        Config agent = darm.getConfig("agent");
        return new AgentSettings(
                count(agent, "agents", 1, 256),
                count(agent, "remembered-answers", 16, 1_000_000),
                time(agent, "lookup-timeout"),
                time(agent, "study-timeout"));
    }

    private static int count(Config agent, String path, int least, int most) {
        int value = agent.getInt(path);
        if (value < least || value > most)
            throw bad(agent, path, "expected %d to %d, found %d".formatted(least, most, value));
        return value;
    }

    private static Duration time(Config agent, String path) {
        Duration value = agent.getDuration(path);
        if (value.compareTo(Duration.ofMillis(100)) < 0 || value.compareTo(Duration.ofMinutes(10)) > 0)
            throw bad(agent, path, "expected 100 ms to 10 minutes, found " + value);
        return value;
    }

    private static ConfigException bad(Config agent, String path, String message) {
        return new ConfigException.BadValue(agent.getValue(path).origin(), "darm.agent." + path, message);
    }
}
