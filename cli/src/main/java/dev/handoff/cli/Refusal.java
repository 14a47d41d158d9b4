package dev.handoff.cli;

/** The command line, or what it names, is at fault; the message says how in one line. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }
}
