package dev.handoff.check.spec;

import static dev.handoff.check.spec.Definition.define;
import static dev.handoff.check.spec.Event.close;
import static dev.handoff.check.spec.Event.mark;
import static dev.handoff.check.spec.Event.receive;
import static dev.handoff.check.spec.Event.send;
import static dev.handoff.check.spec.Term.call;
import static dev.handoff.check.spec.Term.interleave;
import static dev.handoff.check.spec.Term.skip;
import static dev.handoff.check.spec.Term.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class SpecificationTest {
    private static final Term PLACE = send("jobs").then(receive("jobs").then(call("PLACE")));

    @Test
    @DisplayName("a violation says what was before, what came, and what was allowed")
    void violation() {
        Specification place = Specification.traces(call("PLACE"), define("PLACE", PLACE));
        Violation violation =
                place.check(
                        List.of(send("jobs", 1), receive("jobs", 1), receive("jobs", 2)), false);
        assertThat(violation.summary())
                .isEqualTo("after 2 events came receive jobs 2, which is not allowed");
        assertThat(violation.lines())
                .containsExactly(
                        "1. send jobs 1",
                        "2. receive jobs 1",
                        "came: receive jobs 2",
                        "allowed: send jobs");
        assertThat(violation.length()).isEqualTo(3);
    }

    @Test
    @DisplayName("values stay in their lines, and of many the first are told")
    void boundedValues() {
        assertThat(Values.of("two\nlines")).hasToString("two lines");
        assertThat(mark("two\nlines")).hasToString("mark two lines");
        assertThat(Values.of("x".repeat(100))).hasToString("x".repeat(59) + "…");
        Set<Object> many = new LinkedHashSet<>(IntStream.range(0, 40).boxed().toList());
        assertThat(new Values(many, true).toString())
                .startsWith("anything but 0 or 1 or ")
                .endsWith(" or 15 or one of 24 more");
        assertThat(allowed(40))
                .startsWith("allowed: mark 0, mark 1, ")
                .endsWith(", mark 15 and 24 more");
    }

    @Test
    @DisplayName("what has just room is told in full")
    void justRoom() {
        assertThat(Values.of("x".repeat(60))).hasToString("x".repeat(60));
        Set<Object> sixteen = new LinkedHashSet<>(IntStream.range(0, 16).boxed().toList());
        assertThat(new Values(sixteen, false).toString()).endsWith(" or 14 or 15");
        assertThat(allowed(16)).endsWith(", mark 14, mark 15");
        assertThat(allowed(0)).isEqualTo("allowed: nothing");
    }

    private static String allowed(int count) {
        List<String> allowed = IntStream.range(0, count).mapToObj(i -> "mark " + i).toList();
        return new Violation(List.of(), null, allowed).lines().getLast();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("a violation with a value that cannot say what it is names its class")
    void speechless(boolean byError) {
        Object mute =
                new Object() {
                    @Override
                    public String toString() {
                        if (byError) {
                            throw new StackOverflowError();
                        }
                        throw new IllegalStateException("no words");
                    }
                };
        Specification one = Specification.traces(send("jobs").once());
        Violation violation = one.check(List.of(send("jobs", mute), send("jobs", mute)), false);
        String text = "? (a " + mute.getClass().getName() + " whose toString failed)";
        assertThat(violation.summary())
                .isEqualTo("after 1 event came send jobs " + text + ", which is not allowed");
        assertThat(violation.lines()).startsWith("1. send jobs " + text);
    }

    @Test
    @DisplayName("what the term does not speak of does not count, unless it is observed")
    void alphabet() {
        Specification place = Specification.traces(call("PLACE"), define("PLACE", PLACE));
        List<Event> trace =
                List.of(mark("begin"), send("jobs", 1), send("other", 2), close("jobs"));
        assertThat(place.check(trace, true)).isNull();
        assertThat(place.observing(close("jobs")).check(trace, true).came())
                .isEqualTo(close("jobs"));
    }

    @Test
    @DisplayName("what is added to be observed counts with what was, and all is still to be done")
    void observing() {
        Term term = mark("a").once();
        Specification more =
                Specification.completeTraces(term).observing(mark("b")).observing(mark("c"));
        assertThat(more.check(List.of(mark("b")), false).came()).isEqualTo(mark("b"));
        assertThat(more.check(List.of(mark("c")), false).came()).isEqualTo(mark("c"));
        assertThat(more.check(List.of(), true).summary())
                .isEqualTo("at the beginning came the end, which is not allowed");
    }

    @Test
    @DisplayName(
            "a specification speaks of its channels, of those observed, and not of hidden ones")
    void speaksOf() {
        Term term = send("in").then(send("mid").then(close("out").once())).hiding(send("mid"));
        Specification some = Specification.traces(term).observing(receive("seen"));
        assertThat(Stream.of("in", "mid", "out", "seen", "other").filter(some::speaksOf))
                .containsExactly("in", "out", "seen");
    }

    @Test
    @DisplayName("a shared event that neither side ever has must not happen")
    void sharedByNeither() {
        Specification both =
                Specification.traces(mark("a").once().parallel(mark("b").once(), mark("c")));
        assertThat(both.check(List.of(mark("c")), false).came()).isEqualTo(mark("c"));
    }

    @Test
    @DisplayName("a term speaks of what follows one that never ends")
    void alphabetAfterStop() {
        Specification never = Specification.traces(stop().followedBy(send("out").once()));
        assertThat(never.check(List.of(send("out", 1)), false).came()).isEqualTo(send("out", 1));
    }

    @Test
    @DisplayName(
            "a value that the term does not mention, on a channel that it does, is not allowed")
    void otherValues() {
        Specification one = Specification.traces(send("c", 1).once());
        assertThat(one.check(List.of(send("c", 2)), false).lines())
                .containsExactly("came: send c 2", "allowed: send c 1");
        assertThat(one.check(List.of(receive("c", 2)), false)).isNull();
    }

    @Test
    @DisplayName("what is hidden does not count")
    void hidden() {
        Specification some =
                Specification.traces(mark("a").then(mark("b").once()).hiding(mark("b")));
        assertThat(some.check(List.of(mark("b"), mark("a"), mark("b"), mark("b")), true)).isNull();
        assertThat(some.check(List.of(mark("a"), mark("a")), true).came()).isEqualTo(mark("a"));
    }

    @Test
    @DisplayName(
            "traces allow a program to do nothing; complete traces demand that the term may end")
    void complete() {
        Term term = mark("a").then(mark("b").once());
        List<Event> half = List.of(mark("a"));
        assertThat(Specification.traces(term).check(half, true)).isNull();
        assertThat(Specification.completeTraces(term).check(half, false)).isNull();
        Violation violation = Specification.completeTraces(term).check(half, true);
        assertThat(violation.came()).isNull();
        assertThat(violation.summary())
                .isEqualTo("after 1 event came the end, which is not allowed");
        assertThat(Specification.completeTraces(term).check(List.of(mark("a"), mark("b")), true))
                .isNull();
    }

    @Test
    @DisplayName("what is allowed says so of the end, and of values but some")
    void allowed() {
        Term anyButOne = send("c").once().parallel(skip(), send("c", 1)).or(skip());
        Violation violation = Specification.traces(anyButOne).check(List.of(send("c", 1)), false);
        assertThat(violation.allowed()).containsExactly("send c anything but 1", "the end");
    }

    @Test
    @DisplayName("unguarded recursion is refused with the names")
    void unguarded() {
        assertThatThrownBy(
                        () ->
                                Specification.traces(
                                        call("A"),
                                        define("A", mark("a").once().or(call("B"))),
                                        define(
                                                "B",
                                                skip().or(mark("b").once()).followedBy(call("C"))),
                                        define("C", interleave(mark("c").once(), call("A")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "unguarded recursion: A calls B calls C calls A before any event");
        assertThatThrownBy(() -> Specification.traces(call("A"), define("A", call("A"))))
                .hasMessageContaining("A calls A before any event has happened; put an event");
        assertThatThrownBy(
                        () ->
                                Specification.traces(
                                        call("A"),
                                        define("A", call("B")),
                                        define("B", call("B").or(mark("b").once()))))
                .hasMessageStartingWith("unguarded recursion: B calls B before");
    }

    @Test
    @DisplayName("recursion behind a term that cannot end without an event is guarded")
    void guarded() {
        Specification loop =
                Specification.traces(
                        call("A"), define("A", mark("a").once().followedBy(call("A"))));
        List<Event> trace = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            trace.add(mark("a"));
        }
        assertThat(loop.check(trace, false)).isNull();
    }

    @Test
    @DisplayName("a term can end without an event only if all of its parts can that must")
    void mustHaveAnEvent() {
        Term event = mark("a").once();
        List<Term> guards =
                List.of(
                        event.or(mark("b").once()),
                        event.hiding(mark("b")),
                        interleave(call("NOTHING"), event),
                        interleave(event, call("NOTHING")),
                        call("FIRST"),
                        call("SECOND"));
        for (Term guard : guards) {
            Specification loop =
                    Specification.traces(
                            call("LOOP"),
                            define("NOTHING", skip()),
                            define("FIRST", event.followedBy(skip())),
                            define("SECOND", call("NOTHING").followedBy(event)),
                            define("LOOP", guard.followedBy(call("LOOP"))));
            assertThat(loop.check(List.of(mark("a"), mark("a")), false)).isNull();
        }
    }

    @Test
    @DisplayName("a name may be called before an event by several others")
    void calledBySeveral() {
        Specification diamond =
                Specification.traces(
                        call("TOP"),
                        define("TOP", call("LEFT").or(call("RIGHT"))),
                        define("LEFT", mark("a").once()),
                        define("RIGHT", call("LEFT").or(mark("b").once())));
        assertThat(diamond.check(List.of(mark("b")), true)).isNull();
    }

    @Test
    @DisplayName("names must be defined, once")
    void names() {
        assertThatThrownBy(
                        () ->
                                Specification.traces(
                                        call("A"), define("A", mark("a").then(call("B")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A calls B, which is not defined; there is [A]");
        assertThatThrownBy(() -> Specification.traces(call("A")))
                .hasMessage(
                        "the specification calls A, which is not defined; there are no"
                                + " definitions");
        assertThatThrownBy(
                        () ->
                                Specification.traces(
                                        call("A"), define("A", skip()), define("A", skip())))
                .hasMessage("A is defined twice");
    }

    @Test
    @DisplayName(
            "hiding all of a recursion that stays small is nothing; of one that grows is refused,"
                    + " without a hang")
    void divergence() {
        Specification small =
                Specification.traces(
                        call("A").hiding(mark("a")), define("A", mark("a").then(call("A"))));
        assertThat(small.check(List.of(mark("a")), true)).isNull();
        Specification growing =
                Specification.traces(
                        call("A").hiding(mark("a")),
                        define("A", mark("a").then(call("A")).followedBy(mark("b").once())));
        assertThatThrownBy(() -> growing.check(List.of(), false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a recursion that grows");
    }

    @Test
    @DisplayName("an event of a trace has a value, if it has one at all")
    void singleEvents() {
        Specification place = Specification.traces(call("PLACE"), define("PLACE", PLACE));
        assertThatThrownBy(() -> place.check(List.of(send("jobs")), false))
                .hasMessage("send jobs stands for many events");
    }

    @Test
    @DisplayName("of a long trace the last events are shown")
    void longTraces() {
        Specification loop =
                Specification.traces(call("A"), define("A", mark("a").then(call("A"))))
                        .observing(mark("b"));
        List<Event> trace = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            trace.add(mark("a"));
        }
        trace.add(mark("b"));
        assertThat(loop.check(trace, false).lines())
                .hasSize(63)
                .startsWith("... 40 events", "41. mark a")
                .endsWith("100. mark a", "came: mark b", "allowed: mark a");
    }
}
