package dev.handoff.lint;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Finds state that processes of one method share, with nothing in between that could order them. */
final class SharedState extends TreePathScanner<@Nullable Void, @Nullable Void> {
    /* Overview
     *
     *   for each method:  its processes, what each accesses and what could order it (Reading)
     *   for each write of one, and each access of another to the same place:
     *       can both run at the same time?   by two processes; by several of one start in a loop; by the workers of
     *                                        a stage; by a process and who has started it, until its scope is left
     *       can nothing order them?          no channel that one sends to and the other receives from, no task, lock …
     *
     * What may order them is taken to do so: where it stands in the code, and which way it orders, is not looked at.
     */
    private final Source source;

    /** Whether this is the code of a method or of a lambda, which is judged as a whole. */
    private boolean isJudged;

    SharedState(Source source) {
        this.source = source;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
        return scanAs(false, () -> super.visitClass(type, null));
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
        judge(getCurrentPath());
        return scanAs(true, () -> super.visitMethod(method, null));
    }

    /** Of a field's initializer: a lambda that could start processes. */
    @Override
    public @Nullable Void visitLambdaExpression(
            LambdaExpressionTree lambda, @Nullable Void nothing) {
        if (!isJudged) {
            judge(getCurrentPath());
        }
        return scanAs(true, () -> super.visitLambdaExpression(lambda, null));
    }

    private @Nullable Void scanAs(boolean judged, Runnable inside) {
        boolean wasJudged = isJudged;
        isJudged = judged;
        inside.run();
        isJudged = wasJudged;
        return null;
    }

    // ---- judging

    /** Calls are not followed from where no process is started. */
    private void judge(TreePath code) {
        if (source.declarations.startsProcess(code.getLeaf())) {
            judge(Reading.of(source, code));
        }
    }

    private void judge(Processes processes) {
        Set<Access.Place> told = new HashSet<>();
        for (Body workers : processes.workers()) {
            List<Contact> common = processes.commonContacts(workers);
            if (!Contact.mayOrder(common, common) && !processes.mayHaveTurns(workers)) {
                several(
                        workers,
                        "the workers of a pipeline's stage",
                        access -> processes.mayBeForOneValue(workers, access),
                        processes,
                        told);
            }
        }
        List<Body> started = processes.started();
        for (int i = 0; i < started.size(); i++) {
            Body process = started.get(i);
            List<Contact> common = processes.commonContacts(process);
            if (processes.isManyFor(process)
                    && !processes.mayBeStartedOnce(process)
                    && !Contact.mayOrder(common, common)
                    && !Contact.mayOrder(process.contacts, processes.waitsInRounds(process))) {
                several(
                        process,
                        "which are started in a loop",
                        access -> processes.mayBeOfOne(process, access),
                        processes,
                        told);
            }
            for (Body other : started.subList(i + 1, started.size())) {
                if (process.overlaps(other)
                        && !other.isStartedBy(process)
                        && !areOrdered(process, other)) {
                    both(
                            process.accesses,
                            other.accesses,
                            place -> processes.areApart(process, other, place),
                            "another process",
                            told);
                }
            }
            Body starter = process.starter;
            if (starter != null
                    && !Contact.mayOrder(process.contacts, process.contactsOfStarter())) {
                List<Access> meanwhile =
                        starter.accesses.stream()
                                .filter(access -> processes.mayMeet(process, access))
                                .toList();
                both(process.accesses, meanwhile, place -> false, "who has started it", told);
            }
        }
    }

    private static boolean areOrdered(Body process, Body other) {
        List<Contact> mine = process.contactsBeside(other);
        List<Contact> others = other.contactsBeside(process);
        return Contact.mayOrder(mine, others)
                || Contact.mayOrder(mine, other.contactsSince(process))
                || Contact.mayOrder(others, process.contactsSince(other));
    }

    private void several(
            Body process,
            String who,
            Predicate<Access> mayBeOfOne,
            Processes processes,
            Set<Access.Place> told) {
        for (Access access : process.accesses) {
            if (access.isWrite()
                    && processes.isSharedByAllOf(process, access.place())
                    && !mayBeOfOne.test(access)
                    && told.add(access.place())) {
                source.warnOf(
                        access,
                        "%s is changed by several processes, %s, and nothing orders them: a change may be lost. Send what each has to add to one that owns it"
                                .formatted(access.place(), who));
            }
        }
    }

    private void both(
            List<Access> some,
            List<Access> others,
            Predicate<Access.Place> areApart,
            String who,
            Set<Access.Place> told) {
        for (Access one : some) {
            for (Access other : others) {
                Access write = one.isWrite() ? one : other;
                if (one.place().meets(other.place())
                        && write.isWrite()
                        && !areApart.test(write.place())
                        && told.add(write.place())) {
                    tell(write, one.isWrite() ? other : one, who, one.isWrite());
                }
            }
        }
    }

    private void tell(Access write, Access other, String who, boolean isOfTheProcess) {
        long line = source.line(other.path().getLeaf());
        boolean isSameLine = line == source.line(write.path().getLeaf());
        source.warnOf(
                write,
                "%s is changed by %s, and %s by %s in line %s; nothing orders the two. Send the value, or let one of them own it"
                        .formatted(
                                write.place(),
                                isOfTheProcess ? "a process" : who,
                                other.isWrite() ? "changed" : "read",
                                isOfTheProcess ? who : "the process",
                                isSameLine ? source.line(other.site().at()) : line));
    }
}
