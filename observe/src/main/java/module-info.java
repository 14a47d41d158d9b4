import org.jspecify.annotations.NullMarked;

/** Measures and shows running programs made with Handoff. */
@NullMarked
module dev.handoff.observe {
    requires static org.jspecify;
    requires transitive dev.handoff.core;

    exports dev.handoff.observe;
}
