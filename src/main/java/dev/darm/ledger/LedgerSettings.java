package dev.darm.ledger;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.darm.ledger.consensus.Timeouts;
import java.time.Duration;
import java.util.Optional;

/**
 * The keys {@code darm.ledger.*}; {@code reference.conf} has the unit, the range and the reason of each.
 *
 * @param timeouts how long a round waits
 * @param gossipInterval how often waiting payloads and the chain's height are told to the other nodes
 * @param blockPayloads payloads in a block that this node proposes
 * @param blockBytes bytes of content in a block that this node proposes
 * @param mempool bounds of what waits
 * @param clockDrift how far a fresh block's time may lie after this node's clock
 * @param responseBytes of blocks after which an answer to a node that lags ends
 * @param keepBlocks how many of the last blocks are kept whole; 0 for all
 * @param copied whether no block gives up being whole before it is copied elsewhere
 * @param trusted a block that the chain must lead through
 * @param mayJoin whether a head may start that the genesis does not enrol
 */
public record LedgerSettings(
        Timeouts timeouts,
        Duration gossipInterval,
        int blockPayloads,
        long blockBytes,
        Mempool.Limits mempool,
        Duration clockDrift,
        int responseBytes,
        long keepBlocks,
        boolean copied,
        Optional<TrustedBlock> trusted,
        boolean mayJoin) {

    private static final Duration LONGEST = Duration.ofHours(1);

    /** Reads {@code darm.ledger.*} of the {@code darm} section; a key out of range is refused with what was expected. */
    public static LedgerSettings of(Config darm) {
        Config ledger = darm.getConfig("ledger");
        return new LedgerSettings(
                new Timeouts(
                        wait(ledger, "timeouts.propose"),
                        wait(ledger, "timeouts.prevote"),
                        wait(ledger, "timeouts.precommit"),
                        duration(ledger, "timeouts.repeat")),
                duration(ledger, "gossip-interval"),
                (int) number(ledger, "block.payloads", 1, Block.MAX_PAYLOADS),
                bytes(ledger, "block.bytes", Payload.MAX_BYTES, Block.MAX_CONTENT_BYTES),
                new Mempool.Limits(
                        (int) number(ledger, "mempool.payloads", 1, 10_000_000),
                        bytes(ledger, "mempool.bytes", Payload.MAX_BYTES, 1L << 34),
                        (int) number(ledger, "mempool.remembered", 0, 10_000_000)),
                duration(ledger, "clock-drift"),
                (int) bytes(ledger, "response-bytes", 1, 1L << 20),
                number(ledger, "keep-blocks", 0, Long.MAX_VALUE),
                BlockCopySettings.of(darm).on(),
                TrustedBlock.of(ledger),
                ledger.getBoolean("may-join"));
    }

    private static Timeouts.Wait wait(Config ledger, String path) {
        return new Timeouts.Wait(duration(ledger, path + ".initial"), duration(ledger, path + ".growth"));
    }

    private static Duration duration(Config ledger, String path) {
        Duration value = ledger.getDuration(path);
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0)
            throw bad(ledger, path, "1 ms to 1 h", value);
        return value;
    }

    private static long number(Config ledger, String path, long least, long most) {
        long value = ledger.getLong(path);
        if (value < least || value > most) throw bad(ledger, path, least + " to " + most, value);
        return value;
    }

    private static long bytes(Config ledger, String path, long least, long most) {
        long value = ledger.getBytes(path);
        if (value < least || value > most) throw bad(ledger, path, least + " to " + most + " bytes", value);
        return value;
    }

    private static ConfigException bad(Config ledger, String path, String expected, Object found) {
        return new ConfigException.BadValue(
                ledger.getValue(path).origin(), "darm.ledger." + path, "expected " + expected + ", found " + found);
    }
}
