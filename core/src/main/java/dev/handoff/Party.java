package dev.handoff;

import dev.handoff.spi.Parked;

/** A waiting party of this library: what {@link Waiting} waits for. */
abstract class Party extends Parked {
    /** The outcome by which a party ends its own wait: a time-out, an interrupt. */
    static final int GAVE_UP = Integer.MAX_VALUE;

    /** The outcome, or a negative number while it still waits. */
    final int result() {
        return outcome();
    }

    // ---- claims, by counterparts that hold the lock of a channel at which this party waits

    final Claim claimFor(int outcome) {
        return claim(outcome);
    }

    final Claim holdFor() {
        return hold();
    }

    final Claim releaseFor(int outcome) {
        return release(outcome);
    }

    /** Ends the wait on behalf of the waiting thread itself; false if the party was matched first. */
    final boolean giveUp() {
        return claim(GAVE_UP) != Claim.LOST;
    }
}
