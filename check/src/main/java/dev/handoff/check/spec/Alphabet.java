package dev.handoff.check.spec;

import dev.handoff.check.spec.Event.Port;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A set of events.
 *
 * @param values which values of each port; a port that is not there has none
 */
record Alphabet(Map<Port, Values> values) {
    static final Alphabet NONE = new Alphabet(Map.of());

    Alphabet {
        Map<Port, Values> some = new LinkedHashMap<>(values); // in a fixed order
        some.values().removeIf(Values::isEmpty);
        values = Collections.unmodifiableMap(some);
    }

    static Alphabet of(Event event) {
        return new Alphabet(Map.of(event.port(), event.values()));
    }

    static Alphabet of(Collection<Event> events) {
        return events.stream().map(Alphabet::of).reduce(NONE, Alphabet::or);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    Values at(Port port) {
        return values.getOrDefault(port, Values.NONE);
    }

    boolean includes(Event event) {
        return at(event.port()).includes(event.values());
    }

    /** The part of {@code event} that is in this set; perhaps without any value. */
    Event within(Event event) {
        return new Event(event.port(), event.values().and(at(event.port())));
    }

    /** The part of {@code event} that is not in this set; perhaps without any value. */
    Event outside(Event event) {
        return new Event(event.port(), event.values().minus(at(event.port())));
    }

    Alphabet or(Alphabet that) {
        Map<Port, Values> all = new LinkedHashMap<>(values);
        that.values.forEach((port, some) -> all.merge(port, some, Values::or));
        return new Alphabet(all);
    }

    Alphabet minus(Alphabet that) {
        Map<Port, Values> rest = new LinkedHashMap<>(values);
        rest.replaceAll((port, some) -> some.minus(that.at(port)));
        return new Alphabet(rest);
    }

    List<Event> events() {
        List<Event> events = new ArrayList<>();
        values.forEach((port, some) -> events.add(new Event(port, some)));
        return events;
    }
}
