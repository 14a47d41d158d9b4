package dev.handoff.check;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A point on the present path of an {@link ExhaustiveStrategy}, at which a process must be chosen. */
final class Branch {
    /** A toss of a coin in the turn that is chosen. */
    private static final class Coin {
        final int bound;
        int side;

        Coin(int bound) {
            this.bound = bound;
        }
    }

    private final long[] ready;

    /**
     * The processes that need not go on from here, because all that they could do has been tried; for each, what it
     * did.
     */
    private final Map<Long, List<Event>> asleep;

    /** The processes that are to be tried. */
    private final Set<Long> toTry = new HashSet<>();

    private long chosen = NOBODY;
    private final List<Coin> coins = new ArrayList<>();

    /** What the chosen process did, for each way in which the coins fell. */
    private List<Event> done = new ArrayList<>();

    private static final long NOBODY = -1;

    private Branch(long[] ready, Map<Long, List<Event>> asleep) {
        this.ready = ready;
        this.asleep = asleep;
    }

    /** The first point, or one before which nothing is known. */
    static Branch first(List<ControlledProcess> ready) {
        return new Branch(keys(ready), new LinkedHashMap<>());
    }

    /** The point after the latest event: a process that was asleep sleeps on if the event does not concern it. */
    Branch next(List<ControlledProcess> ready, Dependence dependence) {
        Event latest = done.getLast();
        Map<Long, List<Event>> stillAsleep = new LinkedHashMap<>();
        asleep.forEach(
                (process, events) -> {
                    if (!events.isEmpty()
                            && events.stream().noneMatch(e -> dependence.between(e, latest))) {
                        stillAsleep.put(process, events);
                    }
                });
        return new Branch(keys(ready), stillAsleep);
    }

    private static long[] keys(List<ControlledProcess> ready) {
        return ready.stream().mapToLong(process -> process.key).toArray();
    }

    /** Chooses the first process that is not asleep; false if there is none. */
    boolean chooseFirst() {
        for (long process : ready) {
            if (!asleep.containsKey(process)) {
                toTry.add(process);
                chosen = process;
                return true;
            }
        }
        return false;
    }

    /** Chooses what is left to be tried; false if nothing is. */
    boolean chooseNext() {
        if (turnCoin()) {
            return true;
        }
        asleep.put(chosen, done);
        done = new ArrayList<>();
        chosen = NOBODY;
        for (long process : ready) {
            if (toTry.contains(process) && !asleep.containsKey(process)) {
                chosen = process;
                return true;
            }
        }
        return false;
    }

    private boolean turnCoin() {
        while (!coins.isEmpty()) {
            Coin last = coins.getLast();
            if (++last.side < last.bound) {
                return true;
            }
            coins.removeLast();
        }
        return false;
    }

    /** Whether the coin with this number had another number of sides when it was last tossed. */
    boolean wasTossedAmongOthers(int number, int bound) {
        return number < coins.size() && coins.get(number).bound != bound;
    }

    /** The side on which the coin with this number falls in the chosen turn. */
    int toss(int number, int bound) {
        if (wasTossedAmongOthers(number, bound)) {
            coins.subList(number, coins.size()).clear();
        }
        if (number == coins.size()) {
            coins.add(new Coin(bound));
        }
        return coins.get(number).side;
    }

    /** Forgets the coins that were not tossed again in the chosen turn; returns whether there were any. */
    boolean forgetsCoinsFrom(int number) {
        boolean any = number < coins.size();
        if (any) {
            coins.subList(number, coins.size()).clear();
        }
        return any;
    }

    long chosen() {
        return chosen;
    }

    void happened(Event event) {
        done.add(event);
    }

    boolean isReady(long process) {
        for (long each : ready) {
            if (each == process) {
                return true;
            }
        }
        return false;
    }

    /** Whether what a process that is asleep did depends on an event, and not only for a trace of the matches. */
    boolean isAnyoneAsleepBeside(Event event, Dependence dependence) {
        Event unmarked = event.unmarked();
        return asleep.values().stream()
                .flatMap(List::stream)
                .anyMatch(other -> dependence.between(other.unmarked(), unmarked));
    }

    /**
     * Has one of {@code alternatives}, which are as good as each other, tried from here, unless one of them is to be
     * tried or has been. If none of them is ready, a dependence was missed: then all ready processes are tried.
     */
    void tryOneOf(Set<Long> alternatives, long favourite) {
        List<Long> possible = alternatives.stream().filter(this::isReady).toList();
        for (long process : possible) {
            if (toTry.contains(process) || asleep.containsKey(process)) {
                return;
            }
        }
        if (possible.isEmpty()) {
            for (long process : ready) {
                toTry.add(process);
            }
        } else {
            toTry.add(possible.contains(favourite) ? favourite : possible.getFirst());
        }
    }

    /** The index of the chosen process; null if it cannot go on. */
    @Nullable Integer indexIn(List<ControlledProcess> candidates) {
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).key == chosen) {
                return i;
            }
        }
        return null;
    }
}
