package dev.handoff.check;

import java.util.Arrays;
import java.util.List;

/** Looks for a shorter schedule that shows the same mistake, by trying some. */
final class Shrinker {
    /* Overview
     *
     *   shorter   is what has fewer switches, choices other than 0; if equal, fewer turns; then fewer choices
     *
     *   cut       all choices from some point on become 0: the process that went on before goes on
     *   calm      a chunk of the switches becomes 0, in halves, quarters …
     *   drop      a chunk of choices is left out, so that those after it come earlier
     *   lower     a choice becomes 1
     *   trade     two switches that follow each other become 0, and a choice anywhere a switch instead; only when
     *             nothing else helps
     *
     * Any row of choices can be followed, somehow: what cannot be done is replaced by 0. So a try is judged by its
     * symptom alone; what is kept is the schedule that its run has recorded, which fits. The effort is bounded in runs
     * and turns, not in time: the same finding shrinks to the same schedule everywhere.
     *
     * After Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002), of which this is ddmin
     * without the complements.
     */
    private static final int MOST_RUNS = 1_000;

    private static final int MOST_TURNS = 200_000;

    private final Trial trial;
    private final String symptom;
    private Schedule best;
    private int bestTurns;
    private int runs;
    private int turns;

    private Shrinker(Trial trial, Trial.Tried found) {
        this.trial = trial;
        this.symptom = found.symptom();
        this.best = found.run().schedule();
        this.bestTurns = found.run().turns();
    }

    /** The shortest schedule that was found: at worst the original. */
    static Schedule shrink(Trial trial, Trial.Tried found) throws InterruptedException {
        Shrinker shrinker = new Shrinker(trial, found);
        boolean better = true;
        while (better && !shrinker.isSpent()) {
            better = shrinker.cut();
            better |= shrinker.calm();
            better |= shrinker.drop();
            better |= shrinker.lower();
            better = better || shrinker.trade();
        }
        return shrinker.best;
    }

    private boolean cut() throws InterruptedException {
        boolean any = false;
        for (int step = best.length(); step > 0; step /= 2) {
            while (step <= best.length()
                    && isBetter(Arrays.copyOf(best.choices(), best.length() - step))) {
                any = true;
            }
        }
        return any;
    }

    private boolean calm() throws InterruptedException {
        boolean any = false;
        for (int chunk = best.switches(); chunk > 0; chunk /= 2) {
            for (int first = 0; first < best.switches() && !isSpent(); first += chunk) {
                while (first < best.switches() && isBetter(calmed(first, chunk))) {
                    any = true;
                }
            }
        }
        return any;
    }

    /** The best schedule without some of its switches, counted from 0. */
    private int[] calmed(int first, int count) {
        int[] choices = best.choices();
        int seen = 0;
        for (int i = 0; i < choices.length; i++) {
            if (choices[i] != 0) {
                if (seen >= first && seen < first + count) {
                    choices[i] = 0;
                }
                seen++;
            }
        }
        return choices;
    }

    private boolean drop() throws InterruptedException {
        boolean any = false;
        for (int chunk = best.length() / 2; chunk > 0; chunk /= 2) {
            for (int first = 0; first + chunk <= best.length() && !isSpent(); first += chunk) {
                while (first + chunk <= best.length() && isBetter(without(first, chunk))) {
                    any = true;
                }
            }
        }
        return any;
    }

    private int[] without(int first, int count) {
        int[] choices = best.choices();
        int[] rest = Arrays.copyOf(choices, choices.length - count);
        System.arraycopy(choices, first + count, rest, first, rest.length - first);
        return rest;
    }

    private boolean lower() throws InterruptedException {
        boolean any = false;
        for (int i = 0; i < best.length() && !isSpent(); i++) {
            if (best.at(i) > 1) {
                int[] choices = best.choices();
                choices[i] = 1;
                any |= isBetter(choices);
            }
        }
        return any;
    }

    private boolean trade() throws InterruptedException {
        int most = Arrays.stream(best.choices()).max().orElse(0);
        for (int first = 0; first + 1 < best.switches() && !isSpent(); first++) {
            for (int i = 0; i < best.length() && !isSpent(); i++) {
                for (int choice = 1; choice <= most; choice++) {
                    int[] choices = calmed(first, 2);
                    choices[i] = choice;
                    if (isBetter(choices)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean isSpent() {
        return runs >= MOST_RUNS || turns >= MOST_TURNS;
    }

    private boolean isBetter(int[] choices) throws InterruptedException {
        Schedule candidate = new Schedule(choices);
        if (isSpent() || candidate.equals(best)) {
            return false;
        }
        Trial.Tried tried = trial.run(new ReplayStrategy(candidate), new Users(), List.of());
        runs++;
        turns += tried.run().turns();
        Schedule done = tried.run().schedule();
        if (!tried.symptom().equals(symptom)
                || compare(done, tried.run().turns(), best, bestTurns) >= 0) {
            return false;
        }
        best = done;
        bestTurns = tried.run().turns();
        return true;
    }

    private static int compare(Schedule a, int turnsOfA, Schedule b, int turnsOfB) {
        return Arrays.compare(
                new int[] {a.switches(), turnsOfA, a.length(), a.sum()},
                new int[] {b.switches(), turnsOfB, b.length(), b.sum()});
    }
}
