package dev.handoff.lint;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.TypeKind;

/** The processes that a method starts, with what each accesses and what could order it. */
final class Reading extends TreePathScanner<@Nullable Void, Body> {
    /* Overview
     *
     *   a lambda that is given to what starts processes     a body of its own
     *   any other lambda, a method of this file that is called    part of the body that it is in
     *
     * Local variables cannot change once they are captured; what can is what they hold, and fields. An element of an array
     * counts only where its index is a number: what is computed may be each process's own.
     */
    private record Declaration(Body in, List<Tree> loops) {}

    private record Reached(ExecutableElement method, boolean isGuarded) {}

    private final Source source;
    private final List<Body> processes = new ArrayList<>();
    private final Map<Element, Declaration> locals = new HashMap<>();

    /** Names of the same channel: of a counted sender, of what a producer is given. */
    private final Map<Element, Element> sameAs = new HashMap<>();

    /** What comes from elsewhere: it is not known which channels, or whose state, these are. */
    private final Set<Element> unknown = new HashSet<>();

    /** Variables of methods that are followed: each call has its own. */
    private final Set<Element> ofCalls = new HashSet<>();

    /** Variables that hold a container, whatever their type says. */
    private final Set<Element> containers = new HashSet<>();

    /** The methods that are read with {@code caller}: each once, by however many ways it is reached. */
    private final Set<Reached> reached = new HashSet<>();

    private final Deque<Tree> loops = new ArrayDeque<>();
    private final Deque<Tree> regions = new ArrayDeque<>();
    private final Map<Tree, Integer> loopsOutside = new HashMap<>();
    private final Map<Tree, Tree> arms = new HashMap<>();

    /** The call by which the code is reached that is read now; null if it is of the method itself. */
    private @Nullable Tree caller;

    private boolean isGuarded;

    private Reading(Source source) {
        this.source = source;
    }

    /** Reads a method, or a lambda outside of any. */
    static Reading of(Source source, TreePath method) {
        Reading reading = new Reading(source);
        Tree tree = method.getLeaf();
        Body root =
                new Body(
                        null,
                        reading.site(source.start(tree)),
                        source.start(tree),
                        source.end(tree),
                        source.end(tree),
                        List.of());
        reading.regions.push(tree);
        reading.loopsOutside.put(tree, 0);
        Tree body =
                tree instanceof MethodTree declared
                        ? declared.getBody()
                        : ((LambdaExpressionTree) tree).getBody();
        if (body != null) {
            reading.scan(new TreePath(method, body), root);
        }
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
            if (caller == null) { // else it is read with the method that it is in
                start(call, method, body);
            }
        } else if (Meaning.isCaseOfSelect(method)) {
            readCase(call, method, body);
        } else {
            readSelect(call, method, body);
            for (ExpressionTree argument : call.getArguments()) {
                readArgument(argument, method, body);
            }
            follow(call, method, body);
        }
        return null;
    }

    private void start(MethodInvocationTree call, ExecutableElement method, Body body) {
        Element result = resultOf(call);
        List<Contact> joins = joins(call, method);
        body.contacts.addAll(joins);
        for (ExpressionTree argument : call.getArguments()) {
            if (!(argument instanceof LambdaExpressionTree lambda)) {
                scan(argument, body);
                continue;
            }
            Body process = startedBy(call, body);
            processes.add(process);
            process.contacts.addAll(joins);
            if (result != null) {
                process.contacts.add(new Contact(result, Contact.Use.ANYTHING, process.start.at()));
            }
            for (VariableTree parameter : lambda.getParameters()) {
                Element given = source.element(new TreePath(getCurrentPath(), lambda), parameter);
                if (given != null && result != null) {
                    isAlso(given, result);
                } else if (given != null) {
                    unknown.add(given);
                }
            }
            boolean wasGuarded = isGuarded;
            isGuarded = false;
            scan(lambda, process);
            isGuarded = wasGuarded;
        }
    }

    private Body startedBy(MethodInvocationTree call, Body starter) {
        Tree region = regions.element();
        Tree leaving = Flow.leavingBlock(getCurrentPath(), region);
        Tree last = leaving == null ? region : leaving;
        return new Body(
                starter,
                site(source.end(call)),
                source.start(region),
                source.end(region),
                source.end(last),
                loopsInside(region).stream()
                        .filter(loop -> source.start(loop) >= source.start(last))
                        .toList());
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
                joins.add(contactWith(variable(path, on), Meaning.useByStarted(type), call));
            }
        }
        return joins;
    }

    private List<Tree> loopsInside(Tree region) {
        List<Tree> all = new ArrayList<>(loops);
        return List.copyOf(
                all.reversed().subList(loopsOutside.getOrDefault(region, 0), all.size()));
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree lambda, Body body) {
        if (loops.peek() == lambda) { // a round of forEach
            return super.visitLambdaExpression(lambda, body);
        }
        regions.push(lambda);
        loopsOutside.put(lambda, loops.size());
        super.visitLambdaExpression(lambda, body);
        regions.pop();
        return null;
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
    private void follow(MethodInvocationTree call, ExecutableElement method, Body body) {
        TreePath declaration = body.starter == null ? null : source.declaration(method);
        if (declaration == null || Source.isSuppressed(declaration)) {
            return;
        }
        if (caller == null) {
            reached.clear();
        }
        Tree callerBefore = caller;
        boolean wasGuarded = isGuarded;
        caller = caller == null ? call : caller;
        isGuarded |= method.getModifiers().contains(Modifier.SYNCHRONIZED);
        if (reached.add(new Reached(method, isGuarded))) {
            unknown.addAll(method.getParameters());
            ofCalls.addAll(method.getParameters());
            scan(((MethodTree) declaration.getLeaf()).getBody(), body); // by way of the call
        }
        isGuarded = wasGuarded;
        caller = callerBefore;
    }

    // ---- branches, loops, locks, declarations

    @Override
    public @Nullable Void visitIf(IfTree tree, Body body) {
        scan(tree.getCondition(), body);
        readArm(tree, tree.getThenStatement(), tree.getThenStatement(), body);
        if (tree.getElseStatement() != null) {
            readArm(tree, tree.getElseStatement(), tree.getElseStatement(), body);
        }
        return null;
    }

    @Override
    public @Nullable Void visitSwitch(SwitchTree tree, Body body) {
        scan(tree.getExpression(), body);
        readCases(tree, tree.getCases(), body);
        return null;
    }

    @Override
    public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, Body body) {
        scan(tree.getExpression(), body);
        readCases(tree, tree.getCases(), body);
        return null;
    }

    private void readCases(Tree branch, List<? extends CaseTree> cases, Body body) {
        Tree arm = branch;
        boolean goesOn = false;
        for (CaseTree each : cases) {
            arm = goesOn ? arm : each;
            readArm(branch, arm, each, body);
            goesOn = Flow.fallsThrough(each);
        }
    }

    private void readArm(Tree branch, Tree arm, Tree code, Body body) {
        if (caller == null && loopsInside(regions.element()).isEmpty()) {
            arms.put(branch, arm);
        }
        scan(code, body);
        arms.remove(branch);
    }

    private void readLoop(Tree loop, Runnable inside) {
        loops.push(loop);
        inside.run();
        loops.pop();
    }

    @Override
    public @Nullable Void visitForLoop(ForLoopTree loop, Body body) {
        readLoop(loop, () -> super.visitForLoop(loop, body));
        return null;
    }

    @Override
    public @Nullable Void visitWhileLoop(WhileLoopTree loop, Body body) {
        readLoop(loop, () -> super.visitWhileLoop(loop, body));
        return null;
    }

    @Override
    public @Nullable Void visitDoWhileLoop(DoWhileLoopTree loop, Body body) {
        readLoop(loop, () -> super.visitDoWhileLoop(loop, body));
        return null;
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree loop, Body body) {
        ExpressionTree values = Source.bare(loop.getExpression());
        if (Meaning.isEnd(source.type(getCurrentPath(), values))) {
            contact(values, Contact.Use.RECEIVES, body);
        } else if (isContainer(getCurrentPath(), values)) {
            access(variable(getCurrentPath(), values), Access.CONTENT, false, values, body);
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

    @Override
    public @Nullable Void visitSynchronized(SynchronizedTree tree, Body body) {
        boolean wasGuarded = isGuarded;
        isGuarded = true;
        super.visitSynchronized(tree, body);
        isGuarded = wasGuarded;
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
            locals.put(element, new Declaration(body, List.copyOf(loops)));
            if (caller != null) {
                ofCalls.add(element);
            }
            if (isContainer(variable)) {
                containers.add(element);
            }
            Element same = channelOf(variable.getInitializer());
            if (same != null) {
                isAlso(element, same);
            } else if (isUnknown(variable)) {
                unknown.add(element);
            }
        }
        return super.visitVariable(variable, body);
    }

    private boolean isContainer(VariableTree variable) {
        ExpressionTree made = variable.getInitializer();
        return made instanceof NewClassTree
                && Meaning.isContainer(source.type(getCurrentPath(), made));
    }

    private @Nullable Element channelOf(@Nullable ExpressionTree initializer) {
        if (initializer instanceof IdentifierTree name) {
            return source.element(getCurrentPath(), name);
        }
        if (initializer instanceof MethodInvocationTree call) {
            TreePath path = new TreePath(getCurrentPath(), call);
            ExecutableElement method = source.method(path);
            if (method != null
                    && Meaning.isNewSender(method)
                    && call.getMethodSelect() instanceof MemberSelectTree select) {
                return source.element(
                        new TreePath(path, select), Source.bare(select.getExpression()));
            }
        }
        return null;
    }

    /** An end of a channel that comes from elsewhere: from a map, a list, a method. */
    private boolean isUnknown(VariableTree variable) {
        if (!(variable.getInitializer() instanceof MethodInvocationTree call)) {
            return false;
        }
        ExecutableElement method = source.method(new TreePath(getCurrentPath(), call));
        return method == null || !Meaning.isOfHandoff(method);
    }

    /** What is declared inside is read by itself. */
    @Override
    public @Nullable Void visitClass(ClassTree type, Body body) {
        return null;
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
        } else if (isContainer(path, on)) {
            access(variable(path, on), Access.CONTENT, Meaning.changes(name), call, body);
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
        Element with = element == null ? null : channel(element);
        boolean isKnown = with != null && !unknown.contains(with);
        return new Contact(isKnown ? with : null, use, positionOf(at));
    }

    /** Notes that a name is one of a channel that has another. What javac refuses may be named by itself. */
    private void isAlso(Element name, Element other) {
        Element channel = channel(other);
        if (!channel.equals(name)) {
            sameAs.put(name, channel);
        }
    }

    private Element channel(Element name) {
        Element channel = name;
        while (sameAs.containsKey(channel)) {
            channel = sameAs.get(channel);
        }
        return channel;
    }

    private long positionOf(Tree tree) {
        return source.start(caller == null ? tree : caller);
    }

    private Site site(long at) {
        return new Site(at, List.copyOf(loops), Map.copyOf(arms));
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
        ExpressionTree array = Source.bare(tree.getExpression());
        if (isVariable(path, array) && Source.bare(tree.getIndex()) instanceof LiteralTree index) {
            access(variable(path, array), "[" + index.getValue() + "]", isWrite, tree, body);
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
        if (element == null || !(isField(element) || isLocal(element))) {
            if (tree instanceof MemberSelectTree select) {
                scan(select.getExpression(), body);
            }
            return;
        }
        String type = Source.nameOf(element.asType());
        if (Meaning.orders(type)) {
            note(Meaning.isSelect(type) ? null : element, Contact.Use.ANYTHING, body, tree);
        } else if (isField(element) && isPlain(element)) {
            readField(tree, element, isWrite, body);
        }
    }

    private void readField(ExpressionTree tree, Element field, boolean isWrite, Body body) {
        if (tree instanceof MemberSelectTree select
                && !field.getModifiers().contains(Modifier.STATIC)
                && !select.getExpression().toString().equals("this")) {
            ExpressionTree of = Source.bare(select.getExpression());
            if (isVariable(getCurrentPath(), of)) {
                access(variable(getCurrentPath(), of), "." + field.getSimpleName(), isWrite, tree, body);
            } else {
                scan(of, body);
            }
            return;
        }
        access(field, "", isWrite, tree, body);
    }

    private void access(
            @Nullable Element variable, String part, boolean isWrite, Tree tree, Body body) {
        if (variable == null || isGuarded || ofCalls.contains(variable)) {
            return;
        }
        body.accesses.add(
                new Access(
                        new Access.Place(variable, part),
                        isWrite,
                        new TreePath(getCurrentPath(), tree),
                        site(positionOf(tree))));
    }

    // ---- variables

    private boolean isVariable(TreePath path, ExpressionTree tree) {
        return variable(path, tree) != null;
    }

    /** What a plain name stands for, if that is a variable. */
    private @Nullable Element variable(TreePath path, ExpressionTree tree) {
        boolean isName =
                tree instanceof IdentifierTree
                        || (tree instanceof MemberSelectTree select
                                && select.getExpression().toString().equals("this"));
        Element element = isName ? source.element(path, tree) : null;
        return element != null && (isField(element) || isLocal(element)) ? element : null;
    }

    private boolean isContainer(TreePath path, ExpressionTree tree) {
        Element element = variable(path, tree);
        return element != null
                && (containers.contains(element) || Meaning.isContainer(source.type(path, tree)));
    }

    private static boolean isField(Element element) {
        return element.getKind() == ElementKind.FIELD;
    }

    private static boolean isLocal(Element element) {
        return switch (element.getKind()) {
            case LOCAL_VARIABLE, PARAMETER, RESOURCE_VARIABLE, BINDING_VARIABLE, EXCEPTION_PARAMETER ->
                    true;
            default -> false;
        };
    }

    private static boolean isPlain(Element field) {
        return !field.getModifiers().contains(Modifier.FINAL)
                && !field.getModifiers().contains(Modifier.VOLATILE);
    }
}
