package dev.handoff.lint;

import com.sun.source.tree.Tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;

/** The processes that a method starts and the workers of its stages, as they were read; what several have in common, and what may order them. */
final class Processes {
    private record Declaration(Body in, List<Tree> loops) {}

    /** What is called before anything is beside it: it may make a pipeline, or be what one does. */
    final Body earlier =
            new Body(
                    null,
                    0,
                    new Site(0, List.of(), Map.of(), Set.of()),
                    new Span(0, 0),
                    List.of(),
                    List.of(),
                    List.of());

    private final Source source;
    private final Variables variables;
    private final List<Body> started = new ArrayList<>();
    private final List<Body> workers = new ArrayList<>();
    private final Map<Element, Declaration> locals = new HashMap<>();

    /** Lambdas and references that pipelines are given in the code itself. */
    private final List<Span> functions = new ArrayList<>();

    Processes(Source source, Variables variables) {
        this.source = source;
        this.variables = variables;
    }

    // ---- as they are read

    void add(Body process) {
        started.add(process);
    }

    void addWorkers(Body all) {
        workers.add(all);
    }

    void addFunction(Span function) {
        functions.add(function);
    }

    /** Answers whether it is the first time: a method is read where it is called, maybe in several bodies. */
    boolean declare(Element variable, Body in, List<Tree> loops) {
        return locals.putIfAbsent(variable, new Declaration(in, loops)) == null;
    }

    List<Body> started() {
        return started;
    }

    /** Those of stages, each body done by several: for one value by one of them. */
    List<Body> workers() {
        return workers;
    }

    // ---- several that were started at the same place

    /** Whether several may run at once that were started at the same place. */
    boolean isManyFor(Body process) {
        return !process.loops.isEmpty();
    }

    /** Whether one round alone may start it: under a condition on what rounds change, such as {@code !started}. */
    boolean mayBeStartedOnce(Body process) {
        Tree innermost = process.loops.getLast();
        return process.start
                .compared()
                .anyMatch(variable -> source.declarations.isAssignedIn(innermost, variable));
    }

    /** What its starter does in the rounds of a loop, by which it may wait for one before the next is started: not the start itself, but what it receives to make that. */
    List<Contact> waitsInRounds(Body process) {
        Body starter = process.starter;
        if (starter == null || process.loops.isEmpty()) {
            return List.of();
        }
        Span rounds = source.span(process.loops.getLast()); // of the innermost
        return starter.contacts.stream()
                .filter(
                        c ->
                                c.use() == Contact.Use.RECEIVES
                                        || (isKnownWait(c) && !process.isStartAt(c.at()))
                                        || isSettling(c)
                                        || isUnread(c, starter))
                .filter(c -> rounds.has(c.at()))
                .toList();
    }

    private static boolean isKnownWait(Contact contact) {
        return contact.use().isAnything() && contact.with() != null;
    }

    /** Whether it is noted of a method that cannot be read, and may wait. */
    private static boolean isUnread(Contact contact, Body body) {
        return contact.use() == Contact.Use.AWAITS
                || (contact.use() == Contact.Use.ANYTHING
                        && body.contacts.stream()
                                .anyMatch(
                                        c ->
                                                c.use() == Contact.Use.AWAITS
                                                        && c.at() == contact.at()));
    }

    private static boolean isSettling(Contact contact) {
        return contact.use() == Contact.Use.SETTLES;
    }

    /** Whether all that were started at the same place mean the same by {@code place}. */
    boolean isSharedByAllOf(Body process, Access.Place place) {
        Declaration declaration = locals.get(place.variable());
        return declaration == null
                || (declaration.in != process
                        && !declaration.in.isStartedBy(process)
                        && process.loops.stream().anyMatch(l -> !declaration.loops.contains(l)));
    }

    /** Whether it may be done by one of those alone that were started at the same place: by whose number is compared. */
    boolean mayBeOfOne(Body process, Access access) {
        return access.site().compared().anyMatch(v -> isOfRound(process, v));
    }

    private boolean isOfRound(Body process, Element variable) {
        Declaration declaration = locals.get(variable);
        if (variables.isOfCall(variable)) {
            return variable.getKind() == ElementKind.PARAMETER; // it may be given its number
        }
        return declaration != null
                && declaration.in != process
                && !declaration.in.isStartedBy(process)
                && process.loops.stream().anyMatch(declaration.loops::contains);
    }

    /** What several that were started at the same place have in common: not what each round has made. */
    List<Contact> commonContacts(Body process) {
        return process.contacts.stream().filter(c -> !isOfEachRound(process, c)).toList();
    }

    private boolean isOfEachRound(Body process, Contact contact) {
        Element with = contact.with();
        Declaration declaration = with == null ? null : locals.get(with);
        return with != null
                && declaration != null
                && contact.use().isAnything()
                && (variables.isOfCall(with) || declaration.loops.containsAll(process.loops));
    }

    // ---- the workers of a stage

    /** Whether it may be done for one value alone that the workers get: which is compared or asked, or what they have found out of it. */
    boolean mayBeForOneValue(Body workers, Access access) {
        return access.site()
                .asked()
                .anyMatch(
                        v ->
                                variables.isOfCall(v)
                                        || !isSharedByAllOf(workers, new Access.Place(v, "")));
    }

    /**
     * Whether the workers may have turns: by what another function of their pipeline does, or who makes it; or one may get its
     * value only when another's has come to such a function.
     */
    boolean mayHaveTurns(Body workers) {
        Body maker = workers.starter;
        if (maker == null) {
            return false;
        }
        List<Contact> all = new ArrayList<>(maker.contacts);
        if (maker.starter == null) {
            all.addAll(earlier.contacts);
        }
        all.removeIf(c -> c.use() == Contact.Use.PIPES);
        return Contact.mayOrder(
                        commonContacts(workers),
                        outsideOf(source.span(workers.loops.getLast()), all))
                || functions.stream()
                        .anyMatch(
                                function ->
                                        Contact.mayOrder(
                                                all.stream()
                                                        .filter(c -> function.has(c.at()))
                                                        .toList(),
                                                outsideOf(function, all)));
    }

    private static List<Contact> outsideOf(Span code, List<Contact> contacts) {
        return contacts.stream().filter(c -> !code.has(c.at())).toList();
    }

    // ---- two

    /** Whether the starter's access may be to what the process has, while that runs: the next round may have another one. */
    boolean mayMeet(Body process, Access access) {
        Site site = access.site();
        Declaration declaration = locals.get(access.place().variable());
        return process.mayRunAt(site)
                && !process.excludesIn(ownOf(access.place()), site)
                && (declaration == null
                        || site.at() >= process.start.at()
                        || process.loops.stream()
                                .filter(site.loops()::contains)
                                .anyMatch(loop -> !declaration.loops.contains(loop)));
    }

    /** Whether no round that starts the one starts the other, and what they would share is each round's own. */
    boolean areApart(Body process, Body other, Access.Place place) {
        List<Tree> own = ownOf(place);
        return process.starter == other.starter
                && (process.excludesIn(own, other.start) || other.excludesIn(own, process.start));
    }

    /** The loops of which each round has a variable of its own there. */
    private List<Tree> ownOf(Access.Place place) {
        Declaration declaration = locals.get(place.variable());
        return declaration == null ? List.of() : declaration.loops;
    }
}
