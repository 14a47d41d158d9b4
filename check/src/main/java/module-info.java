import org.jspecify.annotations.NullMarked;

/** Explores the schedules of programs made with Handoff. */
@NullMarked
module dev.handoff.check {
    requires static org.jspecify;
    requires transitive dev.handoff.core;

    exports dev.handoff.check;
    exports dev.handoff.check.spec;
}
