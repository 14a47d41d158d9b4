package dev.handoff;

import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;

import java.util.ArrayList;

/** Parties that were matched or told under a lock, and that sleep: they must be unparked after the unlock. */
final class Asleep {
    private final ArrayList<Parked> parties = new ArrayList<>(0); // makeRoom makes its room

    /**
     * Called before any party is claimed: there may be no memory for the room, and a party that was claimed has to be
     * woken.
     */
    void makeRoom(int more) {
        parties.ensureCapacity(parties.size() + more);
    }

    void add(Parked party) {
        parties.add(party);
    }

    int size() {
        return parties.size();
    }

    void unpark(Scheduling scheduling) {
        for (int i = 0; i < parties.size(); i++) { // an iterator would take memory
            scheduling.unpark(parties.get(i));
        }
    }
}
