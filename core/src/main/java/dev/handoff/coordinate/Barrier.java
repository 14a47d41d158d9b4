package dev.handoff.coordinate;

import dev.handoff.Case;
import dev.handoff.CheckReturnValue;
import dev.handoff.Deadline;
import dev.handoff.Outcome;
import dev.handoff.Select;
import dev.handoff.internal.ChoicePoint;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interrupts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A point that all of n parties reach together, again and again. Each time they have reached it, a phase has ended.
 *
 * <pre>{@code
 * Barrier step = Barrier.of(3);
 * // in each of three processes
 * for (int i = 0; i < 100; i++) {
 *     compute(i);
 *     step.await();
 * }
 *
 * // or: until all have come, something else may happen
 * String what = step.select(() -> "all are here", on(alarm, a -> () -> "alarm " + a));
 * }</pre>
 *
 * <p>A party that waits has only offered to synchronize. Until all have offered at once it may withdraw: by an
 * interrupt, by a time-out, or because another case of its {@link #select} was chosen. It was never there then, so a
 * barrier is never broken. But nobody goes on while a party is missing, and a party that goes away for good has to
 * {@link #leave}.
 *
 * <p>In {@link #select} exactly one thing happens for each party (L25): the barrier, with all n parties in it, or one
 * of the other cases. The barrier cannot be a plain {@link Case} there, because a select is matched by one counterpart
 * at a time, and a barrier must match n at one instant or none; so the select is the barrier's. For a party that may do
 * other things for a while after it has arrived, but no longer withdraw, there is {@link #arrive}, which is a plain
 * case.
 *
 * <p>When all have offered, a party for which another case is ready at that instant chooses fairly. A party that is kept in
 * its select by another case, whose handler has not returned yet, holds up the phase, but not the others: they stay at their
 * other cases and time-outs.
 *
 * <p>Actions of all parties before they offer happen-before any of them goes on.
 *
 * <p>After the AltingBarrier of JCSP (Peter Welch, Neil Brown, James Moores, Kevin Chalmers, Bernhard Sputh, Integrating and
 * Extending JCSP, 2007; Alting Barriers, 2010), which locks all selects of the program against each other. {@code enroll} is
 * its word; its resign is {@code leave}. {@code arrive} is Rajiv Gupta's fuzzy barrier (1989).
 */
public final class Barrier {
    /* Overview
     *
     *   A party has offered    firmly, by await or arrive: it goes on when the gate of the phase opens
     *                          loosely, by select: it may choose something else until it is taken
     *
     *   A loose party          is in a select over its turn and its other cases
     *     its turn             looks around (Phases): if all have offered, and the loose parties wait in their selects,
     *                          it takes them, each by a send that goes to a party that waits or to nobody, and the
     *                          phase ends. If one of them cannot be taken, nobody passes the barrier, and all are at
     *                          their cases again.
     *     other case           withdraws, and then does what the case says
     *
     *   Why exactly one happens: the party that looks around has left its select by its turn, and so has each that was
     *   taken; none of them has another case any more. The phase ends only if that holds for all loose parties, while
     *   one process has the state (Cell).
     *
     *   Why nobody is waited for: a party whose other case was chosen may be kept in its select for long, by its
     *   handler or by a receiver's, and has offered as far as the others can see. But it does not wait in its select
     *   any more. So it is not taken, and the others stay at their cases, with their time-outs, until it comes or
     *   withdraws.
     *
     *   Why it is not missed that all are here: if all have offered, some party is called, and looks around when it
     *   comes. It may find a party that is between its offer and its select. So it looks a few times, and then calls
     *   that party.
     *
     *   Why the other cases only give an action: their handlers run within the select, before we know what was chosen.
     */
    private final Cell<Phases> cell;

    private final ChoicePoint choicePoint = new ChoicePoint();

    private Barrier(String title, int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException(
                    "a barrier for " + parties + " parties; it is at least 1");
        }
        this.cell = new Cell<>("state of " + title, new Phases(title, parties));
    }

    /**
     * Makes a barrier.
     *
     * @param parties how many parties, at least one
     * @return the barrier
     * @throws IllegalArgumentException if {@code parties} is less than one
     */
    public static Barrier of(int parties) {
        return new Barrier("barrier", parties);
    }

    /**
     * Makes a barrier with a name, which messages and reports will show.
     *
     * @param name the name
     * @param parties how many parties, at least one
     * @return the barrier
     * @throws IllegalArgumentException if {@code parties} is less than one
     */
    public static Barrier named(String name, int parties) {
        return new Barrier("barrier \"" + Objects.requireNonNull(name, "name") + "\"", parties);
    }

    // ---- firm offers

    /**
     * Waits until all parties have offered.
     *
     * @return the number of the phase that has ended, from 1 on
     * @throws IllegalStateException if there are more offers than parties
     * @throws InterruptedException if the thread was interrupted, before or while a party was missing; this one has not
     *     offered then
     */
    public long await() throws InterruptedException {
        choicePoint.reach();
        Interrupts.throwIfInterrupted();
        Phases.Firm mine = with(Phases::offerFirmly);
        try {
            mine.gate().await();
        } catch (InterruptedException e) {
            if (withdraw(mine)) {
                throw e;
            }
            Thread.currentThread().interrupt(); // the phase had ended before
        } catch (VirtualMachineError e) { // no memory to wait, for example
            if (withdraw(mine)) {
                throw e;
            }
        }
        return mine.phase();
    }

    /** False if the phase has ended with this offer. Tries again until there is memory for it. */
    private boolean withdraw(Phases.Offer offer) {
        Phases phases = cell.insistOnTake();
        try {
            return phases.withdraw(offer);
        } finally {
            cell.put(phases);
        }
    }

    /**
     * Waits at most {@code limit} until all parties have offered.
     *
     * @param limit how long at most; zero or less: only if all the others have offered
     * @return whether they have; if not, the offer was withdrawn
     * @throws IllegalStateException as {@link #await}
     * @throws InterruptedException as {@link #await}
     */
    @CheckReturnValue("the others may not have come")
    public boolean awaitWithin(Duration limit) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        List<Case<? extends Outcome<? extends Boolean>>> late =
                List.of(Select.at(deadline, () -> () -> false));
        return select(Select::prioritized, () -> true, late);
    }

    /**
     * Offers for this party, for good, and does not wait: the party may do something else until the others have come.
     *
     * @param onAll gives the select's result
     * @param <R> its type
     * @return a case that is ready when the phase has ended
     * @throws IllegalStateException as {@link #await}
     */
    public <R extends @Nullable Object> Case<R> arrive(Outcome<? extends R> onAll) {
        Objects.requireNonNull(onAll, "onAll");
        return with(
                phases -> {
                    Case<R> all = phases.onEnd(onAll); // first: there may be no memory for it
                    phases.offerFirmly();
                    return all;
                });
    }

    // ---- loose offers

    /**
     * Waits until all parties have offered, or another case can be matched; does exactly one of them.
     *
     * <p>When all have offered, the select may be begun anew, because another party may have withdrawn at that moment.
     * So a time-out is better given as {@link Select#at} than as {@link Select#after}, and {@link Select#otherwise}
     * makes no sense here.
     *
     * @param onAll what is done when all have offered; gives the result
     * @param others the other cases. Each gives an action, which is run if the case was chosen:
     *     {@code on(alarm, a -> () -> react(a))}
     * @param <R> the type of the result
     * @return what the chosen action returns
     * @throws IllegalStateException as {@link #await}
     * @throws IllegalArgumentException if {@link Select#of} refuses the cases; the offer was withdrawn. If the phase
     *     has ended with that offer before, {@code onAll} runs all the same, and nothing is thrown
     * @throws InterruptedException if the thread was interrupted before anything had happened; the offer was withdrawn
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final <R extends @Nullable Object> R select(
            Outcome<? extends R> onAll, Case<? extends Outcome<? extends R>>... others)
            throws InterruptedException {
        return select(Select::of, Objects.requireNonNull(onAll, "onAll"), List.of(others));
    }

    private <R extends @Nullable Object> R select(
            Function<List<Case<? extends Outcome<? extends R>>>, Select<Outcome<? extends R>>>
                    order,
            Outcome<? extends R> onAll,
            List<Case<? extends Outcome<? extends R>>> others)
            throws InterruptedException {
        List<Case<? extends Outcome<? extends R>>> cases = new ArrayList<>(others);
        Outcome<R> turn = onAll::run; // a mark: compared, and run only when all are here
        Phases.Loose mine = with(Phases::offerLoosely);
        Outcome<? extends R> action;
        try {
            cases.addFirst(mine.onTurn(turn));
            while ((action = order.apply(cases).run()) == turn && !lookAround(mine)) {
                cases.set(0, mine.onTurn(turn));
            }
        } catch (Throwable t) {
            if (withdraw(mine)) {
                throw t;
            }
            action = turn; // all were here before
        }
        if (action != turn) {
            withdraw(mine);
        }
        return action.run();
    }

    /** Whether the phase has ended with this offer. Again, until there is memory to look: another may have ended it. */
    private boolean lookAround(Phases.Loose offer) {
        Phases phases = cell.insistOnTake();
        try {
            return phases.lookAround(offer);
        } finally {
            cell.put(phases);
        }
    }

    // ---- parties

    /**
     * Adds one party: the phase that goes on now waits for it, too. Does not wait, and is not a cancellation point.
     *
     * @throws IllegalStateException if no party is left, because a barrier that all have left is over; or if there are
     *     {@link Integer#MAX_VALUE} parties
     */
    public void enroll() {
        with(Phases::enroll);
    }

    /**
     * Removes one party, which has not offered: the phase ends if the others have. Waits only if there is no memory,
     * until there is some. It is not a cancellation point, so it is safe in {@code finally}.
     *
     * @throws IllegalStateException if all parties have offered or left
     */
    public void leave() {
        while (!hasLeft()) {
            Insist.awaitMemory();
        }
    }

    private boolean hasLeft() {
        Phases phases = cell.insistOnTake();
        try {
            phases.leave();
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        } finally {
            cell.put(phases);
        }
    }

    /**
     * How many parties there are.
     *
     * @return zero if all have left
     */
    public int parties() {
        return with(Phases::parties);
    }

    /**
     * How many phases have ended.
     *
     * @return zero or more
     */
    public long phases() {
        return with(Phases::ended);
    }

    /**
     * Such as {@code barrier "step" (2 of 3 are here, phase 7)}.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return with(Phases::toString);
    }

    /** Takes the state for as long as {@code deed} is done to it. */
    private <R> R with(Function<Phases, R> deed) {
        Phases phases = cell.take();
        try {
            return deed.apply(phases);
        } finally {
            cell.put(phases);
        }
    }
}
