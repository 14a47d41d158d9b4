package dev.handoff.check;

import dev.handoff.check.spec.Specification;

import org.jspecify.annotations.Nullable;

/**
 * What each run of an exploration obeys, and what is asked of it.
 *
 * @param maxTurns after how many turns it counts as endless
 * @param grain where processes are switched
 * @param drained whether values that were sent must be received
 * @param specification what its trace may be; null if anything
 */
record Rules(int maxTurns, Grain grain, boolean drained, @Nullable Specification specification) {
    static final Rules USUAL = new Rules(20_000, Grain.OPERATIONS, false, null);

    Rules withMaxTurns(int most) {
        return new Rules(most, grain, drained, specification);
    }

    Rules withGrain(Grain other) {
        return new Rules(maxTurns, other, drained, specification);
    }

    Rules withDrained(boolean required) {
        return new Rules(maxTurns, grain, required, specification);
    }

    Rules withSpecification(Specification what) {
        return new Rules(maxTurns, grain, drained, what);
    }
}
