package dev.darm.sim.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Optional;

/** Loads DARM's classes anew, one of them with a bug, and leaves those of the JVM's own class path as they are. */
final class MutatedClasses extends URLClassLoader {

    private final Optional<Mutation> mutation;

    MutatedClasses(Optional<Mutation> mutation) {
        super(new URL[0], MutatedClasses.class.getClassLoader());
        this.mutation = mutation;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) return loaded;
            return name.startsWith("dev.darm.") ? define(name) : super.loadClass(name, resolve);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/');
        try (InputStream file = getParent().getResourceAsStream(path + ".class")) {
            if (file == null) throw new ClassNotFoundException(name);
            byte[] bytes = file.readAllBytes();
            byte[] own = mutation.isPresent() && mutation.get().type().equals(path)
                    ? Mutations.mutated(mutation.get(), bytes)
                    : bytes;
            return defineClass(name, own, 0, own.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
