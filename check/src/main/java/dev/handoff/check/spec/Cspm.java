package dev.handoff.check.spec;

import dev.handoff.check.spec.Event.Action;
import dev.handoff.check.spec.Event.Port;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a specification in CSPM, the language of FDR and ProB. */
final class Cspm {
    /* Overview
     *
     *   datatype Value = v_1 | v_2 | Other          the values that are mentioned; Other stands for all the rest
     *   channel send_jobs, receive_jobs : Value     sends and receives are channels of their own
     *   channel close_jobs, mark_enter              so is each close and each mark
     *   PLACE = send_jobs?_ -> receive_jobs?_ -> PLACE
     *   SPECIFICATION = PLACE
     *
     * Operands are in parentheses where they are not atoms: nobody need remember which operator binds tighter.
     *
     * After Roscoe 1998, appendix B, and the manual of FDR.
     */
    private final List<Definition> definitions;
    private final Term term;
    private final boolean complete;
    private final Alphabet alphabet;
    private final CspmNames names = new CspmNames();
    private final Set<Port> ports = new LinkedHashSet<>();

    Cspm(List<Definition> definitions, Term term, boolean complete, Alphabet alphabet) {
        this.definitions = definitions;
        this.term = term;
        this.complete = complete;
        this.alphabet = alphabet;
    }

    String text() {
        List<String> processes = new ArrayList<>();
        for (Definition each : definitions) {
            processes.add(names.process(each.name()) + " = " + process(each.term()));
        }
        processes.add(CspmNames.MAIN + " = " + process(term));
        events(alphabet); // all its values must have been met before others are listed
        String observed = events(alphabet);
        List<String> lines = new ArrayList<>(declarations());
        lines.add("");
        lines.addAll(processes);
        lines.add("");
        lines.add("-- What exploration checks of a PROGRAM:");
        String program = complete ? "PROGRAM" : "(PROGRAM; STOP)"; // its end is an event
        lines.add(
                "-- assert %s [T= %s \\ diff(Events, %s)"
                        .formatted(CspmNames.MAIN, program, observed));
        return String.join("\n", lines) + "\n";
    }

    /** The declarations of what has been met. */
    private List<String> declarations() {
        List<String> lines = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        List<String> valued = new ArrayList<>();
        for (Port port : ports) {
            (port.action().hasValue() ? valued : plain).add(names.channel(port));
        }
        if (!valued.isEmpty()) {
            lines.add(
                    "datatype "
                            + CspmNames.VALUE
                            + " = "
                            + String.join(" | ", names.valuesAndOther()));
            lines.add("channel " + String.join(", ", valued) + " : " + CspmNames.VALUE);
        }
        if (!plain.isEmpty()) {
            lines.add("channel " + String.join(", ", plain));
        }
        return lines;
    }

    private String process(Term process) {
        return switch (process) {
            case Terms.Stop stop -> "STOP";
            case Terms.Skip skip -> "SKIP";
            case Terms.Call(String name) -> names.process(name);
            case Terms.Prefix(Event event, Term next) -> prefix(event) + " -> " + afterArrow(next);
            case Terms.Choice(Term left, Term right) -> operand(left) + " [] " + operand(right);
            case Terms.Sequence(Term first, Term second) -> operand(first) + "; " + operand(second);
            case Terms.Parallel(Term left, Term right, Alphabet shared) ->
                    operand(left)
                            + (shared.isEmpty() ? " ||| " : " [| " + events(shared) + " |] ")
                            + operand(right);
            case Terms.Hiding(Term inner, Alphabet hidden) ->
                    operand(inner) + " \\ " + events(hidden);
        };
    }

    private String afterArrow(Term next) {
        return next instanceof Terms.Prefix ? process(next) : operand(next);
    }

    private String operand(Term process) {
        return switch (process) {
            case Terms.Stop stop -> process(process);
            case Terms.Skip skip -> process(process);
            case Terms.Call call -> process(process);
            default -> "(" + process(process) + ")";
        };
    }

    private String prefix(Event event) {
        String channel = channel(event.port());
        if (!event.port().action().hasValue()) {
            return channel;
        }
        return event.isSingle()
                ? channel + "." + names.value(event.values().listed().iterator().next())
                : channel + "?_";
    }

    private String events(Alphabet events) {
        List<String> productions = new ArrayList<>();
        for (Event event : events.events()) {
            String channel = channel(event.port());
            if (event.port().action() == Action.CLOSE || event.port().action() == Action.MARK) {
                productions.add(channel);
            } else if (!event.values().others()) {
                event.values()
                        .listed()
                        .forEach(v -> productions.add(channel + "." + names.value(v)));
            } else {
                productions.addAll(others(channel, event.values()));
            }
        }
        return productions.stream().collect(Collectors.joining(", ", "{| ", " |}"));
    }

    /** All values, or all but some: these are listed one by one, as far as they have been met. */
    private List<String> others(String channel, Values values) {
        if (values.listed().isEmpty()) {
            return List.of(channel);
        }
        Set<String> rest = new LinkedHashSet<>(names.valuesAndOther());
        values.listed().forEach(v -> rest.remove(names.value(v)));
        return rest.stream().map(v -> channel + "." + v).toList();
    }

    private String channel(Port port) {
        ports.add(port);
        return names.channel(port);
    }
}
