package dev.handoff.laws;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The laws of select as a sequential program: some channels, who waits at them, and what each may come to. */
final class SelectModel {
    /** How a run of a select can end. */
    enum What {
        SENT,
        GOT,
        /** By the handler for the end of a channel. */
        ENDED,
        /** By the cause of a channel that has failed. */
        FAILED,
        OTHERWISE,
        ALL_CLOSED,
        INTERRUPTED
    }

    /** What a party has come to; the channel and the value are zero where there is none. */
    record Fate(What what, int channel, int value) {
        static Fate of(What what) {
            return new Fate(what, 0, 0);
        }
    }

    /** How a channel has ended. */
    enum End {
        CLOSED,
        FAILED,
        CANCELLED
    }

    /** A case that is there: what it wants of which channel, and whether it wants to know of the end. */
    record Port(int channel, boolean sends, boolean onClosed) {}

    /** Who wants one of several things, once: a select, or a plain operation, which is one with a single case. */
    static final class Party {
        private final List<Port> ports;
        private final int value;

        /** Sends {@code value}, whichever case that is. */
        Party(List<Port> ports, int value) {
            this.ports = List.copyOf(ports);
            this.value = value;
        }
    }

    private final class Line {
        final int number;
        final Shape shape;
        final Deque<Integer> stored = new ArrayDeque<>();
        final List<Party> senders = new ArrayList<>();
        final List<Party> receivers = new ArrayList<>();
        final List<Integer> undelivered = new ArrayList<>();
        long dropped;
        End end;

        /** Its last counted sender was closed, and nobody was told. */
        boolean lapsed;

        Line(int number, Shape shape) {
            this.number = number;
            this.shape = shape;
        }

        Fate fate(What what, int value) {
            return new Fate(what, number, value);
        }

        /** What a case comes to at once; null if that is nothing. */
        Fate ready(Port port, int value) {
            if (port.sends) {
                if (hasEnded()) {
                    return port.onClosed ? fate(What.ENDED, 0) : null;
                }
                boolean room = stored.size() < shape.capacity || shape.drops();
                return room || !receivers.isEmpty() ? fate(What.SENT, value) : null;
            }
            if (!stored.isEmpty()) {
                return fate(What.GOT, stored.getFirst());
            }
            if (!senders.isEmpty()) {
                return fate(What.GOT, senders.getFirst().value);
            }
            return hasEnded() ? endOfReceive(port) : null;
        }

        private Fate endOfReceive(Port port) {
            if (port.onClosed) {
                return fate(What.ENDED, 0);
            }
            return end == End.FAILED ? fate(What.FAILED, 0) : null;
        }

        /** Neither ready nor ever to be so. */
        boolean isDisabled(Port port) {
            return hasEnded() && ready(port, 0) == null;
        }

        private boolean hasEnded() {
            return end != null || lapsed;
        }

        /** Somebody is told of the end, if there is one. */
        void tell() {
            if (lapsed) {
                lapsed = false;
                end = End.CLOSED;
            }
        }

        void send(int value) {
            if (!receivers.isEmpty()) {
                settle(receivers.getFirst(), fate(What.GOT, value));
            } else if (stored.size() < shape.capacity) {
                stored.add(value);
            } else if (shape.dropsNewest()) {
                drop(value);
            } else {
                drop(stored.remove());
                stored.add(value);
            }
        }

        private void drop(int value) {
            dropped++;
            undelivered.add(value);
        }

        void receive() {
            boolean freed = stored.poll() != null;
            if (!senders.isEmpty()) {
                Party next = senders.getFirst();
                settle(next, fate(What.SENT, next.value));
                if (freed) {
                    stored.add(next.value);
                }
            }
        }

        /** Waiting sends outlive a close, but not a cancel. */
        void end(End how) {
            tell();
            if (end != null && how != End.CANCELLED) {
                return;
            }
            Set<Party> told = new LinkedHashSet<>(receivers);
            receivers.clear();
            if (how == End.CANCELLED) {
                told.addAll(senders);
                senders.clear();
                undelivered.addAll(stored);
                stored.clear();
            }
            if (end == null) {
                end = how;
            }
            told.forEach(this::tellOfTheEnd);
        }

        private void tellOfTheEnd(Party party) {
            Set<Fate> fates = new LinkedHashSet<>();
            for (Port port : party.ports) {
                boolean waitsOn = port.sends && senders.contains(party);
                Fate fate =
                        port.channel != number || waitsOn
                                ? null
                                : port.sends ? ready(port, 0) : endOfReceive(port);
                if (fate != null) {
                    fates.add(fate);
                }
            }
            if (!fates.isEmpty()) {
                settle(party, fates);
            } else if (!waitsAnywhere(party)) {
                settle(party, Fate.of(What.ALL_CLOSED));
            }
        }
    }

    private final List<Line> lines = new ArrayList<>();
    private final Map<Party, Set<Fate>> settled = new LinkedHashMap<>();

    SelectModel(List<Shape> shapes) {
        shapes.forEach(shape -> lines.add(new Line(lines.size(), shape)));
    }

    // ---- what happens

    /** What a party comes to that arrives now: one of these; nothing if it waits. In order, only the first. */
    Set<Fate> choices(Party party, boolean inOrder) {
        Stream<Fate> ready =
                party.ports.stream()
                        .map(port -> lines.get(port.channel).ready(port, party.value))
                        .filter(fate -> fate != null);
        List<Fate> all = inOrder ? ready.limit(1).toList() : ready.toList();
        return new LinkedHashSet<>(all);
    }

    /** No case of it can be matched any more. */
    boolean isOver(Party party) {
        return party.ports.stream().allMatch(port -> lines.get(port.channel).isDisabled(port));
    }

    /** A party has come to that. */
    void happened(Party party, Fate fate) {
        Line line = lines.get(fate.channel);
        switch (fate.what) {
            case SENT -> line.send(fate.value);
            case GOT -> line.receive();
            case ENDED -> line.tell();
            case ALL_CLOSED -> party.ports.forEach(port -> lines.get(port.channel).tell());
            default -> {}
        }
    }

    /** A party takes its places. */
    void await(Party party) {
        for (Port port : party.ports) {
            Line line = lines.get(port.channel);
            List<Party> queue = port.sends ? line.senders : line.receivers;
            if (line.isDisabled(port)) {
                line.tell();
            } else if (!queue.contains(party)) {
                queue.add(party);
            }
        }
    }

    void interrupt(Party party) {
        settle(party, Fate.of(What.INTERRUPTED));
    }

    void end(int channel, End how) {
        lines.get(channel).end(how);
    }

    /** Whether one more counted sender can be made. */
    boolean isOpen(int channel) {
        return lines.get(channel).end == null;
    }

    boolean isCancelled(int channel) {
        return lines.get(channel).end == End.CANCELLED;
    }

    /** The last counted sender of an open channel is closed. */
    void lapse(int channel) {
        Line line = lines.get(channel);
        line.lapsed = line.receivers.isEmpty();
        if (!line.lapsed) {
            line.end(End.CLOSED);
        }
    }

    private void settle(Party party, Fate fate) {
        settle(party, Set.of(fate));
    }

    private void settle(Party party, Set<Fate> fates) {
        for (Line line : lines) {
            line.senders.remove(party);
            line.receivers.remove(party);
        }
        settled.put(party, fates);
    }

    private boolean waitsAnywhere(Party party) {
        return lines.stream()
                .anyMatch(l -> l.senders.contains(party) || l.receivers.contains(party));
    }

    // ---- what can be seen

    /** Who waited and has come to something since the last call, and to what: one of these. */
    Map<Party, Set<Fate>> takeSettled() {
        Map<Party, Set<Fate>> taken = new LinkedHashMap<>(settled);
        settled.clear();
        return taken;
    }

    /** Of one channel: size, waiting senders, waiting receivers, dropped values. */
    List<Long> counts(int channel) {
        Line line = lines.get(channel);
        return List.of(
                (long) line.stored.size(),
                (long) line.senders.size(),
                (long) line.receivers.size(),
                line.dropped);
    }

    List<Integer> undelivered(int channel) {
        return lines.get(channel).undelivered;
    }
}
