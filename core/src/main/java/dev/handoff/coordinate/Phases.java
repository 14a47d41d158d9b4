package dev.handoff.coordinate;

import java.util.ArrayList;
import java.util.List;

/** The state of a {@link Barrier}: its parties, who of them has offered, and the vote if there is one. */
final class Phases {
    /* Overview
     *
     *   the last one to offer   nobody loose? the phase ends: opens the gate : asks all the loose ones, which begins a vote
     *   the last yes            ends the phase
     *   a no                    ends the vote: the loose ones are told, and offer again; the firm ones stay
     *
     * For whoever has taken it from the barrier's cell; nothing here waits.
     */

    /** Of a party that does not go away: the gate that opens at the end of the phase, which has this number. */
    record Firm(Gate gate, long phase) {}

    /** Of a party that must be asked. */
    static final class Loose {
        final Gate asked;
        final Gate decided;
        private boolean isYes;
        private boolean isTripped;

        private Loose(String title) {
            this.asked = new Gate(title);
            this.decided = new Gate("vote on " + title);
        }

        /** Whether the phase has ended with it; once it is decided. */
        boolean isTripped() {
            return isTripped;
        }
    }

    private final String title;
    private final List<Loose> loose = new ArrayList<>();
    private int parties;
    private int firm;
    private long ended;
    private boolean hasVote;
    private Gate gate;

    Phases(String title, int parties) {
        this.title = title;
        this.parties = parties;
        this.gate = new Gate(title);
    }

    // ---- offers

    Firm offerFirmly() {
        requirePlace();
        firm++;
        Firm offer = new Firm(gate, ended + 1);
        tripOrAsk();
        return offer;
    }

    /** False if the phase has ended. */
    boolean withdraw(Firm offer) {
        if (gate != offer.gate) {
            return false;
        }
        firm--;
        endVote();
        return true;
    }

    Loose offerLoosely() {
        requirePlace();
        Loose offer = new Loose(title);
        loose.add(offer);
        tripOrAsk();
        return offer;
    }

    /** False if the phase has ended with it. */
    boolean withdraw(Loose offer) {
        if (offer.isTripped) {
            return false;
        }
        if (loose.remove(offer)) {
            endVote();
        }
        return true;
    }

    /** Yes. Answers whether that has ended the phase. */
    boolean vote(Loose offer) {
        offer.isYes = true;
        if (hasVote && loose.stream().allMatch(other -> other.isYes)) {
            trip();
        }
        return offer.isTripped;
    }

    // ---- parties

    /** One more. Answers how many there are. */
    int join() {
        if (parties == 0) {
            throw new IllegalStateException(title + " was left by all its parties");
        }
        parties++;
        endVote();
        return parties;
    }

    /** One less. Answers how many there are. */
    int leave() {
        if (offers() == parties) {
            throw new IllegalStateException(
                    "%s: of %d parties, each has offered; none can leave"
                            .formatted(title, parties));
        }
        parties--;
        tripOrAsk();
        return parties;
    }

    int parties() {
        return parties;
    }

    long ended() {
        return ended;
    }

    private int offers() {
        return firm + loose.size();
    }

    // ---- steps

    private void requirePlace() {
        if (offers() >= parties) {
            throw new IllegalStateException(
                    "%s has %d parties, and all of them have offered; this is one more"
                            .formatted(title, parties));
        }
    }

    private void tripOrAsk() {
        if (hasVote || offers() != parties) {
            return;
        }
        if (loose.isEmpty()) {
            if (firm > 0) {
                trip();
            }
        } else {
            hasVote = true;
            loose.forEach(offer -> offer.asked.open());
        }
    }

    private void trip() {
        for (Loose offer : loose) {
            offer.isTripped = true;
            offer.decided.open();
        }
        loose.clear();
        hasVote = false;
        firm = 0;
        ended++;
        gate.open();
        gate = new Gate(title);
    }

    /** With a no, if there is one: the loose ones offer again. */
    private void endVote() {
        if (hasVote) {
            hasVote = false;
            loose.forEach(offer -> offer.decided.open());
            loose.clear();
        }
    }

    @Override
    public String toString() {
        return "%s (%d of %d are here, phase %d)".formatted(title, offers(), parties, ended + 1);
    }
}
