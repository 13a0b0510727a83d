package dev.darm.sim.scenario;

import com.typesafe.config.ConfigUtil;
import dev.darm.world.Unlikely;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * A fault as HOCON and as one line, and back: one key a component of its record, so that the form cannot drift from the
 * record. {@code lasting} is written {@code for}, and left out when it is {@link Fault#ALWAYS}.
 */
final class FaultForm {

    private static final String LASTING = "lasting";
    private static final Duration YEAR = Duration.ofDays(365);

    private FaultForm() {}

    /** The fault of {@code kind} in a section that may hold other keys, which are for the caller to ask for. */
    static Fault read(FaultKind kind, Section section, Targets targets) {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : kind.type().getRecordComponents())
            values.add(value(component, section, targets));
        return make(kind, values);
    }

    /** The value of a component: what the file says, or what is usual. */
    static Object value(RecordComponent component, Section section, Targets targets) {
        String key = key(component);
        return switch (component.getName()) {
            case "nodes", "from" -> targets.read(section, key);
            case "to" -> section.has(key) ? targets.read(section, key) : List.of();
            case "groups" -> targets.groups(section, key);
            case "point" -> section.choice(key, List.of(Unlikely.values()), Unlikely::word);
            case "messages" -> List.copyOf(section.texts(key));
            case "bothWays" -> section.flag(key, true);
            case LASTING -> section.duration(key, Duration.ofNanos(1), YEAR, Fault.ALWAYS);
            default -> parameter(component, section, key);
        };
    }

    private static Object parameter(RecordComponent component, Section section, String key) {
        Class<?> type = component.getType();
        if (type == String.class) return section.text(key);
        if (type.isEnum()) return choice(type, section, key);
        Range range = Objects.requireNonNull(component.getAnnotation(Range.class), component.toString());
        if (!section.has(key)) return number(type, range.usual());
        if (type == Duration.class)
            return section.duration(key, Durations.ofSeconds(range.least()), Durations.ofSeconds(range.most()));
        if (type == double.class) return section.number(key, range.least(), range.most());
        if (type == int.class) return (int) section.whole(key, (long) range.least(), (long) range.most());
        return section.bytes(key, range.least(), range.most());
    }

    private static Object choice(Class<?> type, Section section, String key) {
        List<Object> constants = Arrays.asList((Object[]) type.getEnumConstants());
        return section.has(key) ? section.choice(key, constants, FaultForm::word) : constants.getFirst();
    }

    static Object number(Class<?> type, double value) {
        if (type == Duration.class) return Durations.ofSeconds(value);
        if (type == double.class) return value;
        if (type == int.class) return (int) StrictMath.round(value);
        return StrictMath.round(value);
    }

    /** The fault of {@code kind} with these components in the order of its record. */
    static Fault make(FaultKind kind, List<Object> values) {
        try {
            Class<?>[] types = Arrays.stream(kind.type().getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<? extends Record> constructor = kind.type().getDeclaredConstructor(types);
            return (Fault) constructor.newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("bad " + kind.word() + ": " + values, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("records of Fault are public and have one constructor", e);
        }
    }

    /** The components of a fault in the order of its record. */
    static List<Object> values(Fault fault) {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : fault.getClass().getRecordComponents()) {
            try {
                values.add(Objects.requireNonNull(component.getAccessor().invoke(fault), component.toString()));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("accessors of records of Fault are public and do not fail", e);
            }
        }
        return values;
    }

    /** The fault with another value of one component; itself when it has no such component. */
    static Fault with(Fault fault, String name, Object value) {
        List<Object> values = values(fault);
        RecordComponent[] components = fault.getClass().getRecordComponents();
        boolean found = false;
        for (int i = 0; i < components.length; i++) {
            if (!components[i].getName().equals(name)) continue;
            values.set(i, value);
            found = true;
        }
        return found ? make(fault.kind(), values) : fault;
    }

    /** {@code fault = crash, nodes = [n3], for = 12s}, without braces. */
    static String hocon(Fault fault) {
        StringJoiner text = new StringJoiner(", ");
        text.add("fault = " + fault.kind().word());
        RecordComponent[] components = fault.getClass().getRecordComponents();
        List<Object> values = values(fault);
        for (int i = 0; i < components.length; i++) {
            if (values.get(i).equals(Fault.ALWAYS) || values.get(i).equals(List.of())) continue;
            text.add(key(components[i]) + " = " + written(values.get(i)));
        }
        return text.toString();
    }

    /** {@code slow-cpu n3, factor 10.0, for 12s}. */
    static String text(Fault fault) {
        StringJoiner text = new StringJoiner(", ");
        String subject = fault.kind().word();
        RecordComponent[] components = fault.getClass().getRecordComponents();
        List<Object> values = values(fault);
        for (int i = 0; i < components.length; i++) {
            Object value = values.get(i);
            switch (components[i].getName()) {
                case "nodes" -> subject += " " + names(value);
                case "from" -> subject += " from " + names(value);
                case "to" -> subject += " to " + (value.equals(List.of()) ? "all others" : names(value));
                case "groups" ->
                    subject += " "
                            + String.join(
                                    " | ",
                                    ((List<?>) value)
                                            .stream().map(FaultForm::names).toList());
                case "bothWays" -> subject += value.equals(true) ? " and back" : "";
                case LASTING ->
                    text.add(value.equals(Fault.ALWAYS) ? "for good" : "for " + Durations.text((Duration) value));
                default -> {
                    if (!value.equals(List.of())) text.add(key(components[i]) + " " + said(value));
                }
            }
        }
        return text.length() == 0 ? subject : subject + ", " + text;
    }

    private static String names(Object value) {
        return String.join(" ", ((List<?>) value).stream().map(Object::toString).toList());
    }

    private static String said(Object value) {
        return value instanceof List<?> list ? names(list) : value instanceof String text ? text : written(value);
    }

    static String written(Object value) {
        return switch (value) {
            case Duration duration -> Durations.text(duration);
            case Boolean flag -> flag ? "on" : "off";
            case List<?> list ->
                "[" + String.join(", ", list.stream().map(FaultForm::written).toList()) + "]";
            case Enum<?> constant -> word(constant);
            case String text -> ConfigUtil.quoteString(text);
            default -> value.toString();
        };
    }

    /** The key of a component: {@code bothWays} is {@code both-ways}, {@code lasting} is {@code for}. */
    static String key(RecordComponent component) {
        if (component.getName().equals(LASTING)) return "for";
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
