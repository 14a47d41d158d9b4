/** The command line: {@code handoff run}. */
@org.jspecify.annotations.NullMarked
module dev.handoff.cli {
    requires dev.handoff.core;
    requires info.picocli;
    requires jdk.compiler;
    requires jdk.unsupported;
    requires static org.jspecify;

    opens dev.handoff.cli to
            info.picocli;
}
