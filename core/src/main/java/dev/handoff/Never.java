package dev.handoff;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Neither end is ever ready; it cannot be ended (L5). Takes the part of Go's nil channel, without the null. */
final class Never<T> extends Kind<T> {
    @Override
    Sending send(T value) {
        return Sending.WAIT;
    }

    @Override
    @Nullable T receive() {
        return null;
    }

    @Override
    String describe() {
        return "never";
    }

    @Override
    boolean canBeReady() {
        return false;
    }

    @Override
    boolean end(End how, Asleep asleep) {
        return false;
    }

    @Override
    List<T> cancel(End how, Asleep asleep) {
        return List.of();
    }
}
