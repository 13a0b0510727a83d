package dev.darm.node;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import dev.darm.world.FolderInUse;
import dev.darm.world.shell.WorldExtension;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    /** Warns that it was not made for the vector instructions of this Java, which it then does without. */
    private static final java.util.logging.Logger LUCENE =
            java.util.logging.Logger.getLogger("org.apache.lucene.internal.vectorization");

    private static final long START_TIMEOUT_SECONDS = 60;
    private static final long END_TIMEOUT_SECONDS = 30;

    /** As {@code RestartSec} of the systemd unit. */
    private static final long AGAIN_AFTER_MILLIS = 5_000;

    private static final String REASONS = "akka.coordinated-shutdown.reason-overrides";

    private final NodeConfig config;
    private final ActorSystem<NodeGuardian.Command> system;
    private final CompletionStage<Done> leaves;

    private DarmNode(NodeConfig config, ActorSystem<NodeGuardian.Command> system, CompletionStage<Done> leaves) {
        this.config = config;
        this.system = system;
        this.leaves = leaves;
    }

    /**
     * Runs the node of {@code file} as this process until it ends. When it ended by itself, the last line of the process's
     * output says why, below whatever was logged on the way.
     *
     * @param again whether a node that ends with {@link ExitCode#TRY_AGAIN} is started anew, as a service manager would
     * @return the code that the process should end with, see {@link ExitCode}
     * @throws StartFailure when it cannot start, or stops by itself while it starts
     */
    public static int run(Path file, boolean again) throws InterruptedException {
        LUCENE.setLevel(java.util.logging.Level.SEVERE);
        while (true) {
            DarmNode node = start(NodeConfig.load(file), ConfigFactory.empty());
            boolean ended = node.awaitItsEnd();
            int code = node.exitCode();
            stopped(node.config, node.system).ifPresent(why -> System.err.println("darm: " + why.getMessage()));
            if (!again || !ended || code != ExitCode.TRY_AGAIN.code()) return code;
            LOG.info("node {} is started again", node.config.node().name());
            Thread.sleep(AGAIN_AFTER_MILLIS);
        }
    }

    /** Whether the actor system came to its end, for which it has {@value END_TIMEOUT_SECONDS} s once all else has. */
    private boolean awaitItsEnd() throws InterruptedException {
        NodeAddress self = config.network().self();
        LOG.info(
                "node {} of {} listens on {}:{} (console {}/darm)",
                self.name(),
                config.cluster().name(),
                self.host(),
                self.port(),
                self.httpAddress());
        CompletableFuture<Done> ended = ended().toCompletableFuture();
        CompletableFuture.anyOf(leaves.toCompletableFuture(), ended).join();
        try {
            ended.get(END_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.error("node {} did not come to its end, and its process ends", self.name(), e);
            return false;
        }
    }

    /** The code that the configuration gives to the reason for which the node ended. */
    private int exitCode() {
        CoordinatedShutdown.Reason reason =
                CoordinatedShutdown.get(system).getShutdownReason().orElse(CoordinatedShutdown.unknownReason());
        if (reason.equals(CoordinatedShutdown.jvmExitReason())) return ExitCode.TERMINATED.code();
        String path = REASONS + "." + ConfigUtil.quoteString(reason.getClass().getName()) + ".exit-code";
        return config.all().hasPath(path) ? config.all().getInt(path) : ExitCode.OK.code();
    }

    /** Starts a node within this JVM, which it leaves running when it ends. */
    public static DarmNode start(NodeConfig config) {
        return start(config, ConfigFactory.parseString("akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off"));
    }

    private static DarmNode start(NodeConfig asked, Config process) {
        NodeMaterial material = NodeMaterial.load(asked);
        NodeConfig config = GenesisRules.under(asked, material.genesis());
        Preflight.check(config);
        DataFolder.open(config);
        DataFolder.Token token = DataFolder.token(config.tokenFile());
        if (token.made()) LOG.info("made the token for changing requests: {}", config.tokenFile());
        return start(config, process, guardian(config, material, token.value()));
    }

    /**
     * Starts a node with {@code material} and {@code token} as given, on a machine whose files and ports need no looking
     * into.
     *
     * @param over settings that go over all others
     */
    public static DarmNode start(NodeConfig asked, NodeMaterial material, String token, Config over) {
        NodeConfig config = GenesisRules.under(asked, material.genesis());
        return start(config, over, guardian(config, material, token));
    }

    private static Behavior<NodeGuardian.Command> guardian(NodeConfig config, NodeMaterial material, String token) {
        return NodeGuardian.create(context -> {
            context.spawn(SplitWatch.create(config), "split-watch");
            return NodeActors.start(context, config, material, token);
        });
    }

    /** Completes {@code leaves} when nothing is left of the orderly shutdown but the end of the actor system. */
    private static Behavior<NodeGuardian.Command> telling(
            CompletableFuture<Done> leaves, Behavior<NodeGuardian.Command> guardian) {
        return Behaviors.setup(context -> {
            CoordinatedShutdown.get(context.getSystem())
                    .addTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "tell-the-process", () -> {
                        leaves.complete(Done.getInstance());
                        return leaves;
                    });
            return guardian;
        });
    }

    /** Starts a node with other actors than DARM's own. */
    static DarmNode start(NodeConfig config, Config process, Behavior<NodeGuardian.Command> guardian) {
        ActorSystem<NodeGuardian.Command> system = null;
        CompletableFuture<Done> leaves = new CompletableFuture<>();
        try {
            system = ActorSystem.create(
                    telling(leaves, guardian), config.cluster().name(), process.withFallback(config.all()));
            DarmNode node = new DarmNode(config, system, leaves);
            // opens the data folder, so that a folder in use is a failure to start and not of some actor
            WorldExtension.of(system);
            AkkaManagement.get(system).start().toCompletableFuture().get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            ClusterBootstrap.get(system).start();
            return node;
        } catch (RuntimeException | ExecutionException | TimeoutException e) {
            Optional<StartFailure> stopped = Optional.ofNullable(system).flatMap(started -> stopped(config, started));
            if (system != null) system.terminate();
            throw stopped.orElseGet(() -> failure(config, e));
        } catch (InterruptedException e) {
            system.terminate();
            Thread.currentThread().interrupt();
            throw failure(config, e);
        }
    }

    /** Why the node's own actors stopped it, if they did: what failed after that is a consequence. */
    private static Optional<StartFailure> stopped(NodeConfig config, ActorSystem<?> system) {
        return CoordinatedShutdown.get(system).getShutdownReason().flatMap(reason -> StopReason.why(reason)
                .map(why -> new StartFailure(
                        reason instanceof StopReason own ? own.exitCode() : ExitCode.DATA,
                        "%s stopped: %s (its data folder: %s)"
                                .formatted(config.node().name(), why, config.dataFolder()))));
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
