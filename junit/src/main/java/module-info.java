import org.jspecify.annotations.NullMarked;

/** Tests of programs made with Handoff, for JUnit. */
@NullMarked
module dev.handoff.junit {
    requires static org.jspecify;
    requires dev.handoff.check;
    requires transitive org.junit.jupiter.api;

    exports dev.handoff.junit;

    opens dev.handoff.junit to
            org.junit.platform.commons;
}
