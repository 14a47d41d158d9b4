package dev.handoff;

import java.util.Arrays;

/** The values that the send cases of a {@link Selection} offer, in one run: at most one of them is sent. */
final class Offers {
    private final Case.OnChannel<?, ?>[] cases;
    private final Place[] places;
    private final boolean[] open;
    private final boolean isEmpty;

    Offers(Case.OnChannel<?, ?>[] cases, Place[] places, boolean[] open) {
        this.cases = cases;
        this.places = places;
        this.open = open;
        this.isEmpty = Arrays.stream(cases).noneMatch(Case.Send.class::isInstance);
    }

    /** Owned values leave before they can be matched: all or none, and one may stand in several cases. */
    void leave() {
        if (isEmpty) {
            return;
        }
        for (int i = 0; i < cases.length; i++) {
            if (isOpenSend(i) && places[i].item instanceof Owned<?> owned) {
                owned.requireMine("be sent");
            }
        }
        for (int i = 0; i < cases.length; i++) {
            if (isOpenSend(i) && places[i].item instanceof Owned<?> owned && owned.isMine()) {
                owned.leave(null);
            }
        }
    }

    /** Lets go of what was not sent: the caller may offer others next time. */
    void forgetAllBut(int sentCase) {
        if (isEmpty) {
            return;
        }
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
