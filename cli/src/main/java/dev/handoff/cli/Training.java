package dev.handoff.cli;

/**
 * What {@code ./handoff} runs once, so that the JVM remembers it: a program that is compiled, and the same program again,
 * which is then kept. Both happen to users, and each needs classes of its own.
 */
final class Training {
    private Training() {}

    /** Takes what {@link Main} takes. */
    public static void main(String[] args) throws Throwable {
        for (int i = 0; i < 2; i++) {
            int status = Main.of(System.out, System.err).run(args);
            if (status != 0) {
                System.exit(status);
            }
        }
    }
}
