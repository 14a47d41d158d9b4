package dev.handoff.share;

import dev.handoff.Owned;

import java.util.Objects;

/** Values that are shown to all: they have no owner. */
final class Shared {
    private Shared() {}

    static <T> T checked(T value, String what, String by) {
        if (Objects.requireNonNull(value, what) instanceof Owned) {
            throw new IllegalArgumentException(
                    "an owned value has one owner: " + by + " shows its value to all");
        }
        return value;
    }
}
