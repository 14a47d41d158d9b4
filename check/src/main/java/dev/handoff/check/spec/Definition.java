package dev.handoff.check.spec;

import java.util.Objects;

/**
 * Names a term, which may call itself and others by {@link Term#call}. CSP's {@code N = P}.
 *
 * @param name the name
 * @param term what it stands for
 */
public record Definition(String name, Term term) {
    /** Refuses nulls. */
    public Definition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(term, "term");
    }

    /**
     * A definition.
     *
     * @param name the name
     * @param term what it stands for
     * @return the definition
     */
    public static Definition define(String name, Term term) {
        return new Definition(name, term);
    }
}
