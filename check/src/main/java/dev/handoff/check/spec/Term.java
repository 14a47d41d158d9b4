package dev.handoff.check.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A process term of CSP: says which traces a program may have. Immutable; equal if it is built the same.
 *
 * <p>Hoare, Communicating Sequential Processes, 1985; Roscoe, The Theory and Practice of Concurrency, 1998. Terms begin
 * with an event, {@link Event#then}, and are named by a {@link Definition}, which makes them recursive.
 */
public sealed interface Term
        permits Terms.Stop,
                Terms.Skip,
                Terms.Prefix,
                Terms.Choice,
                Terms.Sequence,
                Terms.Parallel,
                Terms.Hiding,
                Terms.Call {
    /**
     * Nothing happens any more, and it is not the end. CSP's {@code STOP}.
     *
     * @return the term
     */
    static Term stop() {
        return new Terms.Stop();
    }

    /**
     * The end: nothing more happens. CSP's {@code SKIP}.
     *
     * @return the term
     */
    static Term skip() {
        return new Terms.Skip();
    }

    /**
     * What the {@link Definition} of this name says.
     *
     * @param name the name
     * @return the term
     */
    static Term call(String name) {
        return new Terms.Call(Objects.requireNonNull(name, "name"));
    }

    /**
     * External choice: what one of them says; the first event decides. CSP's {@code P [] Q}.
     *
     * @param alternatives any number; none is {@link #stop}
     * @return the term
     */
    static Term choice(Term... alternatives) {
        return Arrays.stream(alternatives).reduce(stop(), Terms::choice);
    }

    /**
     * External choice among terms that differ in a value. CSP's {@code [] v : values @ P(v)}.
     *
     * @param values the values
     * @param body the term for each
     * @param <V> the type of the values
     * @return the term
     */
    static <V> Term choice(List<V> values, Function<? super V, Term> body) {
        return choice(values.stream().map(body).toArray(Term[]::new));
    }

    /**
     * Interleaving: all of them at the same time, sharing no event; it ends when all have ended. CSP's {@code P ||| Q}.
     *
     * @param terms any number; none is {@link #skip}
     * @return the term
     */
    static Term interleave(Term... terms) {
        return Arrays.stream(terms)
                .reduce(skip(), (left, right) -> Terms.parallel(left, right, Alphabet.NONE));
    }

    /**
     * Sequence: this to its end, and then the next. CSP's {@code P; Q}.
     *
     * @param next what follows
     * @return the term
     */
    default Term followedBy(Term next) {
        return Terms.sequence(this, Objects.requireNonNull(next, "next"));
    }

    /**
     * External choice of two. CSP's {@code P [] Q}.
     *
     * @param other the alternative
     * @return the term
     */
    default Term or(Term other) {
        return Terms.choice(this, Objects.requireNonNull(other, "other"));
    }

    /**
     * Parallel: both at the same time; a shared event happens only as an event of both. CSP's {@code P [|A|] Q}.
     *
     * @param other the other
     * @param shared the events of both
     * @return the term
     */
    default Term parallel(Term other, Event... shared) {
        return Terms.parallel(
                this, Objects.requireNonNull(other, "other"), Alphabet.of(List.of(shared)));
    }

    /**
     * Hiding: such events happen unseen. In the program they are not looked at, unless another part of the specification
     * speaks of them. CSP's {@code P \ A}.
     *
     * @param hidden the events
     * @return the term
     */
    default Term hiding(Event... hidden) {
        return Terms.hiding(this, Alphabet.of(List.of(hidden)));
    }
}
