package dev.handoff.coordinate;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Outcome;
import dev.handoff.Select;
import dev.handoff.Sent;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The state of a {@link Barrier}: its parties, and which of them have offered. */
final class Phases {
    /* Overview
     *
     *   the last to offer   if its offer is firm, or it is a leave, it looks around itself. If its offer is loose, it
     *                       is called: its select tosses between its turn and its other cases
     *   called              on its way to look around, or to withdraw if another case was chosen before
     *   looks around        once all have offered, and while nobody else is called. Do all others wait in their
     *                       selects? Then they are taken, which ends their selects, and the phase ends. If not, the
     *                       party that looks is called once more; after a few times it calls one of the missing, and
     *                       waits.
     *
     * So if all have offered, and the phase has not ended, there is always a party that is called. A party that was
     * taken in vain, because the next one was drawn away at that moment, counts as called.
     *
     * For the process that has taken the state from the barrier's cell; nothing here waits.
     */

    /** How often a party looks for those that are between their offer and their select, before it calls one of them. */
    private static final int LOOKS = 3;

    /** The offer of one party, until it is withdrawn or the phase ends with it. */
    sealed interface Offer {}

    /**
     * The offer of a party that does not go away: the gate that opens at the end of the phase, and the number of that.
     */
    record Firm(Gate gate, long phase) implements Offer {}

    /** The offer of a party that is in a select, and may choose something else. */
    static final class Loose implements Offer {
        private final String title;

        /** Whether the party is called, or taken: then it comes by itself. */
        private boolean isCalled;

        private boolean isTripped;
        private int looks;

        /** Closed to call the party; gives it a value if it is taken. Each select has a new one. */
        private Channel<Boolean> turn;

        private Loose(String title) {
            this.title = title;
            this.turn = newTurn();
        }

        private Channel<Boolean> newTurn() {
            return Channel.<Boolean>named(title).open();
        }

        /** A case that is ready when it is this party's turn to look around. For this party alone. */
        <R> Case<R> onTurn(R mark) {
            return Select.<Boolean, R>on(turn, taken -> mark).onClosed(() -> mark);
        }

        private void call() {
            turn.close(); // first: there may be no memory for it
            isCalled = true;
        }

        private void begins() {
            isCalled = false;
            turn = newTurn();
        }

        private boolean isWaiting() {
            return turn.waitingReceivers() > 0;
        }

        private boolean looksAgain() {
            looks = (looks + 1) % LOOKS;
            return looks > 0;
        }

        /** After this the party has no other case. False if one of its other cases was chosen just now. */
        private boolean take() {
            if (turn.trySend(true) instanceof Sent.Accepted) {
                isCalled = true;
            }
            return isCalled;
        }
    }

    private final String title;
    private final List<Loose> loose = new ArrayList<>();
    private int parties;
    private int firm;
    private long ended;
    private Gate gate;

    Phases(String title, int parties) {
        this.title = title;
        this.parties = parties;
        this.gate = new Gate(title);
    }

    // ---- offers

    /** A case that is ready when this phase has ended. */
    <R extends @Nullable Object> Case<R> onEnd(Outcome<? extends R> handler) {
        return gate.onOpen(handler);
    }

    Firm offerFirmly() {
        requirePlace();
        Firm offer = new Firm(gate, ended + 1);
        firm++;
        try {
            tripOrCall(null);
        } catch (Throwable t) { // there was no memory for it
            withdraw(offer);
            throw t;
        }
        return offer;
    }

    /** False if the phase has ended with this offer. */
    boolean withdraw(Offer offer) {
        if (!(offer instanceof Firm firmly)) {
            return loose.remove(offer);
        }
        if (gate != firmly.gate) {
            return false;
        }
        firm--;
        return true;
    }

    Loose offerLoosely() {
        requirePlace();
        Loose offer = new Loose(title);
        loose.add(offer);
        try {
            if (mayEnd()) {
                offer.call();
            }
        } catch (Throwable t) { // there was no memory for it
            loose.remove(offer);
            throw t;
        }
        return offer;
    }

    /**
     * A party that was called or taken looks around. Answers whether the phase has ended with its offer; if not, it may
     * wait again.
     */
    boolean lookAround(Loose offer) {
        if (!offer.isTripped) {
            offer.begins();
            tripOrCall(offer);
        }
        return offer.isTripped;
    }

    // ---- parties

    /** Adds a party. Answers how many there are. */
    int enroll() {
        if (parties == 0) {
            throw new IllegalStateException(title + " was left by all its parties");
        }
        if (parties == Integer.MAX_VALUE) {
            throw new IllegalStateException(
                    "%s has %s parties; one more are too many to count".formatted(title, parties));
        }
        parties++;
        return parties;
    }

    /** Removes a party. Answers how many there are. */
    int leave() {
        if (offers() == parties) {
            throw new IllegalStateException(
                    "%s: of %s parties, each has offered; none can leave"
                            .formatted(title, parties));
        }
        parties--;
        try {
            tripOrCall(null);
        } catch (Throwable t) { // there was no memory for it
            parties++;
            throw t;
        }
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
                    "%s has %s parties, and all of them have offered; this is one more"
                            .formatted(title, parties));
        }
    }

    /** Whether all have offered, and no party is on its way to look around. */
    private boolean mayEnd() {
        return offers() == parties
                && parties > 0
                && loose.stream().noneMatch(offer -> offer.isCalled);
    }

    /** Looks around, for a party that is in no select. If its offer is loose, that is {@code present}. */
    private void tripOrCall(@Nullable Loose present) {
        if (!mayEnd()) {
            return;
        }
        List<Loose> others = loose.stream().filter(offer -> offer != present).toList();
        if (others.stream().allMatch(Loose::isWaiting) && others.stream().allMatch(Loose::take)) {
            trip();
        } else if (mayEnd()) {
            Loose next = present != null && present.looksAgain() ? present : missing(others);
            next.call();
        }
    }

    private static Loose missing(List<Loose> others) {
        return others.stream()
                .filter(offer -> !offer.isWaiting())
                .findFirst()
                .orElse(others.getFirst()); // it has come into its select just now
    }

    private void trip() {
        Gate next = new Gate(title); // first: there may be no memory for it
        open(); // then: there may be no stack for it
        for (int i = 0; i < loose.size(); i++) { // a lambda may take memory
            loose.get(i).isTripped = true;
        }
        loose.clear();
        firm = 0;
        ended++;
        gate = next;
    }

    /** Throws only if the gate is still shut. */
    private void open() {
        try {
            gate.insistOnOpen();
        } catch (Throwable t) {
            if (!gate.isOpen()) {
                throw t;
            }
        }
    }

    @Override
    public String toString() {
        return "%s (%s of %s are here, phase %s)".formatted(title, offers(), parties, ended + 1);
    }
}
