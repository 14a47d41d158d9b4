package dev.handoff.check.spec;

/** The forms of a {@link Term}. The factories keep terms small by laws that hold for their traces. */
final class Terms {
    private Terms() {}

    record Stop() implements Term {}

    record Skip() implements Term {}

    record Prefix(Event event, Term next) implements Term {}

    record Choice(Term left, Term right) implements Term {}

    record Sequence(Term first, Term second) implements Term {}

    record Parallel(Term left, Term right, Alphabet shared) implements Term {}

    record Hiding(Term term, Alphabet hidden) implements Term {}

    record Call(String name) implements Term {}

    /** P [] STOP = P. */
    static Term choice(Term left, Term right) {
        if (left instanceof Stop || left.equals(right)) {
            return right;
        }
        return right instanceof Stop ? left : new Choice(left, right);
    }

    /** SKIP; P = P, (P; Q); R = P; (Q; R). Not STOP; P = STOP: of what P speaks, it would not. */
    static Term sequence(Term first, Term second) {
        return switch (first) {
            case Skip skip -> second;
            case Sequence(Term one, Term two) -> new Sequence(one, sequence(two, second));
            default -> new Sequence(first, second);
        };
    }

    /** SKIP ||| P = P. */
    static Term parallel(Term left, Term right, Alphabet shared) {
        if (shared.isEmpty() && left instanceof Skip) {
            return right;
        }
        return shared.isEmpty() && right instanceof Skip ? left : new Parallel(left, right, shared);
    }

    /** STOP \ A = STOP, SKIP \ A = SKIP, (P \ A) \ B = P \ (A ∪ B). */
    static Term hiding(Term term, Alphabet hidden) {
        return switch (term) {
            case Stop stop -> term;
            case Skip skip -> term;
            case Hiding(Term inner, Alphabet more) -> new Hiding(inner, more.or(hidden));
            default -> new Hiding(term, hidden);
        };
    }
}
