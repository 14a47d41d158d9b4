package dev.handoff.share;

import dev.handoff.Channel;
import dev.handoff.internal.Interrupts;

/** A mutex made of a channel with one token, for work that never waits. */
final class Turn {
    private enum Token {
        TURN
    }

    private final Channel<Token> token;

    Turn(String name) {
        token = Channel.<Token>named(name).buffered(1).open();
        give();
    }

    /**
     * Takes the turn. A process that has it never waits, so this is no cancellation point: an interrupt is kept for
     * later.
     */
    void take() {
        if (token.tryReceiveOrNull() == null) {
            Interrupts.undisturbed(token::receive);
        }
    }

    void give() {
        token.trySend(Token.TURN);
    }
}
