package dev.handoff.share;

import dev.handoff.Owned;

import java.util.Objects;

/** Values that do not move to one receiver: they have no owner. */
final class Shared {
    private Shared() {}

    static <T> T checked(T value, String what, String why) {
        if (Objects.requireNonNull(value, what) instanceof Owned) {
            throw new IllegalArgumentException("an owned value has one owner: " + why);
        }
        return value;
    }
}
