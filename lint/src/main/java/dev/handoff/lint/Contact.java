package dev.handoff.lint;

import org.jspecify.annotations.Nullable;

import java.util.Collection;

import javax.lang.model.element.Element;

/**
 * A place at which a process may be ordered before or after another: by a channel, a task, a lock.
 *
 * @param with the variable that holds what orders; null if that is not known
 * @param use what the process does with it
 * @param at the position in the source
 */
record Contact(@Nullable Element with, Use use, long at) {
    enum Use {
        NOTHING,
        SENDS,
        RECEIVES,
        ANYTHING,

        /** Uses a pipeline, which may do anything. */
        PIPES,

        /** Is a job of a pool, or may have waited for one: the same worker may have done another job before. */
        TAKES_TURNS,

        /**
         * Calls a method of the program that cannot be read: a process that waits in another method of the same object
         * may go on.
         */
        CALLS,

        /** Calls such a method, which may wait. */
        AWAITS,

        /** Is a process at all. */
        RUNS,

        /**
         * Lets all processes go on until they wait, as virtual time can: a process that runs has then done its part.
         */
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

    /** Whether one of {@code some} may put its process in an order with that of one of {@code others}. */
    static boolean mayOrder(Collection<Contact> some, Collection<Contact> others) {
        return some.stream().anyMatch(one -> others.stream().anyMatch(other -> one.mayMeet(other)));
    }

    private boolean mayMeet(Contact other) {
        boolean isSame = with == null || other.with == null || with.equals(other.with);
        return isSame && use.meets(other.use);
    }
}
