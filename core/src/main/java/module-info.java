import org.jspecify.annotations.NullMarked;

/** Communicating sequential processes for Java: channels, select and scopes on virtual threads. */
@NullMarked
module dev.handoff.core {
    requires static org.jspecify;

    exports dev.handoff.bridge;
    exports dev.handoff.coordinate;
    exports dev.handoff.generate;
    exports dev.handoff.pipeline;
    exports dev.handoff.share;
    exports dev.handoff.spi;
    exports dev.handoff;
}
