package dev.darm.ledger;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/**
 * The keys {@code darm.ledger.blocks} and {@code darm.ledger.cassandra.*}.
 *
 * @param on whether blocks are copied to Cassandra
 * @param keyspace of their tables: small letters, digits, underscores
 * @param replicationFactor of a keyspace that is made
 * @param autocreate whether the keyspace is made when it is absent
 */
public record BlockCopySettings(boolean on, String keyspace, int replicationFactor, boolean autocreate) {

    /** Reads the keys of the {@code darm} section; one out of range is refused with what was expected. */
    public static BlockCopySettings of(Config darm) {
        Config ledger = darm.getConfig("ledger");
        String blocks = ledger.getString("blocks");
        if (!blocks.equals("segments") && !blocks.equals("cassandra"))
            throw bad(ledger, "blocks", "segments or cassandra", blocks);
        String keyspace = ledger.getString("cassandra.keyspace");
        if (!keyspace.matches("[a-z][a-z0-9_]{0,47}"))
            throw bad(ledger, "cassandra.keyspace", "1 to 48 of a to z, 0 to 9 and _, a letter first", keyspace);
        int factor = ledger.getInt("cassandra.replication-factor");
        if (factor < 1 || factor > 100) throw bad(ledger, "cassandra.replication-factor", "1 to 100", factor);
        return new BlockCopySettings(
                blocks.equals("cassandra"), keyspace, factor, ledger.getBoolean("cassandra.keyspace-autocreate"));
    }

    private static ConfigException bad(Config ledger, String path, String expected, Object found) {
        return new ConfigException.BadValue(
                ledger.getValue(path).origin(), "darm.ledger." + path, "expected " + expected + ", found " + found);
    }
}
