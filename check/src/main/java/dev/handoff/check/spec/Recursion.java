package dev.handoff.check.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks at calls: every name must be defined, and none may reach itself before an event. */
final class Recursion {
    /* Overview
     *
     *   first(P)     the names that P calls before any event
     *   mayEnd(P)    whether P can come to its end without an event: then in P; Q the first of Q count, too
     *
     * mayEnd of the names is the least solution of its equations, found by going round until nothing changes. A cycle
     * of `first` is an unguarded recursion, such as N = N [] a -> N: what it means could not be computed. What is hidden
     * counts as an event here.
     */
    private final Map<String, Term> definitions;
    private final Set<String> mayEnd = new HashSet<>();
    private final Set<String> guarded = new HashSet<>();

    private Recursion(Map<String, Term> definitions) {
        this.definitions = definitions;
    }

    /**
     * Refuses what cannot be understood.
     *
     * @throws IllegalArgumentException with the names
     */
    static void check(Term term, Map<String, Term> definitions) {
        requireDefined(term, "the specification", definitions.keySet());
        definitions.forEach((name, body) -> requireDefined(body, name, definitions.keySet()));
        Recursion recursion = new Recursion(definitions);
        recursion.findWhatMayEnd();
        for (String name : definitions.keySet()) {
            recursion.requireGuarded(name, new ArrayList<>());
        }
    }

    private static void requireDefined(Term term, String where, Set<String> names) {
        for (Term part : parts(term)) {
            requireDefined(part, where, names);
        }
        if (term instanceof Terms.Call(String name) && !names.contains(name)) {
            throw new IllegalArgumentException(
                    where
                            + " calls "
                            + name
                            + ", which is not defined; there "
                            + (names.isEmpty() ? "are no definitions" : "is " + names));
        }
    }

    static List<Term> parts(Term term) {
        return switch (term) {
            case Terms.Stop stop -> List.of();
            case Terms.Skip skip -> List.of();
            case Terms.Call call -> List.of();
            case Terms.Prefix(Event event, Term next) -> List.of(next);
            case Terms.Choice(Term left, Term right) -> List.of(left, right);
            case Terms.Sequence(Term first, Term second) -> List.of(first, second);
            case Terms.Parallel(Term left, Term right, Alphabet shared) -> List.of(left, right);
            case Terms.Hiding(Term inner, Alphabet hidden) -> List.of(inner);
        };
    }

    private void findWhatMayEnd() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Map.Entry<String, Term> definition : definitions.entrySet()) {
                changed |= mayEnd(definition.getValue()) && mayEnd.add(definition.getKey());
            }
        }
    }

    private boolean mayEnd(Term term) {
        return switch (term) {
            case Terms.Stop stop -> false;
            case Terms.Skip skip -> true;
            case Terms.Prefix prefix -> false;
            case Terms.Call(String name) -> mayEnd.contains(name);
            case Terms.Choice(Term left, Term right) -> mayEnd(left) || mayEnd(right);
            case Terms.Sequence(Term first, Term second) -> mayEnd(first) && mayEnd(second);
            case Terms.Parallel(Term left, Term right, Alphabet shared) ->
                    mayEnd(left) && mayEnd(right);
            case Terms.Hiding(Term inner, Alphabet hidden) -> mayEnd(inner);
        };
    }

    private void requireGuarded(String name, List<String> path) {
        if (path.contains(name)) {
            List<String> cycle = new ArrayList<>(path.subList(path.indexOf(name), path.size()));
            cycle.add(name);
            throw new IllegalArgumentException(
                    "unguarded recursion: "
                            + String.join(" calls ", cycle)
                            + " before any event has happened; put an event before the call");
        }
        if (guarded.contains(name)) {
            return;
        }
        path.add(name);
        Set<String> names = new LinkedHashSet<>();
        addFirst(definitions.getOrDefault(name, Term.stop()), names);
        for (String next : names) {
            requireGuarded(next, path);
        }
        path.removeLast();
        guarded.add(name);
    }

    private void addFirst(Term term, Set<String> names) {
        switch (term) {
            case Terms.Prefix prefix -> {}
            case Terms.Call(String name) -> names.add(name);
            case Terms.Sequence(Term first, Term second) -> {
                addFirst(first, names);
                if (mayEnd(first)) {
                    addFirst(second, names);
                }
            }
            default -> parts(term).forEach(part -> addFirst(part, names));
        }
    }
}
