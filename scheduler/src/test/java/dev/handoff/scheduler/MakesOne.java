package dev.handoff.scheduler;

/** Makes a scheduler, and prints what that says. */
final class MakesOne {
    private MakesOne() {}

    public static void main(String[] args) {
        try {
            System.out.println(new RunNextScheduler());
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
    }
}
