package dev.handoff.check.spec;

/** What a term can do first. */
sealed interface Step {
    /**
     * An event.
     *
     * @param event what happens; one of those that it stands for
     * @param next what the term is then
     */
    record Visible(Event event, Term next) implements Step {}

    /**
     * Nothing that is seen: CSP's tau.
     *
     * @param next what the term is then
     */
    record Silent(Term next) implements Step {}

    /** The end: CSP's tick. */
    record End() implements Step {}
}
