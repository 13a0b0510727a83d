package dev.darm.world.shell;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import dev.darm.world.World;
import java.lang.reflect.InvocationTargetException;

/**
 * The world of an actor system, made from the class named in {@code darm.world.class}, which has a constructor that takes
 * the {@link ActorSystem}.
 */
public final class WorldExtension implements Extension {

    private static final Id ID = new Id();

    private final World world;

    private WorldExtension(World world) {
        this.world = world;
    }

    public static World of(ActorSystem<?> system) {
        return ID.apply(system).world;
    }

    private static final class Id extends ExtensionId<WorldExtension> {

        @Override
        public WorldExtension createExtension(ActorSystem<?> system) {
            String name = system.settings().config().getString("darm.world.class");
            try {
                return new WorldExtension(Class.forName(name)
                        .asSubclass(World.class)
                        .getConstructor(ActorSystem.class)
                        .newInstance(system));
            } catch (InvocationTargetException e) {
                throw new IllegalStateException("cannot make the world " + name + ": " + e.getCause(), e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("darm.world.class: no usable world class " + name, e);
            }
        }
    }
}
