package dev.handoff.check.spec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The traces of a term up to a length, by the equations of the traces model (Hoare 1985, chapter 1 and 4): sets, no
 * steps. Null at the end of a trace is the end. Hidden events count for the length, so hiding is exact only if the
 * length is more than any trace has.
 */
final class Denotation {
    private final List<Event> events;
    private final Map<String, Term> definitions;
    private final Map<Map.Entry<Term, Integer>, Set<List<Event>>> known = new HashMap<>();

    Denotation(List<Event> events, Map<String, Term> definitions) {
        this.events = events;
        this.definitions = definitions;
    }

    Set<List<Event>> traces(Term term, int length) {
        Map.Entry<Term, Integer> question = Map.entry(term, length);
        Set<List<Event>> answer = known.get(question);
        if (answer == null) {
            answer = find(term, length);
            known.put(question, answer);
        }
        return answer;
    }

    private Set<List<Event>> find(Term term, int length) {
        return switch (term) {
            case Terms.Stop stop -> Set.of(List.of());
            case Terms.Skip skip -> Set.of(List.of(), end());
            case Terms.Call(String name) -> traces(definitions.get(name), length);
            case Terms.Prefix(Event event, Term next) -> prefix(event, next, length);
            case Terms.Choice(Term left, Term right) ->
                    union(traces(left, length), traces(right, length));
            case Terms.Sequence(Term first, Term second) -> sequence(first, second, length);
            case Terms.Parallel(Term left, Term right, Alphabet shared) -> {
                Set<List<Event>> all = new HashSet<>();
                for (List<Event> one : traces(left, length)) {
                    for (List<Event> other : traces(right, length)) {
                        merge(one, other, shared, new ArrayList<>(), all, length);
                    }
                }
                yield all;
            }
            case Terms.Hiding(Term inner, Alphabet hidden) -> {
                Set<List<Event>> all = new HashSet<>();
                for (List<Event> trace : traces(inner, length)) {
                    List<Event> seen = new ArrayList<>(trace);
                    seen.removeIf(event -> event != null && hidden.includes(event));
                    all.add(seen);
                }
                yield all;
            }
        };
    }

    static List<Event> end() {
        List<Event> end = new ArrayList<>();
        end.add(null);
        return end;
    }

    private Set<List<Event>> prefix(Event pattern, Term next, int length) {
        Set<List<Event>> all = new HashSet<>();
        all.add(List.of());
        if (length > 0) {
            Set<List<Event>> rest = traces(next, length - 1);
            for (Event event : events) {
                if (pattern.includes(event)) {
                    rest.forEach(trace -> all.add(joined(List.of(event), trace)));
                }
            }
        }
        return all;
    }

    private Set<List<Event>> sequence(Term first, Term second, int length) {
        Set<List<Event>> all = new HashSet<>();
        for (List<Event> trace : traces(first, length)) {
            if (!isEnded(trace)) {
                all.add(trace);
            } else {
                List<Event> before = trace.subList(0, trace.size() - 1);
                traces(second, length - before.size())
                        .forEach(rest -> all.add(joined(before, rest)));
            }
        }
        return all;
    }

    private static void merge(
            List<Event> one,
            List<Event> other,
            Alphabet shared,
            List<Event> before,
            Set<List<Event>> all,
            int length) {
        if (one.isEmpty() && other.isEmpty()) {
            all.add(List.copyOf(before));
            return;
        }
        if (one.equals(end()) && other.equals(end())) {
            all.add(joined(before, end()));
            return;
        }
        Event first = one.isEmpty() ? null : one.getFirst();
        Event second = other.isEmpty() ? null : other.getFirst();
        if (before.size() == length) {
            return;
        }
        if (first != null && !shared.includes(first)) {
            before.add(first);
            merge(one.subList(1, one.size()), other, shared, before, all, length);
            before.removeLast();
        }
        if (second != null && !shared.includes(second)) {
            before.add(second);
            merge(one, other.subList(1, other.size()), shared, before, all, length);
            before.removeLast();
        }
        if (first != null && first.equals(second) && shared.includes(first)) {
            before.add(first);
            merge(
                    one.subList(1, one.size()),
                    other.subList(1, other.size()),
                    shared,
                    before,
                    all,
                    length);
            before.removeLast();
        }
    }

    private static boolean isEnded(List<Event> trace) {
        return !trace.isEmpty() && trace.getLast() == null;
    }

    private static List<Event> joined(List<Event> first, List<Event> second) {
        List<Event> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    private static Set<List<Event>> union(Set<List<Event>> some, Set<List<Event>> others) {
        Set<List<Event>> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }
}
