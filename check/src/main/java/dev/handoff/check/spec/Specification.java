package dev.handoff.check.spec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Says what the traces of a program may be: those of a term.
 *
 * <pre>{@code
 * Specification onePlace = Specification.traces(
 *         call("PLACE"),
 *         define("PLACE", send("jobs").then(receive("jobs").then(call("PLACE")))));
 * Explore.random().specification(onePlace).require(program);
 * }</pre>
 *
 * <p>Only those events of the program count that the term speaks of: if it mentions one value of a channel, all values
 * of that channel count, but sends, receives, closes and each mark count apart. {@link #observing} adds more.
 * Immutable, and for any thread.
 */
public final class Specification {
    private final Term term;
    private final List<Definition> definitions;
    private final boolean complete;
    private final Alphabet observed;
    private final Map<String, Term> byName;
    private final Alphabet alphabet;
    private final Automaton automaton;

    private Specification(
            Term term, List<Definition> definitions, boolean complete, Alphabet observed) {
        this.term = Objects.requireNonNull(term, "term");
        this.definitions = List.copyOf(definitions);
        this.complete = complete;
        this.observed = observed;
        this.byName = byName(definitions);
        Recursion.check(term, byName);
        this.alphabet = Alphabets.of(term, byName).or(observed);
        this.automaton = new Automaton(term, byName);
    }

    private static Map<String, Term> byName(List<Definition> definitions) {
        Map<String, Term> byName = new LinkedHashMap<>();
        for (Definition each : definitions) {
            if (byName.put(each.name(), each.term()) != null) {
                throw new IllegalArgumentException(each.name() + " is defined twice");
            }
        }
        return Collections.unmodifiableMap(byName);
    }

    /**
     * Every trace of the program is one of the term: nothing happens that should not. A program that does less, or
     * nothing, is right.
     *
     * @param term what may happen
     * @param definitions what its names stand for
     * @return the specification
     * @throws IllegalArgumentException if a name is not defined, or defined twice, or calls itself before any event
     */
    public static Specification traces(Term term, Definition... definitions) {
        return traces(term, List.of(definitions));
    }

    /**
     * As {@link #traces(Term, Definition...)}.
     *
     * @param term what may happen
     * @param definitions what its names stand for
     * @return the specification
     */
    public static Specification traces(Term term, List<Definition> definitions) {
        return new Specification(term, definitions, false, Alphabet.NONE);
    }

    /**
     * As {@link #traces(Term, Definition...)}; and when the program has ended, the term must be able to end, too, by
     * {@link Term#skip}, so that everything has happened that should.
     *
     * @param term what must happen
     * @param definitions what its names stand for
     * @return the specification
     * @throws IllegalArgumentException if a name is not defined, or defined twice, or calls itself before any event
     */
    public static Specification completeTraces(Term term, Definition... definitions) {
        return completeTraces(term, List.of(definitions));
    }

    /**
     * As {@link #completeTraces(Term, Definition...)}.
     *
     * @param term what must happen
     * @param definitions what its names stand for
     * @return the specification
     */
    public static Specification completeTraces(Term term, List<Definition> definitions) {
        return new Specification(term, definitions, true, Alphabet.NONE);
    }

    /**
     * Counts these events, too: they must not happen where the term does not allow them.
     *
     * @param more the events
     * @return with those
     */
    public Specification observing(Event... more) {
        return new Specification(
                term, definitions, complete, observed.or(Alphabet.of(List.of(more))));
    }

    /**
     * Whether anything that happens on a channel could count.
     *
     * @param channel the channel's name
     * @return false if the specification is not about it
     */
    public boolean speaksOf(String channel) {
        return alphabet.values().keySet().stream().anyMatch(port -> port.name().equals(channel));
    }

    /**
     * Looks where a trace leaves this specification.
     *
     * @param trace what has happened, in order; events that do not count are passed over
     * @param ended whether the program has ended with this trace, or has only come so far
     * @return null if it does not
     * @throws IllegalArgumentException if an event stands for many
     * @throws IllegalStateException if the term hides events of a recursion that grows
     */
    public @Nullable Violation check(List<Event> trace, boolean ended) {
        List<Event> before = new ArrayList<>();
        Automaton.State state = automaton.start();
        for (Event event : trace) {
            if (!event.isSingle()) {
                throw new IllegalArgumentException(event + " stands for many events");
            }
            if (!alphabet.includes(event)) {
                continue;
            }
            Automaton.State next = automaton.after(state, event);
            if (next == null) {
                return violation(before, event, state);
            }
            before.add(event);
            state = next;
        }
        return complete && ended && !state.mayEnd() ? violation(before, null, state) : null;
    }

    private Violation violation(List<Event> before, @Nullable Event came, Automaton.State state) {
        List<String> allowed = new ArrayList<>();
        state.allowed().events().forEach(event -> allowed.add(event.toString()));
        if (state.mayEnd()) {
            allowed.add("the end");
        }
        return new Violation(before, came, allowed);
    }

    /**
     * The same in CSPM, the language of FDR and ProB: the term is {@code SPECIFICATION}.
     *
     * @return a file's text
     */
    public String toCspm() {
        return new Cspm(definitions, term, complete, alphabet).text();
    }
}
