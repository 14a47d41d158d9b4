package dev.handoff.scheduler;

/** Whether it pays to wake another carrier when a task is added here; learned from what has come of it. */
final class WakeCredit {
    /* Overview
     *
     * To wake a carrier is a call of the operating system, microseconds, and in vain if it finds nothing to take: where
     * threads meet often, what was added has been run before the other one is awake. Where they compute, each wake-up
     * is another core that helps. As with a channel's patience (ADR 6):
     *
     *   0 … CAP          a credit: wake; + 1 if that one took something, - LOSS if not
     *   -(span, left)    the credit is used up: do not wake at the next `left` additions, then try once. If that pays, there
     *                    is credit again; if not, do without for twice as long, at most LAST_SPAN
     *
     * Meanwhile the monitor sees within a millisecond when tasks wait that a wake-up would have helped, and gives all the
     * credit back.
     *
     * The owner and those whom it wakes write without synchronization: what is lost by that is a wake-up more or less.
     */
    private static final int CAP = 8;
    private static final int LOSS = 4;
    private static final int FIRST_SPAN = 16;
    private static final int LAST_SPAN = 8192;

    /** In so many bits stands what is left of a span; the span stands above them. */
    private static final int LEFT_BITS = 16;

    private int experience = CAP;

    /** Asked once for each task that is added. */
    boolean allows() {
        int now = experience;
        if (now < 0 && left(now) > 0) {
            experience = now + 1; // one less is left
            return false;
        }
        return true;
    }

    void paid() {
        int now = experience;
        experience = now < 0 ? LOSS : Math.min(now + 1, CAP);
    }

    void didNotPay() {
        int now = experience;
        if (now >= LOSS) {
            experience = now - LOSS;
        } else if (now >= 0) {
            experience = beginOf(FIRST_SPAN);
        } else {
            experience = beginOf(Math.min(2 * span(now), LAST_SPAN));
        }
    }

    void renew() {
        experience = CAP;
    }

    private static int beginOf(int span) {
        return -(span << LEFT_BITS | span);
    }

    private static int span(int experience) {
        return -experience >> LEFT_BITS;
    }

    private static int left(int experience) {
        return -experience & (1 << LEFT_BITS) - 1;
    }
}
