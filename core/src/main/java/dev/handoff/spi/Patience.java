package dev.handoff.spi;

/** How long a waiter stays awake before it sleeps. */
final class Patience {
    /* Overview
     *
     *   spin, where spins have been paying off or may do so; yield once, where they have been for some time; then it is
     *   time to sleep
     *
     * Two parties that run on two cores meet while one of them spins, for a fraction of what a sleep and a wake-up
     * cost. Ten thousand pairs on two cores never do; there a spin is pure loss, many times the work itself. The
     * machine does not say which of the two it is. So the thing that is waited for remembers what has come of the spins
     * (ADR 6):
     *
     *   0                nothing is known: a short spin of PAUSES
     *   1 … CAP          a credit: spin; + 1 if the wait was over then, - LOSS if not
     *   -(span, left)    the credit is used up: do not spin in the next `left` waits, then try once. If the wait was
     *                    over then, there is credit again; if not, do without for twice as long, at most LAST_SPAN
     *
     * Spans begin short, so that two parties that have lost each other by chance find back at once. They double, so
     * that the cost of trying vanishes where it never pays.
     *
     * How long a spin is worth it depends on what it saves: a sleep and a wake-up, SPIN_NANOS, or PLATFORM_SPIN_NANOS
     * for a platform thread, which the kernel puts to sleep. Pauses are no measure of time: one took 8 ns on one
     * machine and 22 on another, while a cache line took 210 ns on the first and 123 on the second, to the other core
     * and back. The clock is first looked at after PAUSES, by when many a wait is over.
     *
     * Two parties that meet in spins all the time never leave their cores, and whatever else could run does not. So one
     * spin in SPINS_IN_A_ROW yields although its wait is over. It is chosen by chance, since a count would have to be
     * written somewhere. Parties that have met only a few times do not do so: they sleep soon or meet more often, and a
     * party that yields goes behind a whole crowd. A waiter that keeps no experience, such as a select that is made
     * where it runs, never gets beyond the first time. So there it is one in FIRST_SPINS.
     *
     * A carrier runs the threads that have been woken on it until none of them is left. Only then does it look for
     * those that a timer or a platform thread has woken, and for processes that have not begun (JDK 25). Parties that
     * wake each other leave it something to run all the time, and a thread that yields meanwhile stays among them. So now
     * and then a spin in vain, one of the few that are tried where spins never pay, ends with a timed sleep, however
     * short. A thread that sleeps so comes back by the way of those others, and when all threads on a carrier have done
     * it, the others are in. It is one in LAST_LOSSES of the spins at the end of a last span, which is some thousand
     * sleeps at one channel; one in FIRST_LOSSES where there is no experience; and one in YIELDS of the yields above.
     *
     * The experience is written without synchronization, and not at all where it stays the same, which is where the
     * cost of a write matters.
     *
     * A yield after a spin in vain lets a party that shares the carrier go first. If there are few parties, the wait is
     * mostly over then. Where spins do not pay there is a crowd, and where they have paid off only a few times there
     * may be one. A thread that yields there goes behind all that have been woken on its carrier or, if nobody has,
     * behind the processes that have not begun yet. One that sleeps is woken onto the core of the party that it meets, where the channel and the value are in
     * the cache, and before those that have not begun. A wait with a time limit yields all the same: to set a timer and
     * to cancel it costs more.
     */
    static final long SPIN_NANOS = 2_000;
    static final long PLATFORM_SPIN_NANOS = 10 * SPIN_NANOS;
    static final int CAP = 64;
    static final int LAST_SPAN = 1024;

    /** With more credit than this, the parties that meet are few: it takes that many successes. */
    static final int WELL_KNOWN = CAP / 2;

    private static final int PAUSES = 32;
    private static final int LOOKS = 640;
    private static final int LOSS = 8;
    private static final int FIRST_SPAN = 16;
    private static final int SPINS_IN_A_ROW = 64;
    private static final int FIRST_SPINS = 256;
    private static final int YIELDS = 128;
    private static final int LAST_LOSSES = 8;
    private static final int FIRST_LOSSES = 8192;

    /** The number of bits that hold what is left of a span; the span itself stands above them. */
    private static final int LEFT_BITS = 12;

    private Patience() {}

    /**
     * Whether the wait was over before it was time to sleep.
     *
     * @param isTimed whether a sleep would need a timer
     */
    static boolean wasEnough(Parked who, boolean isTimed) {
        int experience = who.experience();
        if (experience < 0 && left(experience) > 0) {
            who.remember(experience + 1); // one wait less is left
        } else if (isOverSoon(who) || (experience != 0 && spin(who))) {
            if (experience != CAP) {
                who.remember(experience < 0 ? LOSS : experience + 1);
            }
            if (isTimeForOthers(experience)) {
                yieldOrLetAllIn();
            }
            return true;
        } else {
            who.remember(afterLoss(experience));
            if (isTurnOfAll(experience)) {
                VirtualThreads.INSTANCE.letOthersIn();
                return true;
            }
        }
        if (experience > WELL_KNOWN || isTimed) {
            Thread.yield();
        }
        return !who.isWaiting();
    }

    /** Lets others on this carrier run, and now and then all others. */
    private static void yieldOrLetAllIn() {
        if (VirtualThreads.INSTANCE.choose(YIELDS) == 0) {
            VirtualThreads.INSTANCE.letOthersIn();
        } else {
            Thread.yield();
        }
    }

    /** Whether the thread, after a spin in vain, is to leave its carrier for once, whatever has been woken there. */
    private static boolean isTurnOfAll(int experience) {
        int oneIn =
                experience == 0 ? FIRST_LOSSES : span(experience) == LAST_SPAN ? LAST_LOSSES : 0;
        return oneIn > 0
                && VirtualThreads.INSTANCE.choose(oneIn) == 0
                && Thread.currentThread().isVirtual();
    }

    private static int afterLoss(int experience) {
        if (experience >= 0) {
            return experience < LOSS ? beginOf(FIRST_SPAN) : experience - LOSS;
        }
        return beginOf(Math.min(2 * span(experience), LAST_SPAN));
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

    private static boolean isTimeForOthers(int experience) {
        if (experience > WELL_KNOWN) {
            return VirtualThreads.INSTANCE.choose(SPINS_IN_A_ROW) == 0;
        }
        return experience == 0 && VirtualThreads.INSTANCE.choose(FIRST_SPINS) == 0;
    }

    /**
     * Measures by the machine's clock, whatever clock the scheduling has: this is about cores. The looks at the clock
     * are counted, since under a model checker it stands still.
     */
    private static boolean spin(Parked who) {
        long limit = Thread.currentThread().isVirtual() ? SPIN_NANOS : PLATFORM_SPIN_NANOS;
        long begin = System.nanoTime();
        for (int i = 0; i < LOOKS && System.nanoTime() - begin < limit; i++) {
            if (isOverSoon(who)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOverSoon(Parked who) {
        for (int i = 0; i < PAUSES; i++) {
            if (!who.isWaiting()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }
}
