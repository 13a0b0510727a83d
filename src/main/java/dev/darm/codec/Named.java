package dev.darm.codec;

/** Makes the classes that a configuration names. */
final class Named {

    private Named() {}

    static <T> T make(Class<T> type, String className, String key) {
        try {
            return Class.forName(className)
                    .asSubclass(type)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException(
                    key + ": " + className + " is not a " + type.getName() + " with a public constructor", e);
        }
    }
}
