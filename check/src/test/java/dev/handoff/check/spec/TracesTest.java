package dev.handoff.check.spec;

import static dev.handoff.check.spec.Event.close;
import static dev.handoff.check.spec.Event.mark;
import static dev.handoff.check.spec.Event.receive;
import static dev.handoff.check.spec.Event.send;
import static dev.handoff.check.spec.Term.call;
import static dev.handoff.check.spec.Term.choice;
import static dev.handoff.check.spec.Term.interleave;
import static dev.handoff.check.spec.Term.skip;
import static dev.handoff.check.spec.Term.stop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What the automaton of a term accepts. */
class TracesTest {
    private static final Event A = mark("a");
    private static final Event B = mark("b");
    private static final Event ONE = send("c", 1);
    private static final Event TWO = send("c", 2);
    private static final Event ANY = send("c");
    private static final List<Event> ALPHABET = List.of(A, B, ONE, TWO);

    /** All accepted traces up to a length; null at the end of those after which the end may come. */
    private static Set<List<Event>> accepted(
            Term term, Map<String, Term> definitions, List<Event> events, int length) {
        Automaton automaton = new Automaton(term, definitions);
        Set<List<Event>> all = new HashSet<>();
        addAccepted(automaton, automaton.start(), new ArrayList<>(), events, length, all);
        return all;
    }

    private static void addAccepted(
            Automaton automaton,
            Automaton.State state,
            List<Event> before,
            List<Event> events,
            int length,
            Set<List<Event>> all) {
        all.add(List.copyOf(before));
        if (state.mayEnd()) {
            List<Event> ended = new ArrayList<>(before);
            ended.add(null);
            all.add(ended);
        }
        if (before.size() == length) {
            return;
        }
        for (Event event : events) {
            Automaton.State next = automaton.after(state, event);
            if (next != null) {
                before.add(event);
                addAccepted(automaton, next, before, events, length, all);
                before.removeLast();
            }
        }
    }

    private static void assertTraces(Term term, String... expected) {
        Set<String> words = new HashSet<>();
        for (List<Event> trace : accepted(term, Map.of(), ALPHABET, 6)) {
            StringBuilder word = new StringBuilder();
            for (Event event : trace) {
                word.append(
                        event == null ? "." : event == A ? "a" : event == B ? "b" : value(event));
            }
            words.add(word.toString());
        }
        assertThat(words).containsExactlyInAnyOrder(expected);
    }

    private static String value(Event event) {
        return event == ONE ? "1" : "2";
    }

    @Test
    @DisplayName("STOP has the empty trace, SKIP has the end as well")
    void stopAndSkip() {
        assertTraces(stop(), "");
        assertTraces(skip(), "", ".");
    }

    @Test
    @DisplayName("a -> SKIP; an event without a value stands for any")
    void prefix() {
        assertTraces(A.once(), "", "a", "a.");
        assertTraces(ANY.then(stop()), "", "1", "2");
    }

    @Test
    @DisplayName("P [] Q has the traces of both")
    void externalChoice() {
        assertTraces(A.then(stop()).or(B.once()), "", "a", "b", "b.");
        assertTraces(choice(List.of(1, 2), v -> send("c", v).then(stop())), "", "1", "2");
    }

    @Test
    @DisplayName("P; Q goes on where P has ended, and nowhere if P stops")
    void sequence() {
        assertTraces(A.once().or(skip()).followedBy(B.once()), "", "a", "ab", "ab.", "b", "b.");
        assertTraces(A.then(stop()).followedBy(B.once()), "", "a");
    }

    @Test
    @DisplayName("P ||| Q has all mixtures, and ends when both have")
    void interleaving() {
        assertTraces(interleave(A.once(), B.once()), "", "a", "b", "ab", "ba", "ab.", "ba.");
    }

    @Test
    @DisplayName("P [|A|] Q has a shared event once, when both have it")
    void parallelOnAnAlphabet() {
        Term left = A.then(ANY.once());
        Term right = ONE.then(B.once());
        assertTraces(left.parallel(right, ANY), "", "a", "a1", "a1b", "a1b.");
        assertTraces(
                left.parallel(right, TWO),
                "",
                "a",
                "1",
                "a1",
                "1a",
                "1b",
                "a11",
                "1a1",
                "a1b",
                "1ab",
                "1ba",
                "a11b",
                "1a1b",
                "a1b1",
                "1ab1",
                "1ba1",
                "a11b.",
                "1a1b.",
                "a1b1.",
                "1ab1.",
                "1ba1.");
    }

    @Test
    @DisplayName("P \\ A has the traces of P without A")
    void hiding() {
        assertTraces(A.then(ANY.then(B.once())).hiding(ANY), "", "a", "ab", "ab.");
        assertTraces(ANY.then(B.once()).hiding(ONE), "", "b", "b.", "2", "2b", "2b.");
    }

    @Test
    @DisplayName("a choice that was not made yet costs nothing: all that may be is followed")
    void nondeterminism() {
        assertTraces(A.then(B.once()).or(A.then(ONE.once())), "", "a", "ab", "ab.", "a1", "a1.");
    }

    @Test
    @DisplayName("random terms without recursion accept what the equations of the traces model say")
    void finiteTerms() {
        for (long seed = 1; seed <= 200; seed++) {
            Term term = randomTerm(new Random(seed), 4, List.of(), 8);
            assertThat(accepted(term, Map.of(), ALPHABET, 20))
                    .as("seed " + seed + ": " + term)
                    .isEqualTo(new Denotation(ALPHABET, Map.of()).traces(term, 20));
        }
    }

    @Test
    @DisplayName(
            "random recursive terms accept what the equations of the traces model say, up to a"
                    + " length")
    void recursiveTerms() {
        int understood = 0;
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            List<String> names = List.of("P", "Q");
            Map<String, Term> definitions = new LinkedHashMap<>();
            names.forEach(name -> definitions.put(name, randomTerm(random, 3, names, 5)));
            Term term =
                    random.nextBoolean()
                            ? interleave(call("P"), call("Q"))
                            : call("P").parallel(call("Q"), randomEvent(random));
            try {
                Recursion.check(term, definitions);
            } catch (IllegalArgumentException unguarded) {
                continue;
            }
            understood++;
            assertThat(accepted(term, definitions, ALPHABET, 4))
                    .as("seed " + seed + ": " + definitions)
                    .isEqualTo(new Denotation(ALPHABET, definitions).traces(term, 4));
        }
        assertThat(understood).isGreaterThan(40);
    }

    /** Of the first {@code forms}: with five, recursion does not multiply processes. */
    private static Term randomTerm(Random random, int depth, List<String> names, int forms) {
        if (depth == 0) {
            return names.isEmpty() || random.nextInt(3) == 0
                    ? random.nextInt(3) == 0 ? stop() : skip()
                    : call(names.get(random.nextInt(names.size())));
        }
        Term one = randomTerm(random, depth - 1, names, forms);
        return switch (random.nextInt(forms)) {
            case 0, 1, 2 -> randomEvent(random).then(one);
            case 3 -> one.or(randomTerm(random, depth - 1, names, forms));
            case 4 -> one.followedBy(randomTerm(random, depth - 1, names, forms));
            case 5 -> interleave(one, randomTerm(random, depth / 2, names, forms));
            case 6 ->
                    one.parallel(
                            randomTerm(random, depth - 1, names, forms),
                            randomEvent(random),
                            randomEvent(random));
            default -> one.hiding(randomEvent(random));
        };
    }

    private static Event randomEvent(Random random) {
        return List.of(A, B, ONE, TWO, ANY).get(random.nextInt(5));
    }

    @Test
    @DisplayName("events on different ports are different, whatever their names and values")
    void ports() {
        Term term = send("x", 1).then(receive("x", 1).then(close("x").then(mark("x").once())));
        List<Event> all = List.of(mark("x"), close("x"), receive("x", 1), send("x", 1));
        assertThat(accepted(term, Map.of(), all, 9)).hasSize(6);
    }
}
