package dev.handoff;

import dev.handoff.internal.Interrupts;
import dev.handoff.spi.Offer;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The matching of a select: finds the one case that takes effect, and waits for it if need be. */
final class Selection extends Party implements Waiting.Timer {
    /* Overview
     *
     *   prepare   ask the guards, the clock, and the suppliers of values and deadlines; nothing is locked
     *   pass 1    of the cases that look ready, toss for one, lock its channel alone, try its move; then the next. A
     *             deadline that has passed is one of them, and has no channel.
     *   pass 2    lock all channels, in the order of their ids; try again; if nothing is ready, there was an
     *             instant at which nothing was: take otherwise, or queue up in all channels; unlock
     *   wait      until a counterpart claims this party through one of its places
     *   leave     take the other places back
     *
     * One lock order means no deadlock, however many selects share however many channels (L31). Two selects meet
     * when one of them, in a pass, finds the place of the other, which waits: the passing one has no place
     * anywhere yet, so nobody can claim it, and one compare-and-set on the other's word matches both. It never
     * meets itself for the same reason (L30).
     *
     * Pass 1 is only there for speed. It is left out for a prioritized select, for which a case that becomes
     * ready behind our back, after we have looked at it, must still go first.
     *
     * `liveCases` counts the queued cases that can still be matched. A channel that ends subtracts its case
     * (under its lock); who takes the last one wakes the select with ALL_ENDED (L14, L28). A time-out is a live
     * case that never ends.
     *
     * After select.go of the Go runtime; there pass 1 is part of pass 2.
     */
    enum Order {
        FAIR,
        PRIORITIZED,
        ROTATING
    }

    /** The outcome of a claim by the last live case to end. */
    private static final int ALL_ENDED = GAVE_UP - 1;

    /** Outcomes that are not the outcome of one case; below zero, where no claim reaches. */
    private static final int NOT_YET = -1;

    static final int OTHERWISE = -2;
    static final int ALL_CLOSED = -3;

    /** Outcomes from here downwards: the timed case with the index {@code TIMED - outcome}. */
    static final int TIMED = -4;

    private static final long[] NONE = {};

    private static final VarHandle LIVE_CASES;

    static {
        try {
            LIVE_CASES =
                    MethodHandles.lookup().findVarHandle(Selection.class, "liveCases", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Order order;
    private final Scheduling scheduling;
    private final Case.OnChannel<?, ?>[] cases;
    private final Case.Plain<?>[] timed;
    private final Case.@Nullable Plain<?> otherwise;
    private final boolean hasEnded;

    /**
     * The cases that can be ready when a run begins, in the order given: {@code i} is the case on a channel with that index, and
     * what is below zero a deadline, by its outcome.
     */
    private final int[] sequence;

    /** Whether to prepare a run is to run the user's code. */
    private final boolean asks;

    /** The distinct channels in locking order. */
    private final Kind<?>[] kinds;

    private final long[] ids;

    private final Place[] places;
    private final boolean hasTimers;
    private final @Nullable Offers offers;

    // of the current run; touched by the selecting thread alone, but for `queued`
    private final boolean[] open;

    /** A case has a place in its channel's queue; whoever ends the channel takes it out, under the lock of the channel. */
    private final boolean[] queued;

    /** Of the timed cases: deadlines that had passed when the run began. */
    private final boolean[] passed;

    private final int[] candidates;

    /** Where in the sequence the case stands that was chosen last. */
    private int lastChosen = -1;

    private long deadline;
    private int timedCase;
    private boolean otherwiseOpen;
    private int experience;
    private int waits;
    private @Nullable Object dropped;

    /** Whose extended receive has our value, while its handler runs; for reports. */
    private @Nullable Channel<?> met;

    @SuppressWarnings("UnusedVariable") // used through LIVE_CASES
    private volatile int liveCases;

    Selection(
            Order order,
            Case.OnChannel<?, ?>[] cases,
            Case.Plain<?>[] timed,
            int[] sequence,
            Case.@Nullable Plain<?> otherwise,
            boolean hasEnded) {
        this.order = order;
        this.cases = cases;
        this.timed = timed;
        this.sequence = sequence;
        this.otherwise = otherwise;
        this.hasEnded = hasEnded;
        this.asks =
                isAnyAsked(cases)
                        || isAnyAsked(timed)
                        || (otherwise != null && otherwise.isAsked());
        this.scheduling = schedulingOf(cases);
        this.kinds =
                Arrays.stream(cases)
                        .map(c -> c.channel.kind)
                        .distinct()
                        .sorted(Comparator.comparingLong(kind -> kind.id))
                        .toArray(Kind<?>[]::new);
        this.ids = Arrays.stream(kinds).mapToLong(kind -> kind.id).toArray();
        this.hasTimers = Arrays.stream(kinds).anyMatch(kind -> kind.readyAt() != Kind.NEVER_READY);
        this.places = new Place[cases.length];
        Arrays.setAll(places, i -> new Place(cases[i].channel, this, i));
        this.open = new boolean[cases.length];
        this.queued = new boolean[cases.length];
        this.passed = new boolean[timed.length];
        this.candidates = new int[sequence.length];
        this.offers = Offers.of(cases, places, open);
    }

    /** A channel that was made before an exploration has another than those of the explored program. */
    private static Scheduling schedulingOf(Case.OnChannel<?, ?>[] cases) {
        for (Case.OnChannel<?, ?> c : cases) {
            if (c.channel.scheduling != Scheduling.virtualThreads()) {
                return c.channel.scheduling;
            }
        }
        return cases.length == 0 ? Scheduling.current() : Scheduling.virtualThreads();
    }

    private static boolean isAnyAsked(Case<?>[] cases) {
        for (Case<?> c : cases) {
            if (c.isAsked()) {
                return true;
            }
        }
        return false;
    }

    /** The choice point before {@link #match}: of nobody's concern if the match has one of its own. */
    void reach() {
        scheduling.reach(Op.SELECT, asks ? NONE : ids);
    }

    /** What {@link Place#matched}, {@link Place#ended} or one of the constants above says; waits for it. */
    int match() throws InterruptedException {
        Interrupts.throwIfInterrupted();
        int outcome;
        if (offers == null) {
            prepare();
            outcome = tryOrAwait();
        } else {
            prepare(offers);
            outcome = tryOrAwait(offers);
        }
        if (order == Order.ROTATING) {
            noteChosen(outcome >= 0 ? Place.index(outcome) : outcome);
        }
        return outcome;
    }

    private void noteChosen(int chosen) {
        for (int n = 0; n < sequence.length; n++) {
            if (sequence[n] == chosen) {
                lastChosen = n;
            }
        }
    }

    private int tryOrAwait(Offers offers) throws InterruptedException {
        int outcome = NOT_YET;
        try {
            outcome = tryOrAwait();
            return outcome;
        } finally {
            offers.forgetAllBut(isMatched(outcome) ? Place.index(outcome) : -1);
        }
    }

    private int tryOrAwait() throws InterruptedException {
        int outcome = order == Order.PRIORITIZED ? NOT_YET : tryReadyCases(false);
        if (outcome == NOT_YET) {
            outcome = tryAllAtOnce();
        }
        return outcome == NOT_YET ? await() : outcome;
    }

    private static boolean isMatched(int outcome) {
        return outcome >= 0 && !Place.isEnded(outcome);
    }

    /** What the case that was matched has received or sent; once. */
    @Nullable Object takeItem(int outcome) {
        Place place = places[Place.index(outcome)];
        Object item = place.item;
        place.item = null;
        if (item != null && cases[place.index] instanceof Case.Send<?, ?> send) {
            Object value = dropped;
            dropped = null;
            tellSent(send.channel, item, value);
        }
        Throwable failure = place.handlerFailure;
        if (failure != null) {
            place.handlerFailure = null;
            throw End.handlerFailed(cases[place.index].channel, failure);
        }
        return item;
    }

    private static <T> void tellSent(Channel<T> channel, Object item, @Nullable Object dropped) {
        SendOperation.sent(
                channel, channel.value(item), dropped == null ? null : channel.value(dropped));
    }

    /** The run is about to say that no case can be matched any more. */
    void foundEnded() {
        for (int i = 0; i < cases.length; i++) {
            Channel<?> channel = cases[i].channel;
            if (open[i] && channel.kind.looksEnded()) { // not by its own sender's close alone
                channel.foundEnded();
            }
        }
    }

    // ---- prepare

    private void prepare(Offers offers) {
        try {
            prepare();
            offers.leave();
        } catch (Throwable t) { // a guard's, or a supplier's
            offers.forget();
            throw t;
        }
    }

    private void prepare() {
        for (int i = 0; i < cases.length; i++) {
            Case.OnChannel<?, ?> c = cases[i];
            open[i] = c.channel.kind.canBeReady() && c.isOpen();
            if (open[i] && c instanceof Case.Send<?, ?> send) {
                places[i].item = send.nextValue();
            }
        }
        otherwiseOpen = otherwise != null && otherwise.isOpen();
        deadline = Waiting.NONE;
        if (timed.length > 0) {
            prepareTimed();
        }
        if (asks) { // some of which may have been choice points; and what they saw may be over
            scheduling.reach(Op.SELECT, ids);
        }
    }

    private void prepareTimed() {
        long now = scheduling.nanoTime();
        for (int i = 0; i < timed.length; i++) {
            passed[i] = false;
            if (timed[i].isOpen()) {
                long due = timed[i].due(now);
                passed[i] = timed[i].hasPassed(due, now);
                if (Waiting.earlier(due, deadline) == due && due != deadline) {
                    deadline = due;
                    timedCase = i;
                }
            }
        }
    }

    // ---- passes

    /** Tries the cases that look ready, in the order that the policy says. */
    private int tryReadyCases(boolean locked) {
        int first = order == Order.ROTATING ? lastChosen + 1 : 0;
        int count = addCandidates(first, sequence.length, 0);
        count = addCandidates(0, first, count);
        int next = 0;
        while (next < count) {
            if (order == Order.FAIR) {
                int coin = next + scheduling.choose(count - next);
                int candidate = candidates[coin];
                candidates[coin] = candidates[next];
                candidates[next] = candidate;
            }
            int chosen = candidates[next];
            if (chosen < 0) {
                return chosen;
            }
            int outcome = locked ? attempt(chosen) : lockAndAttempt(chosen);
            if (outcome != NOT_YET) {
                return outcome;
            }
            next++;
        }
        return NOT_YET;
    }

    private int addCandidates(int from, int to, int count) {
        int next = count;
        for (int n = from; n < to; n++) {
            int i = passed.length == 0 ? n : sequence[n]; // to look it up takes a few per cent
            if (i < 0 ? passed[TIMED - i] : open[i] && looksReady(i)) {
                candidates[next++] = i;
            }
        }
        return next;
    }

    private boolean looksReady(int i) {
        Kind<?> kind = cases[i].channel.kind;
        return cases[i] instanceof Case.Send<?, ?> send
                ? kind.looksSendable() || send.isSenderClosed()
                : kind.looksReceivable();
    }

    private int lockAndAttempt(int i) {
        Kind<?> kind = cases[i].channel.kind;
        Parked sleeper;
        int outcome;
        kind.lock();
        try {
            outcome = attempt(i);
            sleeper = kind.takeSleeper();
        } finally {
            kind.unlock();
        }
        if (sleeper != null) {
            cases[i].channel.wake(sleeper);
        }
        return outcome == NOT_YET ? NOT_YET : awaitIfHeld(outcome);
    }

    /** The move of the case, under its channel's lock. */
    private int attempt(int i) {
        return cases[i] instanceof Case.Send<?, ?> send ? attemptSend(send, i) : attemptReceive(i);
    }

    private int attemptReceive(int i) {
        Object got = cases[i].channel.kind.receive();
        if (got == null) {
            return endedIfMatched(i);
        }
        places[i].item = got;
        return Place.matched(i);
    }

    private <T> int attemptSend(Case.Send<T, ?> send, int i) {
        if (send.isSenderClosed()) { // no try sends after that
            return send.closedHandler == null ? NOT_YET : Place.ended(i);
        }
        Kind<T> kind = send.channel.kind;
        T value = send.channel.value(Objects.requireNonNull(places[i].item));
        while (true) {
            switch (kind.send(value)) {
                case DONE -> {
                    return Place.matched(i);
                }
                case DROPPED -> {
                    dropped = kind.takeDropped();
                    return Place.matched(i);
                }
                case MEET -> {
                    beginHeld();
                    if (kind.meet(value, places[i])) {
                        return Place.matched(i);
                    }
                    release(GAVE_UP); // the receive has just given up; ask again
                    end();
                }
                case WAIT -> {
                    return NOT_YET;
                }
                case ENDED, CANCELLED -> { // the latter is no move's
                    return endedIfMatched(i);
                }
            }
        }
    }

    /** Whoever is not matched by the end is not told of it: a case not chosen has no effect at all (L25). */
    private int endedIfMatched(int i) {
        Kind<?> kind = cases[i].channel.kind;
        End end = kind.endOrLapse();
        if (end == null || !cases[i].matchesEnd(end)) {
            return NOT_YET;
        }
        kind.tellEnd();
        return Place.ended(i);
    }

    /** A send that has met an extended receive waits for its handler. */
    private int awaitIfHeld(int outcome) {
        if (thread() != null) {
            try {
                awaitHandler(cases[Place.index(outcome)].channel);
            } finally {
                end();
            }
        }
        return outcome;
    }

    private void awaitHandler(Channel<?> channel) {
        if (isWaiting()) {
            noteHeld(channel);
            Waiting.awaitMatched(scheduling, this, WaitReason.HANDLER);
            met = null;
        }
    }

    private int tryAllAtOnce() {
        Parked sleeper = null;
        Asleep asleep = null; // the waiters of timers
        int outcome;
        lockAll();
        try {
            outcome = tryReadyCases(true);
            if (outcome == NOT_YET && otherwiseOpen && hasTimers) {
                asleep = elapseDue();
                if (asleep != null) {
                    outcome = tryReadyCases(true);
                }
            }
            if (outcome == NOT_YET) {
                outcome = otherwiseOrQueue();
            } else if (outcome >= 0) {
                sleeper = cases[Place.index(outcome)].channel.kind.takeSleeper();
            }
        } finally {
            unlockAll();
        }
        if (sleeper != null) {
            scheduling.unpark(sleeper);
        }
        if (asleep != null) {
            asleep.unpark(scheduling);
        }
        return outcome >= 0 ? awaitIfHeld(outcome) : outcome;
    }

    /** The ticks that are due at this instant are for those who wait (L6); what then is left can be taken. Null if none is. */
    private @Nullable Asleep elapseDue() {
        long now = scheduling.nanoTime();
        Asleep asleep = null;
        for (int i = 0; i < cases.length; i++) {
            Kind<?> kind = cases[i].channel.kind;
            if (open[i] && isDue(kind.readyAt(), now)) {
                if (asleep == null) {
                    asleep = new Asleep();
                }
                kind.elapse(now, asleep);
            }
        }
        return asleep;
    }

    private static boolean isDue(long readyAt, long now) {
        return readyAt != Kind.NEVER_READY && readyAt - now <= 0;
    }

    private int otherwiseOrQueue() {
        int live = countLive();
        if (live == 0 && (hasEnded || !otherwiseOpen)) {
            tellEnds();
            return ALL_CLOSED;
        }
        if (otherwiseOpen) {
            return OTHERWISE;
        }
        tellEnds(); // it will not look again at those that it goes without
        liveCases = live;
        for (int i = 0; i < cases.length; i++) {
            if (queued[i]) { // by a run that had no stack left to take it back
                dequeue(i);
            }
            queued[i] = isLive(i);
            if (queued[i]) {
                enqueue(i);
            }
        }
        begin(); // last: if a call before overflows the stack, all these places are dead
        return NOT_YET;
    }

    private int countLive() {
        int live = deadline == Waiting.NONE ? 0 : 1;
        for (int i = 0; i < cases.length; i++) {
            if (isLive(i)) {
                live++;
            }
        }
        return live;
    }

    private boolean isLive(int i) {
        return isToBeTold(i) && !cases[i].channel.kind.looksEnded();
    }

    private void tellEnds() {
        for (int i = 0; i < cases.length; i++) {
            if (isToBeTold(i)) {
                cases[i].channel.kind.tellEnd();
            }
        }
    }

    /** Whether the case takes part, and has not ended by its own sender's close. */
    private boolean isToBeTold(int i) {
        return open[i] && !(cases[i] instanceof Case.Send<?, ?> send && send.isSenderClosed());
    }

    private void enqueue(int i) {
        Kind<?> kind = cases[i].channel.kind;
        if (cases[i] instanceof Case.Send<?, ?>) {
            kind.enqueueSender(places[i]);
        } else {
            kind.enqueueReceiver(places[i]);
        }
    }

    private void dequeue(int i) {
        Kind<?> kind = cases[i].channel.kind;
        if (cases[i] instanceof Case.Send<?, ?>) {
            kind.dequeueSender(places[i]);
        } else {
            kind.dequeueReceiver(places[i]);
        }
    }

    /** Takes all locks or none: whoever would have to yield while it holds some lets go of them first. */
    private void lockAll() {
        int held = 0;
        while (held < kinds.length) {
            if (kinds[held].lockWithinSpins()) {
                held++;
            } else {
                while (held > 0) {
                    kinds[--held].unlock();
                }
                SpinLock.yieldToHolder();
            }
        }
    }

    private void unlockAll() {
        for (Kind<?> kind : kinds) {
            kind.unlock();
        }
    }

    // ---- wait

    private int await() throws InterruptedException {
        waits++;
        int outcome = NOT_YET;
        try {
            Waiting.Timer timer = hasTimers ? this : null;
            int answer = Waiting.await(scheduling, this, WaitReason.SELECT, deadline, timer);
            outcome = answer < 0 ? giveUp(answer) : answer;
        } finally {
            leave(outcome);
        }
        return outcome == ALL_ENDED ? ALL_CLOSED : outcome;
    }

    /** A method of its own: whoever waits keeps none of its variables on the stack. */
    private int giveUp(int answer) throws InterruptedException {
        if (!giveUp()) {
            return Waiting.awaitMatched(scheduling, this, WaitReason.SELECT);
        }
        if (answer == Waiting.INTERRUPTED) {
            throw Interrupts.taken();
        }
        return TIMED - timedCase;
    }

    @Override
    public long readyAt() {
        long next = Waiting.NONE;
        for (int i = 0; i < cases.length; i++) {
            if (queued[i]) {
                next = Waiting.earlier(next, cases[i].channel.kind.readyAt());
            }
        }
        return next;
    }

    @Override
    public void elapse() {
        for (int i = 0; i < cases.length; i++) {
            if (queued[i] && cases[i].channel.kind.readyAt() != Kind.NEVER_READY) {
                ReceiveOperation.elapse(cases[i].channel);
            }
        }
    }

    /** Takes back the places, but the one that was matched, which its counterpart has taken. */
    private void leave(int outcome) {
        end();
        met = null;
        int matched = outcome >= 0 && outcome != ALL_ENDED ? Place.index(outcome) : -1;
        for (int i = 0; i < cases.length; i++) {
            if (queued[i]) {
                if (i != matched) {
                    leave(cases[i].channel.kind, i);
                }
                queued[i] = false;
            }
        }
    }

    private void leave(Kind<?> kind, int i) {
        if (cases[i] instanceof Case.Send<?, ?>) {
            kind.withdrawSender(places[i]);
        } else {
            kind.withdrawReceiver(places[i]);
            places[i].item = null; // of a claim that came too late
        }
    }

    /** The channel of a queued case has ended; called under its lock. */
    Claim caseEnded(Place place, End how) {
        if (cases[place.index].matchesEnd(how)) {
            return claim(Place.ended(place.index));
        }
        queued[place.index] = false;
        return (int) LIVE_CASES.getAndAdd(this, -1) == 1 ? claim(ALL_ENDED) : Claim.LOST;
    }

    @Override
    public int experience() {
        return experience;
    }

    @Override
    public void remember(int experience) {
        this.experience = experience;
    }

    /** How often it has begun to wait: a look from outside. */
    int waits() {
        return waits;
    }

    /** An extended receive of {@code channel} has our value. */
    void noteHeld(Channel<?> channel) {
        met = channel;
    }

    /** The channel whose receiver's handler is awaited, if there is one. */
    @Override
    public Object blocker() {
        Channel<?> channel = met;
        return channel == null ? this : channel;
    }

    @Override
    public List<Offer> offers() {
        if (!isClaimable()) {
            return List.of();
        }
        List<Offer> offers = new ArrayList<>();
        for (int i = 0; i < cases.length; i++) {
            if (queued[i]) {
                offers.addAll(places[i].offers(cases[i] instanceof Case.Send<?, ?>));
            }
        }
        return offers;
    }

    @Override
    public List<Thread> awaited() {
        List<Thread> awaited = new ArrayList<>();
        for (int i = 0; i < cases.length; i++) {
            if (queued[i]) {
                awaited.addAll(cases[i].channel.kind.awaited());
            }
        }
        return awaited;
    }

    /** Such as {@code receive from channel "a", send to channel "b", after PT5S}. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        int out = 0;
        for (int i = 0; i < cases.length; i++) {
            if (queued[i]) {
                words.add(cases[i].toString());
            } else if (cases[i].channel.kind.looksEnded()) {
                words.add(cases[i] + " (has ended)");
            } else {
                out++;
            }
        }
        for (Case.Plain<?> c : timed) {
            words.add(c.toString());
        }
        if (out > 0) {
            words.add(out + (out == 1 ? " case that does" : " cases that do") + " not take part");
        }
        return String.join(", ", words);
    }
}
