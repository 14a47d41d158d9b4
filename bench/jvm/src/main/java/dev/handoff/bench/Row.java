package dev.handoff.bench;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What all peers have come to in one scenario at one capacity. */
final class Row {
    /** If there are fewer processes, all of them may have been fast by chance. */
    private static final int ENOUGH_PROCESSES = 3;

    static final String HANDOFF = "handoff";

    /** Handoff on its own scheduler. */
    static final String RUN_NEXT = "run-next";

    static final String GO = "go";
    static final String KOTLIN = "kotlin";
    static final String JOX = "jox";

    /** No channel: virtual threads that park at once. */
    static final String BARE_PARK = "bare-park";

    /** No channel: a ring behind a lock, where nothing waits. */
    static final String BARE_LOCK = "bare-lock";

    /** No channel either: threads that are started and joined. */
    static final String JDK_THREADS = "jdk-threads";

    /** How the names of what the JDK has itself begin. */
    static final String OF_THE_JDK = "jdk-";

    /** All that is not another library on the JVM. */
    private static final Set<String> NO_RIVALS_ON_THE_JVM =
            Set.of(
                    HANDOFF,
                    RUN_NEXT,
                    BARE_PARK,
                    BARE_LOCK,
                    GO,
                    "crossbeam",
                    "flume",
                    "tokio",
                    "node");

    final String scenario;
    final int capacity;

    /** By peer: the cells that ended well, one for each process. */
    private final Map<String, Sample> samples = new LinkedHashMap<>();

    /** By peer: how a cell of it ended that did not end well. */
    private final Map<String, String> mishaps = new LinkedHashMap<>();

    /** Peers of which a cell was so slow that its warm-up is the figure. */
    private final Set<String> slow = new HashSet<>();

    /** Peers of which a cell was so slow that it has fewer rounds than others. */
    private final Set<String> shortened = new HashSet<>();

    Row(String scenario, int capacity, List<Result> results) {
        this.scenario = scenario;
        this.capacity = capacity;
        for (String peer : results.stream().map(Result::peer).distinct().toList()) {
            List<Result> all = results.stream().filter(r -> r.peer().equals(peer)).toList();
            List<Result> well = all.stream().filter(r -> r.status().equals(Result.OK)).toList();
            all.stream()
                    .map(Result::status)
                    .filter(status -> !status.equals(Result.OK))
                    .findFirst()
                    .ifPresent(status -> mishaps.put(peer, status));
            samples.put(peer, Sample.of(well.stream().mapToDouble(Result::median)));
            if (well.stream().anyMatch(result -> result.rounds() == 0)) {
                slow.add(peer);
            }
            if (well.stream().anyMatch(Result::isShort)) {
                shortened.add(peer);
            }
        }
    }

    /** In the order in which they were measured. */
    Set<String> peers() {
        return samples.keySet();
    }

    /** The figures of a peer; none if it was not measured. */
    Sample of(String peer) {
        return samples.getOrDefault(peer, Sample.NONE);
    }

    /** How a cell of the peer ended that did not end well; empty if there is none. */
    String mishap(String peer) {
        return mishaps.getOrDefault(peer, "");
    }

    /** Whether a cell of the peer was so slow that its warm-up is the figure. */
    boolean isWarmUp(String peer) {
        return slow.contains(peer);
    }

    /** Whether a cell of the peer was so slow that it has fewer rounds than the head of the figures says. */
    boolean isShort(String peer) {
        return shortened.contains(peer);
    }

    /** Whether the peer's channels had room for one here, since it has none without a buffer. */
    boolean isAtCapacityOne(String peer) {
        return peer.equals("tokio") && capacity == 0 && !scenario.equals("startjoin");
    }

    /** What does the same in the JVM without a channel: the first that was measured; the last if none was. */
    String floor() {
        return has(BARE_PARK) ? BARE_PARK : has(BARE_LOCK) ? BARE_LOCK : JDK_THREADS;
    }

    /** The fastest other library on the JVM; empty if none was measured. */
    String bestOnTheJvm() {
        return best(peer -> !NO_RIVALS_ON_THE_JVM.contains(peer));
    }

    /** The fastest that the JDK has itself; empty if none was measured. */
    String bestOfTheJdk() {
        return best(peer -> peer.startsWith(OF_THE_JDK));
    }

    private String best(Predicate<String> rival) {
        return peers().stream()
                .filter(rival)
                .filter(peer -> !of(peer).isEmpty())
                .min(Comparator.comparingDouble(peer -> of(peer).median()))
                .orElse("");
    }

    /** The ratio of Handoff to the peer; below 1 Handoff is faster. Not a number if one of the two was not measured. */
    double ratioTo(String peer) {
        return ratio(HANDOFF, peer);
    }

    /** Whether Handoff takes longer than the peer, as far as a table shows it. */
    boolean isBehind(String peer) {
        return isBehind(HANDOFF, peer);
    }

    /** Whether one peer takes longer than another, as far as a table shows it, or has come to no end where the other has. */
    boolean isBehind(String peer, String other) {
        return ratio(peer, other) >= 1.005 || (isLost(peer) && !of(other).isEmpty());
    }

    /** Whether a cell of the peer was late, or has failed. */
    boolean isLost(String peer) {
        return !mishap(peer).isEmpty();
    }

    /**
     * Whether enough processes have ended well to ask who was faster in all of them. A side that has lost a cell needs
     * none.
     */
    boolean isDecidable(String peer) {
        if (isLost(HANDOFF)) {
            return !of(peer).isEmpty();
        }
        return of(HANDOFF).count() >= ENOUGH_PROCESSES
                && (isLost(peer) || of(peer).count() >= ENOUGH_PROCESSES);
    }

    /**
     * Whether Handoff's slowest process was faster than the peer's fastest, or the other way round. A side that has
     * lost a cell has not won. If Handoff has lost one, it has lost the row, unless the peer has lost one, too; if the
     * peer has lost one, it has lost the row only if the cells that it has not lost were slower.
     */
    boolean isDecided(String peer) {
        Sample own = of(HANDOFF);
        Sample other = of(peer);
        boolean won = !isLost(HANDOFF) && (own.max() < other.min() || other.isEmpty());
        boolean beaten = !isLost(peer) && (other.max() < own.min() || isLost(HANDOFF));
        return won || beaten;
    }

    /** The ratio of one peer to another. */
    double ratio(String peer, String other) {
        return of(peer).median() / of(other).median();
    }

    boolean has(String peer) {
        return samples.containsKey(peer);
    }

    boolean isBytes() {
        return scenario.startsWith("parked");
    }

    boolean isLatency() {
        return scenario.startsWith("latency");
    }
}
