package dev.darm.node;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.world.FolderInUse;
import dev.darm.world.shell.WorldExtension;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running node: the actor system of one node file, from its checks before the start to its orderly end. */
public final class DarmNode {

    private static final Logger LOG = LoggerFactory.getLogger(DarmNode.class);
    private static final long START_TIMEOUT_SECONDS = 60;

    private final NodeConfig config;
    private final ActorSystem<NodeGuardian.Command> system;

    private DarmNode(NodeConfig config, ActorSystem<NodeGuardian.Command> system) {
        this.config = config;
        this.system = system;
    }

    /**
     * Runs the node of {@code file} as this process: returns when the node has ended, unless its shutdown ends the
     * JVM first with the code of {@link ExitCode}.
     *
     * @throws StartFailure when it cannot start
     */
    public static void run(Path file) {
        DarmNode node =
                start(NodeConfig.load(file), ConfigFactory.parseString("akka.coordinated-shutdown.exit-jvm = on"));
        LOG.info(
                "node {} of {} listens on {} (console {}/darm)",
                node.config.node().name(),
                node.config.cluster().name(),
                node.config.network().self().host() + ":"
                        + node.config.network().self().port(),
                node.config.network().self().httpAddress());
        node.ended().toCompletableFuture().join();
    }

    /** Starts a node within this JVM, which it leaves running when it ends. */
    public static DarmNode start(NodeConfig config) {
        return start(config, ConfigFactory.parseString("akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off"));
    }

    private static DarmNode start(NodeConfig config, Config process) {
        NodeMaterial material = NodeMaterial.load(config);
        Preflight.check(config);
        DataFolder.open(config);
        DataFolder.Token token = DataFolder.token(config.tokenFile());
        if (token.made()) LOG.info("made the token for changing requests: {}", config.tokenFile());
        return start(
                config,
                process,
                NodeGuardian.create(context -> NodeActors.start(context, config, material, token.value())));
    }

    /** Starts a node with other actors than DARM's own. */
    static DarmNode start(NodeConfig config, Config process, akka.actor.typed.Behavior<NodeGuardian.Command> guardian) {
        ActorSystem<NodeGuardian.Command> system = null;
        try {
            system = ActorSystem.create(guardian, config.cluster().name(), process.withFallback(config.all()));
            DarmNode node = new DarmNode(config, system);
            // opens the data folder, so that a folder in use is a failure to start and not of some actor
            WorldExtension.of(system);
            AkkaManagement.get(system).start().toCompletableFuture().get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            ClusterBootstrap.get(system).start();
            return node;
        } catch (RuntimeException | ExecutionException | TimeoutException e) {
            if (system != null) system.terminate();
            throw failure(config, e);
        } catch (InterruptedException e) {
            system.terminate();
            Thread.currentThread().interrupt();
            throw failure(config, e);
        }
    }

    private static StartFailure failure(NodeConfig config, Throwable error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            String why = String.valueOf(at.getMessage());
            if (at instanceof StartFailure known) return known;
            if (at instanceof FolderInUse) return new StartFailure(ExitCode.UNAVAILABLE, why, error);
            if (at instanceof BindException)
                return new StartFailure(
                        ExitCode.UNAVAILABLE,
                        "a port of node %s is in use (%s); see darm.network.port and darm.network.http-port"
                                .formatted(config.node().name(), why),
                        error);
            if (at instanceof akka.remote.artery.tcp.SslTransportException)
                return new StartFailure(
                        ExitCode.NO_PERMISSION,
                        "the keys in %s cannot be used: %s".formatted(config.keysFolder(), why),
                        error);
            if (at instanceof IOException) return new StartFailure(ExitCode.DATA, why, error);
        }
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return new StartFailure(ExitCode.SOFTWARE, "the node cannot start: " + cause, error);
    }

    public NodeConfig config() {
        return config;
    }

    public ActorSystem<NodeGuardian.Command> system() {
        return system;
    }

    /** Leaves the cluster and stops. */
    public CompletionStage<Done> stop() {
        return CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason());
    }

    /** Ends the node as a power cut would, as far as the other nodes see: without leaving the cluster. */
    void cut() {
        akka.actor.typed.javadsl.Adapter.toClassic(system).terminate();
    }

    /** Completes when the node has ended. */
    public CompletionStage<Done> ended() {
        return system.getWhenTerminated();
    }
}
