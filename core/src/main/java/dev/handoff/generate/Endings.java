package dev.handoff.generate;

import dev.handoff.internal.Foreign;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.toolkit.Cancellations;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/**
 * How a body has ended from which nobody wanted any more values: because it was told so, or by a failure of its own.
 */
final class Endings {
    private Endings() {}

    /** Whether an action that has thrown {@code t} may have done so because it was interrupted. */
    static boolean comesOfInterrupt(Throwable t) {
        for (Throwable each : Foreign.withCauses(t)) {
            if (Interrupts.isOne(each)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What is wrong with a body that was to end, and has ended by {@code thrown}. It is not wrong that the body was
     * told to end, whatever it has made of that. What a finally block has thrown instead is wrong, and so is what a
     * try-with-resources has suppressed.
     *
     * @return null if nothing is wrong
     */
    static @Nullable Throwable trouble(@Nullable Throwable thrown) {
        List<Throwable> ends = Foreign.downTo(thrown, Cancellations::isWhereMet);
        if (ends.isEmpty()) {
            return thrown;
        }
        return asOne(ends.stream().flatMap(t -> Arrays.stream(t.getSuppressed())).toList());
    }

    private static @Nullable Throwable asOne(List<Throwable> failures) {
        if (failures.isEmpty()) {
            return null;
        }
        Throwable first = failures.getFirst();
        for (Throwable later : failures) {
            if (later != first) { // two closes may throw the same failure
                first.addSuppressed(later);
            }
        }
        return first;
    }

    /** Adds to {@code failure} what has gone wrong in the body after it. */
    static void addTroubles(Throwable failure, @Nullable Throwable thrown) {
        Throwable trouble = trouble(thrown);
        if (trouble != null && trouble != failure) {
            failure.addSuppressed(trouble);
        }
    }
}
