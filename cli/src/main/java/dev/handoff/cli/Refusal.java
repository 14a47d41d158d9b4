package dev.handoff.cli;

/** A file cannot be run; the message goes on from the file's name. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }
}
