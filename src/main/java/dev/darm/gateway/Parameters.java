package dev.darm.gateway;

import akka.http.javadsl.model.Query;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The parameters of a request's query; none but those that its endpoint knows. */
record Parameters(Map<String, String> values) {

    static Parameters of(Query query, List<String> known) {
        Map<String, String> values = query.toMap();
        for (String name : values.keySet())
            if (!known.contains(name))
                throw Refusal.badRequest(
                        "unknown-parameter", "unknown parameter '" + name + "'", String.join(", ", known));
        return new Parameters(values);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A number from {@code least} to {@code most}; empty when it is not given. */
    OptionalLong number(String name, long least, long most) {
        String word = values.get(name);
        if (word == null) return OptionalLong.empty();
        try {
            long number = Long.parseLong(word);
            if (number >= least && number <= most) return OptionalLong.of(number);
        } catch (NumberFormatException e) {
            // the refusal below says what was expected
        }
        throw Refusal.badRequest(
                "bad-" + name, "'" + name + "' is '" + word + "'", "a number from " + least + " to " + most);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
