/** The command line: {@code handoff run} and {@code handoff check}. */
@org.jspecify.annotations.NullMarked
module dev.handoff.cli {
    requires dev.handoff.check;
    requires dev.handoff.core;
    requires dev.handoff.lint;
    requires dev.handoff.observe;
    requires info.picocli;
    requires java.management;
    requires jdk.compiler;
    requires jdk.unsupported;
    requires static org.jspecify;

    opens dev.handoff.cli to
            info.picocli;
}
