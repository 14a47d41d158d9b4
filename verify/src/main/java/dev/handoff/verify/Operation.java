package dev.handoff.verify;

import static dev.handoff.Select.after;

import dev.handoff.Case;
import dev.handoff.Select;
import dev.handoff.spi.Scheduling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What one actor of a {@link Combination} does: to the first line, unless it says otherwise. */
enum Operation {
    SEND((actor, stage) -> actor.send(first(stage))),
    TRY_SEND((actor, stage) -> actor.trySend(first(stage))),
    TIMED_SEND((actor, stage) -> actor.sendWithin(first(stage), limit())),
    BATCH_SEND((actor, stage) -> actor.sendAll(first(stage), 2)),
    RECEIVE((actor, stage) -> actor.receive(first(stage))),
    TRY_RECEIVE((actor, stage) -> actor.tryReceive(first(stage))),
    TIMED_RECEIVE((actor, stage) -> actor.receiveWithin(first(stage), limit())),
    BATCH_RECEIVE((actor, stage) -> actor.receiveBatch(first(stage), 2)),
    EXTENDED_RECEIVE((actor, stage) -> actor.receiveExtended(first(stage), false)),
    FAILING_RECEIVE((actor, stage) -> actor.receiveExtended(first(stage), true)),
    CLOSE((actor, stage) -> actor.close(first(stage))),
    FAIL((actor, stage) -> actor.fail(first(stage))),
    CANCEL((actor, stage) -> actor.cancel(first(stage))),
    COUNTED_CLOSE((actor, stage) -> actor.closeCounted(first(stage), false)),
    SELECT_SEND((actor, stage) -> select(actor, new Port(first(stage), true, true))),
    SELECT_RECEIVE((actor, stage) -> select(actor, new Port(first(stage), false, false))),
    /** Receives from the first or sends to the second. */
    SELECT_BOTH(
            (actor, stage) ->
                    select(
                            actor,
                            new Port(first(stage), false, false),
                            new Port(second(stage), true, false))),
    /** The other way round: it meets the one above in either line, and must do so in only one of them. */
    SELECT_BACK(
            (actor, stage) ->
                    select(
                            actor,
                            new Port(second(stage), false, true),
                            new Port(first(stage), true, false))),
    TIMED_SELECT(
            (actor, stage) -> {
                Port port = new Port(first(stage), false, false);
                Case<Void> limit = after(limit(), actor::noteHandled);
                actor.select(Select.of(limit, actor.newCase(port)), List.of(port), true);
            }),
    /** Interrupts the first actor that does something else. */
    INTERRUPT((actor, stage) -> Scheduling.current().interrupt(stage.noteVictim(stage.thread(0))));

    private interface Deed {
        void run(Actor actor, Stage stage) throws InterruptedException;
    }

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final Deed deed;

    Operation(Deed deed) {
        this.deed = deed;
    }

    void run(Actor actor, Stage stage) throws InterruptedException {
        deed.run(actor, stage);
    }

    private static Duration limit() {
        return Duration.ofSeconds(1);
    }

    private static Line first(Stage stage) {
        return stage.lines.get(0);
    }

    private static Line second(Stage stage) {
        return stage.lines.get(1);
    }

    private static void select(Actor actor, Port... ports) throws InterruptedException {
        List<Case<Void>> cases = new ArrayList<>();
        for (Port port : ports) {
            cases.add(actor.newCase(port));
        }
        actor.select(Select.of(cases), List.of(ports));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
