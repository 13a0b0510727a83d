package examples;

import akka.actor.typed.javadsl.Behaviors;
import dev.darm.sim.ClusterPlan;
import dev.darm.sim.SimulatedCluster;
import dev.darm.sim.junit.Simulated;
import java.time.Duration;

class SmallClusterTest {

    @Simulated(seeds = "1..5")
    void aNodeThatIsCutOffIsDownedAndComesBack(ClusterPlan plan) {
        plan.config("akka.cluster.downing-provider-class = akka.cluster.sbr.SplitBrainResolverProvider");
        SimulatedCluster cluster = plan.nodes(3, node -> Behaviors.empty()).lan().start();
        cluster.awaitMembers(3, Duration.ofMinutes(1)).isolate("n3");
        cluster.awaitMembers(2, Duration.ofMinutes(1)).heal();
        cluster.restart("n3");
        cluster.awaitMembers(3, Duration.ofMinutes(1));
    }
}
