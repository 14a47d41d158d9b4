package dev.handoff.lint;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;

/** The processes that a method starts, with what each accesses and what could order it. */
final class Reading extends Uses {
    /* Overview
     *
     *   a lambda that is given to what starts processes           a body of its own
     *   one that is given to a stage with several workers         part of the body that it is in, and of its own as workers
     *   a lambda that is sent, or what holds it                   none: nobody knows who runs it, but what it may order counts
     *   any other lambda, a method of this file that is called    part of the body that it is in
     *
     * Where the code is that is read, Walk knows; what it uses there, Uses; what of all that may meet, Processes.
     */

    /** Of so many at most each is read where one of them is called: that takes stack for each. */
    private static final int MOST_OVERRIDERS = 8;

    private static final int MOST_EARLIER = 9;

    private final Processes processes = new Processes(source, variables);

    /** Whether workers of a stage may be among the processes, for which it counts what is called earlier. */
    private final boolean makesStage;

    /** How many calls are around what is read as called earlier, of so many at most: each takes stack. */
    private int calledEarlier;

    private boolean isSent;

    /** Whether this is a lambda that is sent, whose processes are started by nobody knows whom. */
    private boolean areStartsUnseen;

    /** Whether what the method returns that is read is sent. */
    private boolean isResultSent;

    private Reading(Source source, TreePath method) {
        super(source);
        makesStage = source.declarations.makesStage(method.getLeaf());
    }

    /** Reads a method, or a lambda outside of any. */
    static Processes of(Source source, TreePath method) {
        Reading reading = new Reading(source, method);
        reading.readAll(method);
        return reading.processes;
    }

    // ---- processes

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, Body body) {
        ExecutableElement method = source.method(getCurrentPath());
        if (method == null) {
            body.contacts.add(contactWith(null, Contact.Use.ANYTHING, call)); // javac refuses it
            return super.visitMethodInvocation(call, body);
        }
        if (Meaning.startsProcess(method)) {
            scan(call.getMethodSelect(), body);
            if (!isInCall() && !areStartsUnseen) { // else it is read with the method that it is in
                start(call, method, body);
            }
        } else if (Meaning.isCaseOfSelect(method)) {
            readCase(call, method, body);
            for (int i = 1; i < call.getArguments().size(); i++) {
                ExpressionTree argument = call.getArguments().get(i);
                readGiven(
                        i == 1 && Meaning.givesAway(method), argument, () -> scan(argument, body));
            }
        } else if (Meaning.runsScope(method)) {
            readScope(call, method, body);
        } else {
            readCancelling(call, method, body);
            readSettling(call, method, body);
            readSelect(call, method, body);
            ExpressionTree on =
                    call.getMethodSelect() instanceof MemberSelectTree select
                            ? select.getExpression()
                            : null;
            if (Meaning.isOfPipeline(method) && !isInCall()) {
                call.getArguments().stream()
                        .filter(argument -> source.isCode(getCurrentPath(), argument))
                        .map(source::span)
                        .forEach(processes::addFunction);
            }
            if (Meaning.hasWorkers(method)) {
                readWorkers(call, body);
            }
            boolean given =
                    Meaning.givesAway(method) || (Meaning.mayKeep(method) && isGivenAway(on));
            for (ExpressionTree argument : call.getArguments()) {
                readGiven(given, argument, () -> readArgument(argument, method, body));
            }
            follow(call, on, method, body);
        }
        return null;
    }

    /** Its body is run here, whoever gets the result. */
    private void readScope(MethodInvocationTree call, ExecutableElement method, Body body) {
        readSelect(call, method, body);
        readResult(() -> call.getArguments().forEach(a -> readArgument(a, method, body)));
    }

    private void start(MethodInvocationTree call, ExecutableElement method, Body body) {
        Element result = resultOf(call);
        List<Contact> joins = joins(call, method);
        joins.stream() // its turn is waited for by who has the job, to join it
                .filter(join -> join.use() != Contact.Use.TAKES_TURNS || isResultKept(method))
                .forEach(body.contacts::add);
        List<Contact> closes = closes(call);
        joins.addAll(closes);
        Element given = closes.isEmpty() ? result : closes.getFirst().with();
        for (ExpressionTree argument : call.getArguments()) {
            ExpressionTree code = Source.uncast(argument);
            if (!Source.isFunction(code)) {
                scan(argument, body);
                continue;
            }
            if (code instanceof MemberReferenceTree reference) {
                scan(reference.getQualifierExpression(), body);
            }
            Body process = started(call, joins, result, body);
            if (code instanceof LambdaExpressionTree lambda) {
                declareGiven(lambda, given);
            }
            readProcess(code, process);
        }
    }

    /** Reads a lambda or a reference as code that others run. */
    private void readProcess(ExpressionTree code, Body process) {
        if (code instanceof LambdaExpressionTree) {
            readProcess(() -> readAs(false, () -> scan(code, process)));
        } else if (code instanceof MemberReferenceTree reference
                && source.element(getCurrentPath(), reference)
                        instanceof ExecutableElement method) {
            ExpressionTree on = reference.getQualifierExpression();
            readProcess(() -> follow(reference, on, method, process));
        }
    }

    /** What a stage is given is read as that of its workers, too; whom they start is known by who has made the stage. */
    private void readWorkers(MethodInvocationTree call, Body body) {
        if (isInCall()
                || areStartsUnseen
                || !Workers.areSeveralOfStage(source, getCurrentPath(), call)) {
            return;
        }
        areStartsUnseen = true;
        call.getArguments().stream()
                .map(Source::uncast)
                .filter(Source::isFunction)
                .forEach(
                        code -> {
                            Body all = workersOf(code, call, body);
                            readLoop(code, () -> readProcess(code, all));
                        });
        areStartsUnseen = false;
    }

    private Body workersOf(ExpressionTree code, MethodInvocationTree call, Body body) {
        Body all = workersAt(call, code, body);
        all.contacts.add(contactWith(null, Contact.Use.RUNS, call));
        processes.addWorkers(all);
        return all;
    }

    /** What is done by a process that is given ends, when it has ended. */
    private List<Contact> closes(MethodInvocationTree call) {
        return call.getArguments().stream()
                .map(Source::bare)
                .filter(given -> Meaning.isEnd(source.type(getCurrentPath(), given)))
                .map(
                        given ->
                                contactWith(
                                        variables.endOf(getCurrentPath(), given),
                                        Contact.Use.SENDS,
                                        call))
                .toList();
    }

    private Body started(
            MethodInvocationTree call, List<Contact> joins, @Nullable Element result, Body body) {
        Body process = startedBy(call, body);
        processes.add(process);
        process.contacts.add(contactWith(null, Contact.Use.RUNS, call));
        process.contacts.addAll(joins);
        if (result != null) {
            process.contacts.add(new Contact(result, Contact.Use.ANYTHING, process.start.at()));
        }
        return process;
    }

    private void declareGiven(LambdaExpressionTree lambda, @Nullable Element result) {
        for (VariableTree parameter : lambda.getParameters()) {
            Element given = source.element(new TreePath(getCurrentPath(), lambda), parameter);
            if (given != null && result != null) {
                variables.declareGiven(given, result);
            }
        }
    }

    /** The variable that the call initializes. */
    private @Nullable Element resultOf(MethodInvocationTree call) {
        TreePath parent = getCurrentPath().getParentPath();
        return parent.getLeaf() instanceof VariableTree variable
                        && variable.getInitializer() == call
                ? source.element(parent.getParentPath(), variable)
                : null;
    }

    /** By what its starter may wait for it, besides a variable with the result: that used in another way, a group; or what it takes turns by with others, a pool. */
    private List<Contact> joins(MethodInvocationTree call, ExecutableElement method) {
        List<Contact> joins = new ArrayList<>();
        if (isResultKept(method) && resultOf(call) == null) {
            joins.add(contactWith(null, Contact.Use.ANYTHING, call));
        }
        if (call.getMethodSelect() instanceof MemberSelectTree select
                && !method.getModifiers().contains(Modifier.STATIC)) {
            TreePath path = new TreePath(getCurrentPath(), select);
            ExpressionTree on = Source.bare(select.getExpression());
            String type = source.type(path, on);
            Element variable = variables.of(path, on);
            if (Meaning.orders(type) && !isPoolOfSeveral(variable)) {
                joins.add(contactWith(variable, Meaning.useByStarted(type), call));
            }
        }
        return joins;
    }

    private boolean isPoolOfSeveral(@Nullable Element variable) {
        Element made = variable == null ? null : variables.channel(variable);
        TreePath declaration = made == null ? null : source.declarations.initialized(made);
        return declaration != null && Workers.areSeveralOfPool(source, declaration);
    }

    /** Whether somebody has the result of the current call. */
    private boolean isResultKept(ExecutableElement method) {
        Tree parent = getCurrentPath().getParentPath().getLeaf();
        return method.getReturnType().getKind() != TypeKind.VOID
                && !(parent instanceof ExpressionStatementTree);
    }

    private void readArgument(ExpressionTree argument, ExecutableElement method, Body body) {
        if (argument instanceof LambdaExpressionTree lambda
                && method.getSimpleName().toString().startsWith("forEach")) {
            readLoop(lambda, () -> scan(lambda, body));
        } else {
            readGivenTo(method, () -> scan(argument, body));
        }
        if (source.isCode(getCurrentPath(), argument)
                && source.declarations.declaration(method) == null
                && Meaning.mayRunOtherwise(method)) {
            body.contacts.add(contactWith(null, Contact.Use.ANYTHING, argument));
        }
    }

    /** Reads a value that is given to somebody, if it may hold a lambda. */
    private void readGiven(boolean sent, @Nullable ExpressionTree value, Runnable inside) {
        boolean holds = value != null && source.mayHoldCode(getCurrentPath(), value);
        readAs(holds && (isSent || sent), inside);
    }

    /** Reads code that is run here, and whose results are what its caller sends, or not. */
    private void readResult(Runnable code) {
        boolean wasResultSent = isResultSent;
        isResultSent = isSent;
        readAs(false, code);
        isResultSent = wasResultSent;
    }

    private void readAs(boolean sent, Runnable inside) {
        boolean wasSent = isSent;
        isSent = sent;
        inside.run();
        isSent = wasSent;
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree lambda, Body body) {
        if (!isSent) {
            return super.visitLambdaExpression(lambda, body);
        }
        boolean wereStartsUnseen = areStartsUnseen;
        areStartsUnseen = true;
        readUnseen(() -> super.visitLambdaExpression(lambda, body));
        areStartsUnseen = wereStartsUnseen;
        return null;
    }

    @Override
    public @Nullable Void visitReturn(ReturnTree tree, Body body) {
        readGiven(isResultSent, tree.getExpression(), () -> super.visitReturn(tree, body));
        return null;
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, Body body) {
        readGiven(
                isGivenAway(tree.getVariable()),
                tree.getExpression(),
                () -> super.visitAssignment(tree, body));
        return null;
    }

    /** Whether it is a variable that the file sends, and with it what it holds. */
    private boolean isGivenAway(@Nullable ExpressionTree tree) {
        Element variable = tree == null ? null : variables.of(getCurrentPath(), Source.bare(tree));
        return variable != null && source.declarations.isGivenAway(variable);
    }

    /** A method of this file is part of the process that calls it, or of who has started one. */
    private void follow(
            ExpressionTree call, @Nullable ExpressionTree on, ExecutableElement method, Body body) {
        boolean isAlone =
                body.starter == null && processes.started().isEmpty() && loops().isEmpty();
        if (!isAlone && body != processes.earlier) {
            followIn(call, on, method, body);
        } else if (makesStage) {
            followEarlier(call, on, method);
        }
    }

    private void followEarlier(
            ExpressionTree call, @Nullable ExpressionTree on, ExecutableElement method) {
        if (calledEarlier == MOST_EARLIER) {
            processes.earlier.contacts.add(contactWith(null, Contact.Use.ANYTHING, call));
        } else {
            calledEarlier++;
            followIn(call, on, method, processes.earlier);
            calledEarlier--;
        }
    }

    private void followIn(
            ExpressionTree call, @Nullable ExpressionTree on, ExecutableElement method, Body body) {
        List<TreePath> others =
                on != null && Source.isThis(on) && on.toString().endsWith("super")
                        ? List.of()
                        : source.declarations.overriding(method);
        if (others.isEmpty()) {
            followOne(call, on, method, body);
        } else if (others.size() > MOST_OVERRIDERS) {
            body.contacts.add(contactWith(null, Contact.Use.ANYTHING, call));
        } else {
            readUnseen(() -> followEach(call, on, method, others, body));
        }
    }

    /** What is called is one of those: it may order, but nobody knows which is done. */
    private void followEach(
            ExpressionTree call,
            @Nullable ExpressionTree on,
            ExecutableElement method,
            List<TreePath> others,
            Body body) {
        followOne(call, on, method, body);
        for (TreePath other : others) {
            if (source.elementAt(other) instanceof ExecutableElement overrider) {
                read(other, call, on, overrider, body);
            }
        }
    }

    private void followOne(
            ExpressionTree call, @Nullable ExpressionTree on, ExecutableElement method, Body body) {
        TreePath declaration = source.declarations.declaration(method);
        if (declaration != null) {
            read(declaration, call, on, method, body);
        } else if (Meaning.isOfTheProgram(method) || source.runs(method)) {
            calls(call, on, method, body);
        }
    }

    private void read(
            TreePath declaration,
            ExpressionTree call,
            @Nullable ExpressionTree on,
            ExecutableElement method,
            Body body) {
        if (body != processes.earlier) {
            variables.declareParameters(method);
        }
        readResult(() -> readCalled(declaration, method, receiverOf(on, method), call, body));
    }

    /** What is done in a method that cannot be read: it may send or receive if it can be interrupted. */
    private void calls(
            ExpressionTree call, @Nullable ExpressionTree on, ExecutableElement method, Body body) {
        if (source.runs(method)) {
            runs(call, on, body);
        }
        boolean mayWait = Meaning.canBeInterrupted(method);
        if (mayWait) {
            body.contacts.add(contactWith(null, Contact.Use.ANYTHING, call));
        }
        Contact.Use use = mayWait ? Contact.Use.AWAITS : Contact.Use.CALLS;
        body.contacts.add(new Contact(calledFor(on, method), use, positionOf(call)));
    }

    /** A lambda or a reference that is run: that with which its variable was declared, or one that may send. */
    private void runs(ExpressionTree call, @Nullable ExpressionTree on, Body body) {
        ExpressionTree code = on == null ? null : codeIn(Source.bare(on));
        if (code == null) {
            body.contacts.add(contactWith(null, Contact.Use.SENDS, call));
        } else {
            readHeld(code, call, body);
        }
    }

    private @Nullable ExpressionTree codeIn(ExpressionTree on) {
        Element variable = variables.named(getCurrentPath(), on);
        TreePath declaration =
                variable == null || source.declarations.isAssigned(variable)
                        ? null
                        : source.declarations.initialized(variable);
        ExpressionTree value = Declarations.initializer(declaration);
        ExpressionTree code = value == null ? null : Source.uncast(value);
        return code != null && Source.isFunction(code) ? code : null;
    }

    /** What has the state that a method uses: a variable, or its class; null if that is not known. */
    private @Nullable Element calledFor(@Nullable ExpressionTree on, ExecutableElement method) {
        if (on == null
                || method.getModifiers().contains(Modifier.STATIC)
                || isConstructor(method) // what it makes is nobody else's yet
                || Source.isThis(on)) {
            return method.getEnclosingElement();
        }
        Element variable = source.element(getCurrentPath(), Source.bare(on));
        return variable != null
                        && Variables.isVariable(variable)
                        && !variables.isOfCall(variable)
                        && isOwn(variable)
                ? variable
                : null;
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree made, Body body) {
        super.visitNewClass(made, body);
        if (source.elementAt(getCurrentPath()) instanceof ExecutableElement constructor) {
            follow(made, made, constructor, body);
        }
        return null;
    }

    /** What is called later, or by who is given it: it may order, but nobody knows by whom it is done. */
    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree reference, Body body) {
        super.visitMemberReference(reference, body);
        if (source.element(getCurrentPath().getParentPath(), reference)
                instanceof ExecutableElement method) {
            readUnseen(() -> follow(reference, reference.getQualifierExpression(), method, body));
        }
        return null;
    }

    /**
     * Whose fields a method has.
     *
     * @param on what it is called for; null if that is not said
     */
    private @Nullable Receiver receiverOf(@Nullable ExpressionTree on, ExecutableElement method) {
        if (method.getModifiers().contains(Modifier.STATIC)
                || !(method.getEnclosingElement() instanceof TypeElement type)) {
            return null; // it has none
        }
        Receiver current = receiver();
        if (on == null || Source.isThis(on)) {
            return current != null && (current.has(method) || isConstructor(method))
                    ? new Receiver(type, current.variable())
                    : null;
        }
        Element variable = variables.of(getCurrentPath(), Source.bare(on));
        return new Receiver(type, variable != null && isOwn(variable) ? variable : null);
    }

    private static boolean isConstructor(ExecutableElement method) {
        return method.getKind() == ElementKind.CONSTRUCTOR;
    }

    // ---- declarations

    @Override
    public @Nullable Void visitVariable(VariableTree variable, Body body) {
        Element element = source.element(getCurrentPath().getParentPath(), variable);
        if (element != null) {
            noteDeclared(element);
        }
        if (element != null && body != processes.earlier) {
            boolean isFirst = processes.declare(element, body, loops());
            variables.declare(element, getCurrentPath(), isFirst && isInCall());
            views.declare(element, getCurrentPath());
        }
        readGiven(
                element != null && source.declarations.isGivenAway(element),
                variable.getInitializer(),
                () -> super.visitVariable(variable, body));
        return null;
    }
}
