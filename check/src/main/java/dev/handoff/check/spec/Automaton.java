package dev.handoff.check.spec;

import dev.handoff.check.spec.Step.End;
import dev.handoff.check.spec.Step.Silent;
import dev.handoff.check.spec.Step.Visible;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The traces of a term, as a deterministic automaton that is made only as far as it is looked at. For any thread. */
final class Automaton {
    /* Overview
     *
     *   start          settle({P})
     *   after(S, e)    settle({ Q | P in S, P -e-> Q }); none if that is empty: then e is not allowed
     *
     * A state is the set of all terms that the trace so far may have led to, so that nondeterminism costs nothing: the
     * subset construction of Rabin and Scott, 1959; FDR calls it normalisation. States and arrows are kept for the next
     * trace, as long as there are not too many of them.
     */
    private static final int MOST_KEPT = 50_000;

    /** All that the term may be after a trace: what it may do next. */
    static final class State {
        private final Set<Visible> steps = new LinkedHashSet<>();
        private final Map<Event, State> arrows = new HashMap<>();
        private boolean mayEnd;

        /** Whether the end may come. */
        boolean mayEnd() {
            return mayEnd;
        }

        /** The events that may come. */
        Alphabet allowed() {
            return Alphabet.of(steps.stream().map(Visible::event).toList());
        }
    }

    private final Semantics semantics;
    private final Term term;
    private final Map<Set<Term>, State> known = new HashMap<>();
    private int kept;

    Automaton(Term term, Map<String, Term> definitions) {
        this.term = term;
        this.semantics = new Semantics(definitions);
    }

    synchronized State start() {
        return state(List.of(term));
    }

    /** Where a single event leads; null if it is not allowed. */
    synchronized @Nullable State after(State state, Event event) {
        State arrow = state.arrows.get(event);
        if (arrow != null) {
            return arrow;
        }
        Set<Term> next = new LinkedHashSet<>();
        for (Visible step : state.steps) {
            if (step.event().includes(event)) {
                next.add(step.next());
            }
        }
        if (next.isEmpty()) {
            return null;
        }
        State after = state(next);
        if (kept < MOST_KEPT) {
            kept++;
            state.arrows.put(event, after);
        }
        return after;
    }

    private State state(Collection<Term> terms) {
        Set<Term> settled = semantics.settle(terms);
        State state = known.get(settled);
        if (state == null) {
            state = explore(settled);
            if (known.size() < MOST_KEPT) {
                known.put(settled, state);
            }
        }
        return state;
    }

    private State explore(Set<Term> settled) {
        State state = new State();
        for (Term each : settled) {
            for (Step step : semantics.steps(each)) {
                switch (step) {
                    case Visible visible -> state.steps.add(visible);
                    case Silent silent -> {} // settled
                    case End end -> state.mayEnd = true;
                }
            }
        }
        return state;
    }
}
