package dev.handoff.check.spec;

import static dev.handoff.check.spec.Definition.define;
import static dev.handoff.check.spec.Event.close;
import static dev.handoff.check.spec.Event.mark;
import static dev.handoff.check.spec.Event.receive;
import static dev.handoff.check.spec.Event.send;
import static dev.handoff.check.spec.Term.call;
import static dev.handoff.check.spec.Term.choice;
import static dev.handoff.check.spec.Term.interleave;
import static dev.handoff.check.spec.Term.skip;
import static dev.handoff.check.spec.Term.stop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;

/** The text for FDR and ProB. */
class CspmTest {
    @Test
    @DisplayName("a copy process: values, recursion, choice, close, the end")
    void copy() {
        Specification copy =
                Specification.completeTraces(
                        call("COPY"),
                        define(
                                "COPY",
                                choice(
                                                List.of(1, 2),
                                                v ->
                                                        receive("in", v)
                                                                .then(
                                                                        send("out", v)
                                                                                .then(
                                                                                        call(
                                                                                                "COPY"))))
                                        .or(close("out").once())));
        assertThat(copy.toCspm())
                .isEqualTo(
                        """
                        datatype Value = v_1 | v_2 | Other
                        channel receive_in, send_out : Value
                        channel close_out

                        COPY = ((receive_in.v_1 -> send_out.v_1 -> COPY) [] (receive_in.v_2 -> send_out.v_2 -> COPY)) [] (close_out -> SKIP)
                        SPECIFICATION = COPY

                        -- What exploration checks of a PROGRAM:
                        -- assert SPECIFICATION [T= PROGRAM \\ diff(Events, {| receive_in, send_out, close_out |})
                        """);
    }

    @Test
    @DisplayName("every operator")
    void operators() {
        Term a = mark("a").once();
        Term b = mark("b").then(stop());
        Specification all =
                Specification.traces(
                                interleave(a, b)
                                        .parallel(
                                                send("c").then(send("c", 1).once()),
                                                mark("a"),
                                                send("c", 1))
                                        .hiding(mark("b"), send("c", 2))
                                        .followedBy(a.or(skip())))
                        .observing(close("c"));
        assertThat(all.toCspm())
                .isEqualTo(
                        """
                        datatype Value = v_1 | v_2 | Other
                        channel send_c : Value
                        channel mark_a, mark_b, close_c

                        SPECIFICATION = ((((mark_a -> SKIP) ||| (mark_b -> STOP)) [| {| mark_a, send_c.v_1 |} |] (send_c?_ -> send_c.v_1 -> SKIP)) \\ {| mark_b, send_c.v_2 |}); ((mark_a -> SKIP) [] SKIP)

                        -- What exploration checks of a PROGRAM:
                        -- assert SPECIFICATION [T= (PROGRAM; STOP) \\ diff(Events, {| mark_a, send_c.v_1, send_c.Other, close_c |})
                        """);
    }

    @Test
    @DisplayName("all but some values are all others that are mentioned anywhere, and the rest")
    void allButSome() {
        Specification some =
                Specification.traces(send("jobs").then(stop()).hiding(send("jobs", 1)))
                        .observing(send("tasks", 5));
        assertThat(some.toCspm())
                .contains("diff(Events, {| send_jobs.v_5, send_jobs.Other, send_tasks.v_5 |})");
    }

    @Test
    @DisplayName("what there is none of is not declared: values, or channels without them")
    void declarations() {
        assertThat(Specification.traces(mark("a").once()).toCspm())
                .startsWith("channel mark_a\n\nSPECIFICATION = mark_a -> SKIP\n");
        assertThat(Specification.traces(send("c", 1).once()).toCspm())
                .startsWith("datatype Value = v_1 | Other\nchannel send_c : Value\n\nSPEC");
    }

    @Test
    @DisplayName("names become identifiers, different names different ones")
    void names() {
        CspmNames names = new CspmNames();
        assertThat(names.process("COPY_2")).isEqualTo("COPY_2");
        assertThat(names.process("copy")).isEqualTo("P_copy");
        assertThat(names.process("STOP")).isEqualTo("P_STOP");
        assertThat(names.process("P_STOP")).isEqualTo("P_P__STOP");
        for (String taken : List.of("SPECIFICATION", "PROGRAM", "Value", "Other", "Events")) {
            assertThat(names.process(taken)).isEqualTo("P_" + taken);
        }
        assertThat(names.process("COUNT(3)")).isEqualTo("P_COUNT_u00283_u0029");
        assertThat(names.channel(send("my-jobs \"x\"").port()))
                .isEqualTo("send_my_u002djobs_u0020_u0022x_u0022");
        assertThat(names.channel(close("a_b").port())).isEqualTo("close_a__b");
        assertThat(names.value(-1)).isEqualTo("v__u002d1");
        assertThat(names.value(1)).isEqualTo("v_1");
        assertThat(names.value("1")).isEqualTo("v_1_2");
        assertThat(names.value(1)).isEqualTo("v_1");
        assertThat(names.value("1\n-- x")).isEqualTo("v_1_u000a_u002d_u002d_u0020x");
    }
}
