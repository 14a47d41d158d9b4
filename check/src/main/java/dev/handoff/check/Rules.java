package dev.handoff.check;

import dev.handoff.check.spec.Specification;

import org.jspecify.annotations.Nullable;

/**
 * What each run of an exploration obeys, and what is asked of it.
 *
 * @param maxTurns after how many turns it counts as endless
 * @param grain where processes are switched
 * @param drained whether values that were sent must be received
 * @param besideThreads whether threads that Handoff has not started may act at any time
 * @param specification what its trace may be; null if anything
 */
record Rules(
        int maxTurns,
        Grain grain,
        boolean drained,
        boolean besideThreads,
        @Nullable Specification specification) {
    static final Rules USUAL = new Rules(20_000, Grain.OPERATIONS, false, false, null);

    Rules withMaxTurns(int most) {
        return new Rules(most, grain, drained, besideThreads, specification);
    }

    Rules withGrain(Grain other) {
        return new Rules(maxTurns, other, drained, besideThreads, specification);
    }

    Rules withDrained(boolean required) {
        return new Rules(maxTurns, grain, required, besideThreads, specification);
    }

    Rules withThreads() {
        return new Rules(maxTurns, grain, drained, true, specification);
    }

    Rules withSpecification(Specification what) {
        return new Rules(maxTurns, grain, drained, besideThreads, what);
    }

    /** The call that replays a schedule: it sets the same rules, as otherwise it could show nothing. */
    String replay(String schedule) {
        return "Explore.replay(\"%s\")".formatted(schedule)
                + (maxTurns == USUAL.maxTurns ? "" : ".maxTurns(" + maxTurns + ")")
                + (grain == Grain.STEPS ? ".fine()" : "")
                + (drained ? ".requireDrained()" : "")
                + (besideThreads ? ".besideThreads()" : "")
                + (specification == null ? "" : ".specification(…)");
    }
}
