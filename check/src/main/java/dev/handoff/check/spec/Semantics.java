package dev.handoff.check.spec;

import dev.handoff.check.spec.Step.End;
import dev.handoff.check.spec.Step.Silent;
import dev.handoff.check.spec.Step.Visible;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What terms can do, one step at a time. */
final class Semantics {
    /* Overview
     *
     *   STOP                                SKIP   -end-> STOP
     *   a -> P   -a-> P                     N      as its definition
     *   P [] Q   an event or the end of either decides; a silent step does not
     *   P; Q     as P; the end of P is a silent step to Q
     *   P [|A|] Q   outside of A each alone; inside both, with an event of both; the end is the end of both
     *   P \ A    as P; what is in A is silent
     *
     * An event stands for a set of values, and so does a step: the events of P that are in A, and those that are not,
     * are two steps. So "any value" needs no list of values.
     *
     * A call is replaced by its definition on the spot. That comes to an end because Recursion has refused names that
     * reach themselves before an event. Silent steps can go on for ever only by hiding; `settle` gives up then.
     *
     * The structural operational semantics of Roscoe 1998, chapter 7, with the end of a parallel term as one step, as in
     * Hoare 1985; for traces it is the same.
     */
    private static final int MOST_STATES = 2_000;

    private final Map<String, Term> definitions;

    Semantics(Map<String, Term> definitions) {
        this.definitions = definitions;
    }

    /**
     * All that the terms may have become by silent steps.
     *
     * @throws IllegalStateException if there is no end to them
     */
    Set<Term> settle(Collection<Term> terms) {
        Set<Term> known = new LinkedHashSet<>(terms);
        Deque<Term> open = new ArrayDeque<>(known);
        while (!open.isEmpty()) {
            for (Step step : steps(open.remove())) {
                if (step instanceof Silent(Term next) && known.add(next)) {
                    open.add(next);
                    if (known.size() > MOST_STATES) {
                        throw new IllegalStateException(
                                "the specification has more than "
                                        + MOST_STATES
                                        + " states that no event tells apart: does it hide events"
                                        + " of a recursion that grows, or interleave too much?");
                    }
                }
            }
        }
        return known;
    }

    List<Step> steps(Term term) {
        return switch (term) {
            case Terms.Stop stop -> List.of();
            case Terms.Skip skip -> List.of(new End());
            case Terms.Prefix(Event event, Term next) -> List.of(new Visible(event, next));
            case Terms.Call(String name) -> steps(definition(name));
            case Terms.Choice choice -> choice(choice);
            case Terms.Sequence sequence -> sequence(sequence);
            case Terms.Parallel parallel -> parallel(parallel);
            case Terms.Hiding hiding -> hiding(hiding);
        };
    }

    private Term definition(String name) {
        Term term = definitions.get(name);
        if (term == null) {
            throw new IllegalStateException(name + " is not defined");
        }
        return term;
    }

    private List<Step> choice(Terms.Choice choice) {
        List<Step> all = new ArrayList<>();
        for (Step step : steps(choice.left())) {
            all.add(
                    step instanceof Silent(Term next)
                            ? new Silent(Terms.choice(next, choice.right()))
                            : step);
        }
        for (Step step : steps(choice.right())) {
            all.add(
                    step instanceof Silent(Term next)
                            ? new Silent(Terms.choice(choice.left(), next))
                            : step);
        }
        return all;
    }

    private List<Step> sequence(Terms.Sequence sequence) {
        Term second = sequence.second();
        List<Step> all = new ArrayList<>();
        for (Step step : steps(sequence.first())) {
            all.add(
                    switch (step) {
                        case Visible(Event event, Term next) ->
                                new Visible(event, Terms.sequence(next, second));
                        case Silent(Term next) -> new Silent(Terms.sequence(next, second));
                        case End end -> new Silent(second);
                    });
        }
        return all;
    }

    private List<Step> parallel(Terms.Parallel parallel) {
        Term left = parallel.left();
        Term right = parallel.right();
        Alphabet shared = parallel.shared();
        List<Step> ofLeft = steps(left);
        List<Step> ofRight = steps(right);
        List<Step> all = new ArrayList<>();
        for (Step step : ofLeft) {
            switch (step) {
                case Visible(Event event, Term next) ->
                        addVisible(all, shared.outside(event), Terms.parallel(next, right, shared));
                case Silent(Term next) -> all.add(new Silent(Terms.parallel(next, right, shared)));
                case End end -> {}
            }
        }
        for (Step step : ofRight) {
            switch (step) {
                case Visible(Event event, Term next) ->
                        addVisible(all, shared.outside(event), Terms.parallel(left, next, shared));
                case Silent(Term next) -> all.add(new Silent(Terms.parallel(left, next, shared)));
                case End end -> {}
            }
        }
        for (Step one : ofLeft) {
            for (Step other : ofRight) {
                addTogether(all, one, other, shared);
            }
        }
        return all;
    }

    private static void addTogether(List<Step> all, Step one, Step other, Alphabet shared) {
        if (one instanceof End && other instanceof End) {
            all.add(one);
        } else if (one instanceof Visible(Event event, Term left)
                && other instanceof Visible(Event same, Term right)
                && event.port().equals(same.port())) {
            Event both = Alphabet.of(same).within(shared.within(event));
            addVisible(all, both, Terms.parallel(left, right, shared));
        }
    }

    private List<Step> hiding(Terms.Hiding hiding) {
        Alphabet hidden = hiding.hidden();
        List<Step> all = new ArrayList<>();
        for (Step step : steps(hiding.term())) {
            switch (step) {
                case Visible(Event event, Term next) -> {
                    Term rest = Terms.hiding(next, hidden);
                    addVisible(all, hidden.outside(event), rest);
                    if (!hidden.within(event).values().isEmpty()) {
                        all.add(new Silent(rest));
                    }
                }
                case Silent(Term next) -> all.add(new Silent(Terms.hiding(next, hidden)));
                case End end -> all.add(end);
            }
        }
        return all;
    }

    private static void addVisible(List<Step> all, Event event, Term next) {
        if (!event.values().isEmpty()) {
            all.add(new Visible(event, next));
        }
    }
}
