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

    /** Ends the wait from inside; false if it was matched first. */
    final boolean giveUp() {
        return claim(GAVE_UP) != Claim.LOST;
    }
}
