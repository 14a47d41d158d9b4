package dev.handoff.check;

import java.util.ArrayList;
import java.util.Arrays;

/** All choices of a run, in order, as short text: {@code h1.2.0x7.1}. */
final class Schedule {
    /* Overview
     *
     *   h1          the version of the format
     *   .N          a choice: 0 is the process that went on before, or else the first; 1 is the next; coins likewise
     *   .NxK        K times the same
     *
     * A choice from one is not written. Nor are zeros at the end: a replay goes on with zeros.
     */
    private static final String VERSION = "h1";

    private final int[] choices;

    Schedule(int... choices) {
        int length = choices.length;
        while (length > 0 && choices[length - 1] == 0) {
            length--;
        }
        this.choices = Arrays.copyOf(choices, length);
    }

    /** Collects choices. */
    static final class Recorder {
        private int[] choices = new int[64];
        private int count;

        void chose(int choice, int bound) {
            if (bound > 1) {
                if (count == choices.length) {
                    choices = Arrays.copyOf(choices, 2 * count);
                }
                choices[count++] = choice;
            }
        }

        Schedule toSchedule() {
            return new Schedule(Arrays.copyOf(choices, count));
        }
    }

    int length() {
        return choices.length;
    }

    /** How many choices are not 0. */
    int switches() {
        return (int) Arrays.stream(choices).filter(choice -> choice != 0).count();
    }

    int sum() {
        return Arrays.stream(choices).sum();
    }

    /** The choice with this index; 0 beyond the end. */
    int at(int index) {
        return index < choices.length ? choices[index] : 0;
    }

    int[] choices() {
        return choices.clone();
    }

    /**
     * Reads what {@link #toString} has written.
     *
     * @throws IllegalArgumentException if it is not such a text
     */
    static Schedule parse(String text) {
        String[] words = text.strip().split("\\.", -1);
        if (!words[0].equals(VERSION)) {
            throw new IllegalArgumentException(
                    "not a schedule: \"" + text + "\"; it begins with " + VERSION + ".");
        }
        ArrayList<Integer> choices = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            String[] parts = words[i].split("x", 2);
            try {
                int choice = Integer.parseInt(parts[0]);
                int times = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
                if (choice < 0 || times < 1 || times > 10_000_000) {
                    throw new NumberFormatException();
                }
                for (int n = 0; n < times; n++) {
                    choices.add(choice);
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "not a schedule: \"" + text + "\": \"" + words[i] + "\" is no choice", e);
            }
        }
        return new Schedule(choices.stream().mapToInt(Integer::intValue).toArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule that && Arrays.equals(choices, that.choices);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(choices);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(VERSION);
        for (int i = 0; i < choices.length; ) {
            int end = i + 1;
            while (end < choices.length && choices[end] == choices[i]) {
                end++;
            }
            text.append('.').append(choices[i]);
            if (end - i > 1) {
                text.append('x').append(end - i);
            }
            i = end;
        }
        return text.toString();
    }
}
