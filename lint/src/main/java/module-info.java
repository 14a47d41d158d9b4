/** Warns at compile time of values that processes share or touch after they were sent, and of answers that nobody uses. */
@org.jspecify.annotations.NullMarked
module dev.handoff.lint {
    requires static org.jspecify;
    requires transitive jdk.compiler;

    exports dev.handoff.lint;

    provides com.sun.source.util.Plugin with
            dev.handoff.lint.HandoffLint;
}
