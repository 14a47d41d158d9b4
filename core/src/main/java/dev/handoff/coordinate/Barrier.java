package dev.handoff.coordinate;

import dev.handoff.Case;
import dev.handoff.Deadline;
import dev.handoff.Outcome;
import dev.handoff.Select;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A point that all of n parties reach together, again and again. Each time they have is the end of a phase.
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
 * <p>A party that waits has only offered to synchronize. Until all have offered at once it may withdraw, and then it was never
 * there: by an interrupt, by a time-out, or because another case of its {@link #select} was chosen. So a barrier is never
 * broken. But nobody goes on while a party is missing, and who goes away for good has to {@link #leave}.
 *
 * <p>In {@link #select} exactly one happens, for each party (L25): the barrier, with all n parties in it, or one of the other
 * cases. That cannot be a plain {@link Case}, because a select is matched by one counterpart at a time, and a barrier must
 * match n at one instant or none; so the select is the barrier's. One that may do other things for a while after it has
 * arrived, but no longer withdraw, has {@link #arrive}, which is a plain case.
 *
 * <p>When all have offered, a party for which another case is ready at that instant chooses fairly. But a case that needs
 * another party of the same barrier to be in its select (a rendezvous between the two) is not ready then: they have the
 * barrier.
 *
 * <p>Actions of all parties before they offer happen-before each goes on.
 *
 * <p>After the AltingBarrier of JCSP (Peter Welch, Neil Brown, James Moores, Kevin Chalmers, Bernhard Sputh, Integrating and
 * Extending JCSP, 2007; Alting Barriers, 2010), which locks all selects of the program against each other. {@code arrive} is
 * Rajiv Gupta's fuzzy barrier (1989).
 */
public final class Barrier {
    /* Overview
     *
     *   A party has offered    firmly, by await or arrive: it goes on when the gate of the phase opens
     *                          loosely, by select: it must be asked, because its select may choose something else
     *
     *   The last one to offer   nobody loose? the phase ends: opens the gate : asks all the loose ones, which begins a vote
     *   A loose one             is in a select over being asked and its other cases
     *     asked                 votes yes, and waits for the decision, which does not take long: all others are on their way
     *                           to a vote or to a no. The last yes ends the phase. After a no it offers again.
     *     other case            votes no, if there is a vote, by withdrawing; then does what the case says
     *   A firm one              withdraws by a no, too
     *
     *   Everything is done by whoever has the state (Cell), and it waits for nothing while it has it. The instant of the last
     *   yes is that of the match. While it waits for a decision a party is not at its other cases, as if it had not yet come
     *   to its select. A no is always due to something that has happened, so they cannot go on voting for ever.
     *
     *   That the other cases' handlers run within their select, before we know of it, is why they only give the action: a long
     *   one would keep the others from a decision.
     */
    private static final class State {
        int parties;
        long phase;
        Gate gate;
        int firm;
        final List<Offer> loose = new ArrayList<>();
        boolean hasVote;

        State(int parties, Gate gate) {
            this.parties = parties;
            this.gate = gate;
        }

        int offers() {
            return firm + loose.size();
        }
    }

    /** Of one party, once. */
    private static final class Offer {
        final Gate asked;
        final Gate decided;
        boolean isYes;
        boolean isTripped;

        Offer(String title) {
            this.asked = new Gate(title);
            this.decided = new Gate("vote on " + title);
        }
    }

    private final String title;
    private final Cell<State> cell;

    private Barrier(String title, int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException(
                    "a barrier for " + parties + " parties; it is at least 1");
        }
        this.title = title;
        this.cell = new Cell<>("state of " + title, new State(parties, new Gate(title)));
    }

    /**
     * Makes a barrier.
     *
     * @param parties for how many, at least one
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
     * @param parties for how many, at least one
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
     * @throws InterruptedException if the thread was interrupted while a party was missing; the offer was withdrawn
     */
    public long await() throws InterruptedException {
        Firm mine = offerFirmly();
        try {
            mine.gate.await();
        } catch (InterruptedException e) {
            if (withdraw(mine)) {
                throw e;
            }
            Thread.currentThread().interrupt(); // it had happened before
        }
        return mine.phase;
    }

    /**
     * Waits until all parties have offered, at most {@code limit}.
     *
     * @param limit how long at most; zero or less: only if all the others have offered
     * @return whether they have; if not, the offer was withdrawn
     * @throws IllegalStateException as {@link #await}
     * @throws InterruptedException as {@link #await}
     */
    public boolean awaitWithin(Duration limit) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        return select(() -> true, Select.at(deadline, () -> () -> false));
    }

    /**
     * Offers for this party, for good, and does not wait: it may do something else until the others have come.
     *
     * @param onAll gives the select's result
     * @param <R> its type
     * @return a case that is ready when the phase has ended
     * @throws IllegalStateException as {@link #await}
     */
    public <R> Case<R> arrive(Outcome<? extends R> onAll) {
        Objects.requireNonNull(onAll, "onAll");
        return offerFirmly().gate.onOpen(onAll);
    }

    private record Firm(Gate gate, long phase) {}

    private Firm offerFirmly() {
        State state = cell.take();
        try {
            requirePlace(state);
            state.firm++;
            Firm mine = new Firm(state.gate, state.phase + 1);
            tripOrAsk(state);
            return mine;
        } finally {
            cell.put(state);
        }
    }

    /** False if the phase has ended. */
    private boolean withdraw(Firm mine) {
        State state = cell.take();
        try {
            if (state.gate != mine.gate) {
                return false;
            }
            state.firm--;
            endVote(state);
            return true;
        } finally {
            cell.put(state);
        }
    }

    // ---- loose offers

    /**
     * Waits until all parties have offered, or another case can be matched; does exactly one of them.
     *
     * <p>The select is begun anew when all had offered and one has withdrawn at that moment: so a time-out is better given as
     * {@link Select#at} than as {@link Select#after}, and of {@link Select#otherwise} this makes no sense.
     *
     * @param onAll what is done when all have offered; gives the result
     * @param others the other cases. Each gives what is to be done when it was chosen, and that is then done: {@code on(alarm,
     *     a -> () -> react(a))}
     * @param <R> the type of the result
     * @return what the chosen action returns
     * @throws IllegalStateException as {@link #await}
     * @throws InterruptedException if the thread was interrupted before anything had happened; the offer was withdrawn
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final <R> R select(
            Outcome<? extends R> onAll, Case<? extends Outcome<? extends R>>... others)
            throws InterruptedException {
        Objects.requireNonNull(onAll, "onAll");
        List<Case<? extends Outcome<? extends R>>> cases = new ArrayList<>(List.of(others));
        Outcome<R> asked = onAll::run; // a mark: compared, and run only for a yes
        cases.addFirst(Select.after(Duration.ZERO, () -> asked));
        while (true) {
            Offer mine = offerLoosely();
            cases.set(0, mine.asked.onOpen(() -> asked));
            boolean withdrawn = true;
            try {
                Outcome<? extends R> action = Select.one(array(cases));
                if (action == asked) {
                    withdrawn = false;
                    if (!isDecidedYes(mine)) {
                        continue;
                    }
                }
                if (withdrawn) {
                    withdrawn = false;
                    withdraw(mine);
                }
                return action.run();
            } finally {
                if (withdrawn) {
                    withdraw(mine);
                }
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private static <R> Case<? extends R>[] array(List<? extends Case<? extends R>> cases) {
        return cases.toArray(new Case[0]);
    }

    private Offer offerLoosely() {
        State state = cell.take();
        try {
            requirePlace(state);
            Offer mine = new Offer(title);
            state.loose.add(mine);
            tripOrAsk(state);
            return mine;
        } finally {
            cell.put(state);
        }
    }

    /** Votes yes, and waits for the decision. */
    private boolean isDecidedYes(Offer mine) throws InterruptedException {
        vote(mine);
        try {
            mine.decided.await();
        } catch (InterruptedException e) {
            if (withdraw(mine)) {
                throw e;
            }
            Thread.currentThread().interrupt(); // it had happened before
        }
        return mine.isTripped;
    }

    private void vote(Offer mine) {
        State state = cell.take();
        try {
            mine.isYes = true;
            if (state.hasVote && state.loose.stream().allMatch(offer -> offer.isYes)) {
                trip(state);
            }
        } finally {
            cell.put(state);
        }
    }

    /** False if the phase has ended with it. */
    private boolean withdraw(Offer mine) {
        State state = cell.take();
        try {
            if (mine.isTripped) {
                return false;
            }
            if (state.loose.remove(mine)) {
                endVote(state);
            }
            return true;
        } finally {
            cell.put(state);
        }
    }

    // ---- by whoever has the state

    private void requirePlace(State state) {
        if (state.offers() >= state.parties) {
            throw new IllegalStateException(
                    "%s has %d parties, and all of them have offered; this is one more"
                            .formatted(title, state.parties));
        }
    }

    private void tripOrAsk(State state) {
        if (state.hasVote || state.offers() != state.parties) {
            return;
        }
        if (state.loose.isEmpty()) {
            if (state.firm > 0) {
                trip(state);
            }
        } else {
            state.hasVote = true;
            state.loose.forEach(offer -> offer.asked.open());
        }
    }

    private void trip(State state) {
        for (Offer offer : state.loose) {
            offer.isTripped = true;
            offer.decided.open();
        }
        state.loose.clear();
        state.hasVote = false;
        state.firm = 0;
        state.phase++;
        state.gate.open();
        state.gate = new Gate(title);
    }

    /** With a no, if there is one: the loose ones offer again. */
    private static void endVote(State state) {
        if (state.hasVote) {
            state.hasVote = false;
            state.loose.forEach(offer -> offer.decided.open());
            state.loose.clear();
        }
    }

    // ---- parties

    /**
     * One party more: the phase that goes on now waits for it, too. Does not wait, and is no cancellation point.
     *
     * @throws IllegalStateException if nobody is left: a barrier that all have left is over
     */
    public void join() {
        State state = cell.take();
        try {
            if (state.parties == 0) {
                throw new IllegalStateException(title + " was left by all its parties");
            }
            state.parties++;
            endVote(state);
        } finally {
            cell.put(state);
        }
    }

    /**
     * One party less: it has not offered, and the phase ends if the others have. Does not wait, and is no cancellation point,
     * so it is safe in {@code finally}.
     *
     * @throws IllegalStateException if all parties have offered or left
     */
    public void leave() {
        State state = cell.take();
        try {
            if (state.offers() == state.parties) {
                throw new IllegalStateException(
                        "%s: of %d parties, each has offered; none can leave"
                                .formatted(title, state.parties));
            }
            state.parties--;
            tripOrAsk(state);
        } finally {
            cell.put(state);
        }
    }

    /**
     * How many parties there are.
     *
     * @return zero if all have left
     */
    public int parties() {
        State state = cell.take();
        int parties = state.parties;
        cell.put(state);
        return parties;
    }

    /**
     * How many phases have ended.
     *
     * @return zero or more
     */
    public long phases() {
        State state = cell.take();
        long phases = state.phase;
        cell.put(state);
        return phases;
    }

    /**
     * Such as {@code barrier "step" (2 of 3 are here, phase 7)}.
     *
     * @return one line
     */
    @Override
    public String toString() {
        State state = cell.take();
        try {
            return "%s (%d of %d are here, phase %d)"
                    .formatted(title, state.offers(), state.parties, state.phase + 1);
        } finally {
            cell.put(state);
        }
    }
}
