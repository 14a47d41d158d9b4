package dev.handoff.check;

/**
 * What each run of an exploration obeys, and what is asked of it.
 *
 * @param maxTurns after how many turns it counts as endless
 * @param grain where processes are switched
 * @param drained whether values that were sent must be received
 */
record Rules(int maxTurns, Grain grain, boolean drained) {
    static final Rules USUAL = new Rules(20_000, Grain.OPERATIONS, false);

    Rules withMaxTurns(int most) {
        return new Rules(most, grain, drained);
    }

    Rules withGrain(Grain other) {
        return new Rules(maxTurns, other, drained);
    }

    Rules withDrained(boolean required) {
        return new Rules(maxTurns, grain, required);
    }
}
