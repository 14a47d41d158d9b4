package dev.handoff.lint;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;

/** The processes that a method starts, with what each accesses and what could order it. */
final class Reading extends Walk {
    /* Overview
     *
     *   a lambda that is given to what starts processes     a body of its own
     *   any other lambda, a method of this file that is called    part of the body that it is in
     *
     * Where the code is that is read, Walk knows; what its variables hold, Variables.
     *
     * Local variables cannot change once they are captured; what can is what they hold, and fields. An element of an array
     * counts only where its index is a number: what is computed may be each process's own.
     */
    private record Declaration(Body in, List<Tree> loops) {}

    private final List<Body> processes = new ArrayList<>();
    private final Map<Element, Declaration> locals = new HashMap<>();
    private final Variables variables;

    private Reading(Source source) {
        super(source);
        this.variables = new Variables(source);
    }

    /** Reads a method, or a lambda outside of any. */
    static Reading of(Source source, TreePath method) {
        Reading reading = new Reading(source);
        reading.readAll(method);
        return reading;
    }

    List<Body> processes() {
        return processes;
    }

    /** Whether several may run at once that were started at the same place. */
    boolean isManyFor(Body process) {
        return !process.loops.isEmpty();
    }

    /** Whether all that were started at the same place mean the same by {@code place}. */
    boolean isSharedByAllOf(Body process, Access.Place place) {
        Declaration declaration = locals.get(place.variable());
        return declaration == null
                || (declaration.in != process
                        && !declaration.in.isStartedBy(process)
                        && process.loops.stream().anyMatch(l -> !declaration.loops.contains(l)));
    }

    // ---- processes

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, Body body) {
        ExecutableElement method = source.method(getCurrentPath());
        if (method == null) {
            return super.visitMethodInvocation(call, body);
        }
        if (Meaning.startsProcess(method)) {
            scan(call.getMethodSelect(), body);
            if (!isInCall()) { // else it is read with the method that it is in
                start(call, method, body);
            }
        } else if (Meaning.isCaseOfSelect(method)) {
            readCase(call, method, body);
        } else {
            readSelect(call, method, body);
            for (ExpressionTree argument : call.getArguments()) {
                readArgument(argument, method, body);
            }
            ExpressionTree on =
                    call.getMethodSelect() instanceof MemberSelectTree select
                            ? select.getExpression()
                            : null;
            follow(call, on, method, body);
        }
        return null;
    }

    private void start(MethodInvocationTree call, ExecutableElement method, Body body) {
        Element result = resultOf(call);
        List<Contact> joins = joins(call, method);
        body.contacts.addAll(joins);
        for (ExpressionTree argument : call.getArguments()) {
            if (argument instanceof LambdaExpressionTree lambda) {
                Body process = started(call, joins, result, body);
                declareGiven(lambda, result);
                readProcess(() -> scan(lambda, process));
                continue;
            }
            scan(argument, body);
            if (argument instanceof MemberReferenceTree reference
                    && source.element(getCurrentPath(), reference)
                            instanceof ExecutableElement referenced) {
                Body process = started(call, joins, result, body);
                ExpressionTree on = reference.getQualifierExpression();
                readProcess(() -> follow(reference, on, referenced, process));
            }
        }
    }

    private Body started(
            MethodInvocationTree call, List<Contact> joins, @Nullable Element result, Body body) {
        Body process = startedBy(call, body);
        processes.add(process);
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
        return parent.getLeaf() instanceof VariableTree variable && variable.getInitializer() == call
                ? source.element(parent.getParentPath(), variable)
                : null;
    }

    /** By what its starter may wait for it, besides a variable with the result: that used in another way, a pool, a group. */
    private List<Contact> joins(MethodInvocationTree call, ExecutableElement method) {
        List<Contact> joins = new ArrayList<>();
        Tree parent = getCurrentPath().getParentPath().getLeaf();
        boolean hasResult = method.getReturnType().getKind() != TypeKind.VOID;
        if (hasResult
                && !(parent instanceof ExpressionStatementTree)
                && resultOf(call) == null) {
            joins.add(contactWith(null, Contact.Use.ANYTHING, call));
        }
        if (call.getMethodSelect() instanceof MemberSelectTree select
                && !method.getModifiers().contains(Modifier.STATIC)) {
            TreePath path = new TreePath(getCurrentPath(), select);
            ExpressionTree on = Source.bare(select.getExpression());
            String type = source.type(path, on);
            if (Meaning.orders(type)) {
                joins.add(contactWith(variables.of(path, on), Meaning.useByStarted(type), call));
            }
        }
        return joins;
    }

    private void readArgument(ExpressionTree argument, ExecutableElement method, Body body) {
        if (argument instanceof LambdaExpressionTree lambda
                && method.getSimpleName().toString().startsWith("forEach")) {
            readLoop(lambda, () -> scan(lambda, body));
        } else {
            scan(argument, body);
        }
    }

    /** A method of this file is part of the process that calls it. */
    private void follow(
            ExpressionTree call, @Nullable ExpressionTree on, ExecutableElement method, Body body) {
        TreePath declaration = body.starter == null ? null : source.declaration(method);
        if (declaration != null && !Source.isSuppressed(declaration)) {
            variables.declareParameters(method);
            MethodTree tree = (MethodTree) declaration.getLeaf();
            readCalled(tree, method, receiverOf(on, method), call, body);
        }
    }

    /** Whether it is a variable of the code that starts the processes, and not a field of an object that it calls. */
    private boolean isOwn(Element variable) {
        Receiver current = receiver();
        return current == null || !current.has(variable);
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
            return current != null && current.has(method)
                    ? new Receiver(type, current.variable())
                    : null;
        }
        Element variable = variables.of(getCurrentPath(), Source.bare(on));
        return new Receiver(type, variable != null && isOwn(variable) ? variable : null);
    }

    // ---- declarations

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree loop, Body body) {
        ExpressionTree values = Source.bare(loop.getExpression());
        if (Meaning.isEnd(source.type(getCurrentPath(), values))) {
            contact(values, Contact.Use.RECEIVES, body);
        } else if (variables.isContainer(getCurrentPath(), values)) {
            access(variables.of(getCurrentPath(), values), Access.CONTENT, false, values, body);
        } else {
            scan(values, body);
        }
        readLoop(
                loop,
                () -> {
                    scan(loop.getVariable(), body);
                    scan(loop.getStatement(), body);
                });
        return null;
    }

    /** What is opened there is closed at the end: a pool waits for its jobs, a sender's receivers may go on. */
    @Override
    public @Nullable Void visitTry(TryTree tree, Body body) {
        super.visitTry(tree, body);
        for (Tree resource : tree.getResources()) {
            Element opened =
                    resource instanceof VariableTree ? source.element(getCurrentPath(), resource) : null;
            if (opened != null && Meaning.orders(Source.nameOf(opened.asType()))) {
                note(opened, Contact.Use.ANYTHING, body, tree);
            }
        }
        return null;
    }

    @Override
    public @Nullable Void visitVariable(VariableTree variable, Body body) {
        Element element = source.element(getCurrentPath().getParentPath(), variable);
        if (element != null) {
            locals.put(element, new Declaration(body, loops()));
            variables.declare(element, getCurrentPath(), isInCall());
        }
        return super.visitVariable(variable, body);
    }

    // ---- contacts

    private void readCase(MethodInvocationTree call, ExecutableElement method, Body body) {
        List<? extends ExpressionTree> arguments = call.getArguments();
        contact(arguments.getFirst(), Meaning.use(method.getSimpleName().toString()), body);
        scan(arguments.subList(1, arguments.size()), body);
    }

    private void readSelect(MethodInvocationTree call, ExecutableElement method, Body body) {
        if (!(call.getMethodSelect() instanceof MemberSelectTree select)) {
            return;
        }
        ExpressionTree on = Source.bare(select.getExpression());
        TreePath path = new TreePath(getCurrentPath(), select);
        String type = source.type(path, on);
        String name = method.getSimpleName().toString();
        if (Meaning.isEnd(type)) {
            contact(on, Meaning.use(name), body);
        } else if (variables.isContainer(path, on)) {
            access(variables.of(path, on), Access.CONTENT, Meaning.changes(name), call, body);
        } else {
            scan(select, body);
        }
    }

    /** Notes that {@code tree}, which is a channel or the like, is used. */
    private void contact(ExpressionTree tree, Contact.Use use, Body body) {
        ExpressionTree bare = Source.bare(tree);
        Element element =
                bare instanceof IdentifierTree || bare instanceof MemberSelectTree
                        ? source.element(getCurrentPath(), bare)
                        : null;
        if (element == null) {
            scan(tree, body);
        }
        note(element, use, body, tree);
    }

    private void note(@Nullable Element element, Contact.Use use, Body body, Tree at) {
        body.contacts.add(contactWith(element, use, at));
    }

    private Contact contactWith(@Nullable Element element, Contact.Use use, Tree at) {
        Element with = element != null && isOwn(element) ? variables.channel(element) : null;
        return new Contact(with, use, positionOf(at));
    }

    // ---- accesses

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, Body body) {
        write(tree.getVariable(), body);
        return scan(tree.getExpression(), body);
    }

    @Override
    public @Nullable Void visitCompoundAssignment(CompoundAssignmentTree tree, Body body) {
        write(tree.getVariable(), body);
        return scan(tree.getExpression(), body);
    }

    @Override
    public @Nullable Void visitUnary(UnaryTree tree, Body body) {
        switch (tree.getKind()) {
            case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
                    write(tree.getExpression(), body);
            default -> scan(tree.getExpression(), body);
        }
        return null;
    }

    private void write(ExpressionTree target, Body body) {
        ExpressionTree bare = Source.bare(target);
        if (bare instanceof ArrayAccessTree element) {
            readElement(element, true, body);
        } else {
            readVariable(bare, true, body);
        }
    }

    @Override
    public @Nullable Void visitArrayAccess(ArrayAccessTree tree, Body body) {
        readElement(tree, false, body);
        return null;
    }

    private void readElement(ArrayAccessTree tree, boolean isWrite, Body body) {
        TreePath path = new TreePath(getCurrentPath(), tree);
        Element array = variables.of(path, Source.bare(tree.getExpression()));
        if (array != null && Source.bare(tree.getIndex()) instanceof LiteralTree index) {
            access(array, "[" + index.getValue() + "]", isWrite, tree, body);
            return;
        }
        scan(tree.getExpression(), body);
        scan(tree.getIndex(), body);
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree name, Body body) {
        readVariable(name, false, body);
        return null;
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree select, Body body) {
        readVariable(select, false, body);
        return null;
    }

    private void readVariable(ExpressionTree tree, boolean isWrite, Body body) {
        TreePath path = getCurrentPath();
        Element element = source.element(path, tree);
        if (element == null || !Variables.isVariable(element)) {
            if (tree instanceof MemberSelectTree select) {
                scan(select.getExpression(), body);
            }
            return;
        }
        String type = Source.nameOf(element.asType());
        if (Meaning.orders(type)) {
            note(Meaning.isSelect(type) ? null : element, Contact.Use.ANYTHING, body, tree);
        } else if (Variables.isPlainField(element)) {
            readField(tree, element, isWrite, body);
        }
    }

    private void readField(ExpressionTree tree, Element field, boolean isWrite, Body body) {
        if (tree instanceof MemberSelectTree select
                && !field.getModifiers().contains(Modifier.STATIC)
                && !Source.isThis(select.getExpression())) {
            ExpressionTree of = Source.bare(select.getExpression());
            Element holder = variables.of(getCurrentPath(), of);
            if (holder != null) {
                access(holder, "." + field.getSimpleName(), isWrite, tree, body);
            } else {
                scan(of, body);
            }
            return;
        }
        access(field, "", isWrite, tree, body);
    }

    private void access(
            @Nullable Element variable, String part, boolean isWrite, Tree tree, Body body) {
        Access.Place place = variable == null ? null : placeOf(variable, part);
        if (place == null || isGuarded() || variables.isOfCall(place.variable())) {
            return;
        }
        body.accesses.add(
                new Access(
                        place,
                        isWrite,
                        new TreePath(getCurrentPath(), tree),
                        site(tree)));
    }

    /** A field of the object that a method is called for is a part of what its caller's variable holds. */
    private Access.@Nullable Place placeOf(Element variable, String part) {
        Receiver receiver = receiver();
        if (receiver == null || !receiver.has(variable)) {
            return new Access.Place(variable, part);
        }
        Element holder = receiver.variable();
        return holder == null
                ? null
                : new Access.Place(holder, "." + variable.getSimpleName() + part);
    }
}
