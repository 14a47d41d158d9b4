package dev.handoff.lint;

import org.jspecify.annotations.Nullable;

import java.util.Collection;

import javax.lang.model.element.Element;

/**
 * A place at which a process may be ordered before or after another: by a channel, a task, a lock.
 *
 * @param with the variable that holds it; null if that is not known
 * @param use what it does with it
 * @param at where in the source
 */
record Contact(@Nullable Element with, Use use, long at) {
    enum Use {
        NOTHING,
        SENDS,
        RECEIVES,
        ANYTHING,

        /** Uses a pipeline, which may do anything. */
        PIPES,

        /** Is a job of a pool, or may have waited for one: another one may have been done before by the same worker. */
        TAKES_TURNS,

        /** Calls a method of the program that cannot be read: who waits in another of the same object may go on. */
        CALLS,

        /** Calls one that may wait. */
        AWAITS,

        /** Is a process at all. */
        RUNS,

        /** Lets all processes go on until they wait, as virtual time can: who runs has done its part then. */
        SETTLES;

        boolean meets(Use other) {
            if (isOfRunning() || other.isOfRunning()) {
                return (this == SETTLES && other == RUNS) || (this == RUNS && other == SETTLES);
            }
            if (this == TAKES_TURNS || other == TAKES_TURNS) {
                return this == other;
            }
            if (isCall() || other.isCall()) {
                return isCall() && other.isCall() && this != other;
            }
            return this != NOTHING
                    && other != NOTHING
                    && (isAnything() || other.isAnything() || this != other);
        }

        boolean isAnything() {
            return this == ANYTHING || this == PIPES;
        }

        private boolean isOfRunning() {
            return this == RUNS || this == SETTLES;
        }

        private boolean isCall() {
            return this == CALLS || this == AWAITS;
        }
    }

    /** Whether something of the one may come before something of the other for sure. */
    static boolean mayOrder(Collection<Contact> some, Collection<Contact> others) {
        return some.stream().anyMatch(one -> others.stream().anyMatch(other -> one.mayMeet(other)));
    }

    private boolean mayMeet(Contact other) {
        boolean isSame = with == null || other.with == null || with.equals(other.with);
        return isSame && use.meets(other.use);
    }
}
