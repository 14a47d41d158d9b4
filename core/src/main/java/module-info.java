/** Channels, select and scopes on virtual threads. */
@org.jspecify.annotations.NullMarked
module dev.handoff.core {
    requires static org.jspecify;

    exports dev.handoff;
    exports dev.handoff.spi;
}
