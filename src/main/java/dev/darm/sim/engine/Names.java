package dev.darm.sim.engine;

/** Names of classes that are the same in every run. */
final class Names {

    private static final ClassValue<String> NAMES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            String name = type.getName();
            // a lambda's class is named after where it lies in memory
            int slash = name.indexOf('/');
            return slash < 0 ? name : name.substring(0, slash);
        }
    };

    private Names() {}

    static String of(Class<?> type) {
        return NAMES.get(type);
    }
}
