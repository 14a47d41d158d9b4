package dev.handoff.bench;

import dev.handoff.scheduler.RunNextScheduler;

import java.util.List;

/** Handoff, with all threads on the run-next scheduler. */
final class RunNextPeer extends HandoffPeer {
    @Override
    List<String> jvmOptions() {
        String type = RunNextScheduler.class.getName();
        return List.of(
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dhandoff.threads=" + type,
                "-Dbench.threads=" + type);
    }
}
