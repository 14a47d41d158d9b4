package dev.handoff.share;

import dev.handoff.Channel;

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
     * Takes the turn. Whoever has it never waits, and so this is no cancellation point: an interrupt is kept for later.
     */
    void take() {
        if (token.tryReceiveOrNull() != null) {
            return;
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    token.receive();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void give() {
        token.trySend(Token.TURN);
    }
}
