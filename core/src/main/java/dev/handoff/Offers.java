package dev.handoff;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** The values that the send cases of a {@link Selection} offer, in one run: at most one of them is sent. */
final class Offers {
    private final Case.OnChannel<?, ?>[] cases;
    private final Place[] places;
    private final boolean[] open;

    private Offers(Case.OnChannel<?, ?>[] cases, Place[] places, boolean[] open) {
        this.cases = cases;
        this.places = places;
        this.open = open;
    }

    /** Null if no case sends. */
    static @Nullable Offers of(Case.OnChannel<?, ?>[] cases, Place[] places, boolean[] open) {
        return Arrays.stream(cases).anyMatch(Case.Send.class::isInstance)
                ? new Offers(cases, places, open)
                : null;
    }

    /** Lets the owned values leave, before they can be matched: all or none. One value may stand in several cases. */
    void leave() {
        boolean areSome = false;
        for (int i = 0; i < cases.length; i++) {
            if (places[i].item instanceof Owned<?> owned && isOpenSend(i)) {
                owned.requireMine("be sent");
                areSome = true;
            }
        }
        if (areSome) {
            leaveAll();
        }
    }

    private void leaveAll() {
        int i = 0;
        try {
            for (; i < cases.length; i++) {
                if (isOpenSend(i) && places[i].item instanceof Owned<?> owned && owned.isMine()) {
                    owned.leave(null);
                }
            }
        } catch (Throwable t) { // there was no memory for one of them: all stay
            while (--i >= 0) {
                if (isOpenSend(i) && places[i].item instanceof Owned<?> owned) {
                    owned.stay();
                }
            }
            throw t;
        }
    }

    /** Drops the references to the values, none of which has left. */
    void forget() {
        for (int i = 0; i < cases.length; i++) {
            if (cases[i] instanceof Case.Send<?, ?>) {
                places[i].item = null;
            }
        }
    }

    /** Drops the references to the values that were not sent: the caller may offer others next time. */
    void forgetAllBut(int sentCase) {
        Object sent = sentCase < 0 ? null : places[sentCase].item;
        for (int i = 0; i < cases.length; i++) {
            if (i != sentCase && isOpenSend(i)) {
                if (places[i].item instanceof Owned<?> owned && owned != sent) {
                    owned.stay();
                }
                places[i].item = null;
            }
        }
    }

    private boolean isOpenSend(int i) {
        return open[i] && cases[i] instanceof Case.Send<?, ?>;
    }
}
