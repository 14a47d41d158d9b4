package dev.handoff.scheduler;

/** Whether it pays to wake another carrier when a task is added here; learned from what has come of it. */
final class WakeCredit {
    /* Overview
     *
     * Waking a carrier is a call of the operating system. It takes microseconds, and is in vain if the carrier finds
     * nothing to take: where threads meet often, what was added has been run before the other carrier is awake. Where
     * threads compute, each wake-up is another core that helps. As with a channel's patience (ADR 6):
     *
     *   credit, at most CAP:   wake; + 1 if the woken carrier took something, - LOSS if not
     *   a pause:               the credit is used up; do not wake the next `span` times, then try once. If that pays,
     *                          there is credit again; if not, the next span is twice as long, at most LAST_SPAN
     *
     * A time counts when a task waits here while a carrier sleeps and none searches.
     *
     * Meanwhile the monitor sees within a millisecond or two when tasks wait that a wake-up would have helped, and then
     * gives all the credit back.
     *
     * The owner and the carriers that it wakes write without synchronization: what is lost by that is a wake-up more or
     * less.
     */
    private static final int CAP = 8;
    private static final int LOSS = 4;
    private static final int FIRST_SPAN = 16;
    private static final int LAST_SPAN = 8192;

    private int credit = CAP;

    /** How long the pause is; 0 while there is credit. */
    private int span;

    /** How much of the pause is left; means nothing without a pause. */
    private int left;

    /** Asked each time that a carrier could be woken. */
    boolean allows() {
        if (span > 0 && left > 0) { // in this order: a pause is ended by its span
            left--;
            return false;
        }
        return true;
    }

    void paid() {
        giveCredit(span > 0 ? LOSS : Math.min(credit + 1, CAP));
    }

    void didNotPay() {
        if (span > 0) {
            pause(Math.min(2 * span, LAST_SPAN));
        } else if (credit >= LOSS) {
            credit -= LOSS;
        } else {
            pause(FIRST_SPAN);
        }
    }

    void renew() {
        giveCredit(CAP);
    }

    private void giveCredit(int amount) {
        credit = amount;
        span = 0;
    }

    private void pause(int times) {
        span = times;
        left = times;
    }
}
