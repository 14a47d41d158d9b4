package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.laws.Seed;
import dev.handoff.laws.Until;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;

/** The store of channels that store. */
class RingTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 1, 0",
        "0, 7, 8, 7",
        "3, 4, 8, 7",
        "3, 5, 8, 0",
        "7, 7, 8, 6",
        "2000000000, 0, 2000000001, 2000000000",
        "2000000000, 2000000000, 2000000001, 1999999999",
        "2147483646, 2147483646, 2147483647, 2147483645"
    })
    @DisplayName("the cell for the next value is found in arrays of any length")
    void cellForTheNextValueIsFoundInArraysOfAnyLength(int head, int size, int length, int tail) {
        assertThat(Ring.tail(head, size, length)).isEqualTo(tail);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 2147483647, 16",
        "8, 10, 10",
        "1073741824, 2147483647, 2147483639",
        "1073741824, 1073741825, 1073741825",
        "2147483639, 2147483647, 2147483647",
        "2147483639, 2147483640, 2147483640"
    })
    @DisplayName("an array doubles up to its capacity, and stays as short as a machine can make it")
    void arrayDoublesUpToItsCapacity(int length, int capacity, int grown) {
        assertThat(Ring.grown(length, capacity)).isEqualTo(grown);
    }

    @Test
    @DisplayName("values come out in the order in which they were added, wherever the head is")
    void valuesComeOutInOrder() {
        Random random = Seed.random("ring");
        for (int capacity : new int[] {1, 7, 8, 9, 100, Integer.MAX_VALUE}) {
            Ring<Integer> ring = new Ring<>(capacity);
            Queue<Integer> model = new ArrayDeque<>();
            for (int i = 0; i < 5_000; i++) {
                if (!ring.isFull() && (model.isEmpty() || random.nextInt(100) < 52)) {
                    ring.add(i);
                    model.add(i);
                } else {
                    assertThat(ring.remove()).isEqualTo(model.remove());
                }
                assertThat(ring.size()).isEqualTo(model.size());
            }
        }
    }

    @Test
    @DisplayName("what was removed is not kept from the garbage collector")
    void whatWasRemovedIsNotKept() {
        Ring<Object> ring = new Ring<>(4);
        WeakReference<Object> removed = addedAndRemoved(ring);
        Until.eventually(
                "collected",
                () -> {
                    System.gc();
                    return removed.refersTo(null);
                });
        assertThat(ring.isFull()).isFalse();
    }

    private static WeakReference<Object> addedAndRemoved(Ring<Object> ring) {
        ring.add(new Object());
        return new WeakReference<>(ring.remove());
    }
}
