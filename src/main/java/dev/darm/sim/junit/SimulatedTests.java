package dev.darm.sim.junit;

import dev.darm.sim.Jvm;
import dev.darm.sim.engine.Engine;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes a test of each seed of a {@link Simulated} method. */
final class SimulatedTests implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), Simulated.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Jvm.require();
        Simulated own = context.getRequiredTestMethod().getAnnotation(Simulated.class);
        Optional<Simulated> shared = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), Simulated.class);
        String scenario = stated(own.scenario(), shared.map(Simulated::scenario), "");
        String until = stated(own.until(), shared.map(Simulated::until), "");
        String seeds = context.getConfigurationParameter(SeedRange.PROPERTY)
                .orElse(stated(own.seeds(), shared.map(Simulated::seeds), "1"));
        Engine.Order order = own.order() != Engine.Order.RANDOM
                ? own.order()
                : shared.map(Simulated::order).orElse(own.order());
        return SeedRange.parse(seeds).stream()
                .map(seed ->
                        new SeedInvocation(seed, order, Optional.of(scenario).filter(s -> !s.isEmpty()), until));
    }

    private static String stated(String own, Optional<String> shared, String otherwise) {
        if (!own.isEmpty()) return own;
        return shared.filter(text -> !text.isEmpty()).orElse(otherwise);
    }
}
