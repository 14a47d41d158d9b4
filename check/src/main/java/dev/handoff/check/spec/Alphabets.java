package dev.handoff.check.spec;

import java.util.HashMap;
import java.util.Map;

/** The alphabets of terms: the events that count in a trace. After Hoare 1985, who gives each process one. */
final class Alphabets {
    /* Overview
     *
     *   a -> P       all values of a's port, and those of P
     *   P [|A|] Q    both, and A
     *   P \ A        P without A
     *   N            its definition: the least solution, by going round until nothing changes
     *
     * It ends: there are as many ports as the terms mention, and their values are sums of those mentioned.
     */
    private final Map<String, Alphabet> ofNames = new HashMap<>();

    private Alphabets() {}

    static Alphabet of(Term term, Map<String, Term> definitions) {
        Alphabets alphabets = new Alphabets();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Map.Entry<String, Term> each : definitions.entrySet()) {
                Alphabet now = alphabets.of(each.getValue());
                changed |= !now.equals(alphabets.ofNames.put(each.getKey(), now));
            }
        }
        return alphabets.of(term);
    }

    private Alphabet of(Term term) {
        return switch (term) {
            case Terms.Stop stop -> Alphabet.NONE;
            case Terms.Skip skip -> Alphabet.NONE;
            case Terms.Call(String name) -> ofNames.getOrDefault(name, Alphabet.NONE);
            case Terms.Prefix(Event event, Term next) ->
                    Alphabet.of(new Event(event.port(), Values.ALL)).or(of(next));
            case Terms.Choice(Term left, Term right) -> of(left).or(of(right));
            case Terms.Sequence(Term first, Term second) -> of(first).or(of(second));
            case Terms.Parallel(Term left, Term right, Alphabet shared) ->
                    of(left).or(of(right)).or(shared);
            case Terms.Hiding(Term inner, Alphabet hidden) -> of(inner).minus(hidden);
        };
    }
}
