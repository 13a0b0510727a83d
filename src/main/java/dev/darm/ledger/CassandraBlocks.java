package dev.darm.ledger;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.alpakka.cassandra.javadsl.CassandraSession;
import akka.stream.alpakka.cassandra.javadsl.CassandraSessionRegistry;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.darm.codec.ByteReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A {@link BlockStore} in Cassandra: table {@code blocks}, a partition for each thousand heights of a node's chain, and table
 * {@code heights}. Written and read by a majority of the copies.
 */
public final class CassandraBlocks implements BlockStore {

    private static final long BUCKET = 1_000;

    private final CassandraSession session;
    private final BlockCopySettings settings;
    private final String genesis;
    private final String node;

    public CassandraBlocks(ActorSystem<?> system, BlockCopySettings settings, Genesis genesis, String node) {
        this.session = CassandraSessionRegistry.get(system).sessionFor("alpakka.cassandra");
        this.settings = settings;
        this.genesis = genesis.hash().hex();
        this.node = node;
    }

    @Override
    public CompletionStage<Long> open() {
        CompletionStage<Done> keyspace = settings.autocreate()
                ? session.executeDDL(
                        "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = {'class': 'SimpleStrategy', 'replication_factor': %d}"
                                .formatted(settings.keyspace(), settings.replicationFactor()))
                : CompletableFuture.completedFuture(Done.getInstance());
        return keyspace.thenCompose(done -> session.executeDDL(
                        "CREATE TABLE IF NOT EXISTS %s (genesis text, node text, bucket bigint, height bigint, block blob, PRIMARY KEY ((genesis, node, bucket), height))"
                                .formatted(table("blocks"))))
                .thenCompose(done -> session.executeDDL(
                        "CREATE TABLE IF NOT EXISTS %s (genesis text, node text, height bigint, PRIMARY KEY ((genesis, node)))"
                                .formatted(table("heights"))))
                .thenCompose(done -> bound(
                        "SELECT height FROM %s WHERE genesis = ? AND node = ?".formatted(table("heights")),
                        genesis,
                        node))
                .thenCompose(session::selectAll)
                .thenApply(rows -> rows.isEmpty() ? 0L : rows.getFirst().getLong("height"));
    }

    private String table(String name) {
        return settings.keyspace() + "." + name;
    }

    private CompletionStage<BoundStatement> bound(String statement, Object... values) {
        return session.prepare(statement)
                .thenApply(prepared -> prepared.bind(values).setConsistencyLevel(DefaultConsistencyLevel.QUORUM));
    }

    @Override
    public CompletionStage<Done> write(List<CommittedBlock> blocks) {
        CompletionStage<Done> written = CompletableFuture.completedFuture(Done.getInstance());
        for (CommittedBlock block : blocks) written = written.thenCompose(done -> write(block));
        long last = blocks.getLast().height();
        return written.thenCompose(done -> bound(
                        "INSERT INTO %s (genesis, node, height) VALUES (?, ?, ?)".formatted(table("heights")),
                        genesis,
                        node,
                        last))
                .thenCompose(session::executeWrite);
    }

    private CompletionStage<Done> write(CommittedBlock block) {
        return bound(
                        "INSERT INTO %s (genesis, node, bucket, height, block) VALUES (?, ?, ?, ?, ?)"
                                .formatted(table("blocks")),
                        genesis,
                        node,
                        block.height() / BUCKET,
                        block.height(),
                        ByteBuffer.wrap(block.bytes()))
                .thenCompose(session::executeWrite);
    }

    @Override
    public CompletionStage<List<CommittedBlock>> read(long from, int max) {
        return bound(
                        "SELECT height, block FROM %s WHERE genesis = ? AND node = ? AND bucket = ? AND height >= ? LIMIT ?"
                                .formatted(table("blocks")),
                        genesis,
                        node,
                        from / BUCKET,
                        from,
                        max)
                .thenCompose(session::selectAll)
                .thenApply(rows -> consecutive(from, rows));
    }

    private static List<CommittedBlock> consecutive(long from, List<Row> rows) {
        List<CommittedBlock> blocks = new ArrayList<>();
        for (Row row : rows) {
            ByteBuffer bytes = row.getByteBuffer("block");
            if (bytes == null || row.getLong("height") != from + blocks.size()) break;
            byte[] block = new byte[bytes.remaining()];
            bytes.get(block);
            blocks.add(ByteReader.readAll(block, CommittedBlock::read));
        }
        return blocks;
    }
}
