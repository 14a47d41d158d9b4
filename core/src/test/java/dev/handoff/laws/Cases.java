package dev.handoff.laws;

import dev.handoff.Case;

import java.util.List;

/** Selects whose number of cases is known at run time only. */
final class Cases {
    private Cases() {}

    /** For the methods of {@link dev.handoff.Select} that take any number of cases. */
    @SuppressWarnings("unchecked") // an array of a generic type can only be made so
    static <R> Case<R>[] array(List<Case<R>> cases) {
        return cases.toArray((Case<R>[]) new Case<?>[0]);
    }
}
