package dev.darm.node;

import akka.actor.ActorSystem;
import akka.actor.Props;
import akka.cluster.Cluster;
import akka.cluster.DowningProvider;
import akka.cluster.sbr.SplitBrainResolver;
import akka.cluster.sbr.SplitBrainResolverProvider;
import akka.cluster.sbr.SplitBrainResolverSettings;
import scala.Option;
import scala.Some;
import scala.concurrent.duration.FiniteDuration;

/**
 * Akka's Split Brain Resolver with {@link SparingMajority} for its {@code keep-majority}. The other strategies of {@code
 * akka.cluster.split-brain-resolver.active-strategy} are Akka's own, unchanged.
 *
 * <p>Akka makes it by name, {@code akka.cluster.downing-provider-class}.
 */
public final class SparingDowning extends DowningProvider {

    private final ActorSystem system;
    private final SplitBrainResolverProvider akka;
    private final SplitBrainResolverSettings settings;

    /** Called by Akka. */
    public SparingDowning(ActorSystem system) {
        this.system = system;
        this.akka = new SplitBrainResolverProvider(system);
        this.settings = new SplitBrainResolverSettings(system.settings().config());
    }

    @Override
    public FiniteDuration downRemovalMargin() {
        return akka.downRemovalMargin();
    }

    @Override
    public Option<Props> downingActorProps() {
        if (!settings.DowningStrategy().equals(SplitBrainResolverSettings.KeepMajorityName()))
            return akka.downingActorProps();
        Cluster cluster = Cluster.get(system);
        return Some.apply(SplitBrainResolver.props(
                settings.DowningStableAfter(),
                new SparingMajority(
                        cluster.selfDataCenter(), settings.keepMajorityRole(), cluster.selfUniqueAddress())));
    }
}
