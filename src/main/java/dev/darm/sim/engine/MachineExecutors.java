package dev.darm.sim.engine;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import com.typesafe.config.Config;
import dev.darm.sim.agent.WorldThread;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The executor of every dispatcher of a simulated node: hands all work to the machine on whose step it was made. */
public final class MachineExecutors extends ExecutorServiceConfigurator {

    /** Called by Akka, which knows the class by its name in the configuration. */
    public MachineExecutors(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        Machine machine = here();
        int incarnation = machine.incarnation();
        return () -> new Executor(machine, incarnation);
    }

    /** The machine that runs the current step. */
    static Machine here() {
        if (WorldThread.here() instanceof Engine engine) {
            Machine machine = engine.currentMachine();
            if (machine != null) return machine;
        }
        throw new SimulationFailed("a simulated actor system can be made only in a step of a machine");
    }

    private static final class Executor extends AbstractExecutorService {
        private final Machine machine;
        private final int incarnation;
        private volatile boolean shutdown;

        Executor(Machine machine, int incarnation) {
            this.machine = machine;
            this.incarnation = incarnation;
        }

        @Override
        public void execute(Runnable work) {
            machine.submit(incarnation, work);
        }

        @Override
        public void shutdown() {
            shutdown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutdown;
        }
    }

    /** {@code executor} as a service, for the parts of a node that ask for one. */
    public static ExecutorService service(Machine machine) {
        return new Executor(machine, machine.incarnation());
    }
}
