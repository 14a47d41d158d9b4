package dev.handoff.bench.pipelines;

import java.util.Locale;

/** Who is measured. */
enum Peers {
    HANDOFF,
    KOTLIN,
    REACTOR,
    STREAM,
    STREAM_PARALLEL;

    Peer peer() {
        return switch (this) {
            case HANDOFF -> new HandoffPeer();
            case KOTLIN -> new KotlinPeer();
            case REACTOR -> new ReactorPeer();
            case STREAM -> new StreamPeer(false);
            case STREAM_PARALLEL -> new StreamPeer(true);
        };
    }

    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Peers of(String title) {
        return valueOf(title.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
