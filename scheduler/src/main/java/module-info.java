import org.jspecify.annotations.NullMarked;

/** A scheduler of virtual threads for programs whose threads hand over to each other all the time. */
@NullMarked
module dev.handoff.scheduler {
    requires static org.jspecify;

    exports dev.handoff.scheduler;
}
