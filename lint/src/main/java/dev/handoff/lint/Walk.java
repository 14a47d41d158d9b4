package dev.handoff.lint;

import static java.util.stream.Collectors.toSet;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
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
import java.util.stream.Stream;

import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;

/**
 * A walk through the code of a method and what it calls. It knows where it is: in which loops, arms and lambdas, by
 * which call, and whether under a lock.
 */
abstract class Walk extends TreePathScanner<@Nullable Void, Body> {
    /**
     * Code that is read as part of the body that calls it.
     *
     * @param code a method, or a lambda or reference
     */
    private record Reached(
            Object code, @Nullable Receiver receiver, boolean isGuarded, Set<Boolean> conditions) {}

    private record Region(Tree code, int loopsOutside) {}

    final Source source;

    private final Deque<Tree> loops = new ArrayDeque<>();

    /** The lambdas around the present place, and the method. */
    private final Deque<Region> regions = new ArrayDeque<>();

    private final Map<Tree, Site.Arm> arms = new HashMap<>();

    /** The conditions that lead here: those of the branches around, the innermost branch's last. */
    private final List<Site.Condition> compared = new ArrayList<>();

    /** The call by which the code that is read now is reached; null if it is that of the method itself. */
    private @Nullable Tree caller;

    /** The methods that are read with {@code caller}: each once, in however many ways it is reached. */
    private final Set<Reached> reached = new HashSet<>();

    /** The variables that are declared in what is read with {@code caller}. */
    private final Set<Element> declared = new HashSet<>();

    /**
     * The object whose fields are meant; null if they are those of the method that is read, or of what is around it.
     */
    private @Nullable Receiver receiver;

    private boolean isGuarded;

    /** Whether lambdas are given to a method that runs them under its lock. */
    private boolean lambdasAreGuarded;

    Walk(Source source) {
        this.source = source;
    }

    // ---- where it is

    final Site site(Tree tree) {
        return site(positionOf(tree));
    }

    private Site site(long at) {
        return new Site(at, List.copyOf(loops), Map.copyOf(arms), Set.copyOf(compared));
    }

    /** The position of the tree, or of the call by which it is reached if there is one. */
    final long positionOf(Tree tree) {
        return source.start(caller == null ? tree : caller);
    }

    final List<Tree> loops() {
        return List.copyOf(loops);
    }

    /** Whether the code is that of a method that is called. */
    final boolean isInCall() {
        return caller != null;
    }

    final void noteDeclared(Element variable) {
        declared.add(variable);
    }

    /**
     * Whether the code is that of a called method which has declared the variable: in a method that calls itself, each
     * call has another one.
     */
    final boolean isOfCurrentCall(Element variable) {
        return isInCall() && declared.contains(variable);
    }

    final @Nullable Receiver receiver() {
        return receiver;
    }

    final boolean isGuarded() {
        return isGuarded;
    }

    // ---- bodies

    /** Reads the code of a method, or of a lambda outside of any. */
    final void readAll(TreePath method) {
        Tree tree = method.getLeaf();
        Body root =
                new Body(
                        null,
                        source.start(tree),
                        site(tree),
                        source.span(tree),
                        List.of(),
                        List.of(),
                        List.of());
        enter(tree);
        Tree body =
                tree instanceof MethodTree declared
                        ? declared.getBody()
                        : ((LambdaExpressionTree) tree).getBody();
        if (body != null) {
            scan(new TreePath(method, body), root);
        }
    }

    private void enter(Tree region) {
        regions.push(new Region(region, loops.size()));
    }

    /** What is declared inside is read by itself. */
    @Override
    public @Nullable Void visitClass(ClassTree type, Body body) {
        return null;
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree lambda, Body body) {
        if (loops.peek() == lambda) { // a round of forEach
            return super.visitLambdaExpression(lambda, body);
        }
        enter(lambda);
        readGuarded(
                isGuarded || lambdasAreGuarded, () -> super.visitLambdaExpression(lambda, body));
        regions.pop();
        return null;
    }

    /** The body of what the call starts. */
    final Body startedBy(MethodInvocationTree call, Body starter) {
        Tree region = regions.element().code();
        List<Flow.Exit> exits = Flow.exits(getCurrentPath(), region);
        List<Tree> rounds = repeating(exits);
        Stream<Span> ways =
                exits.stream()
                        .filter(
                                exit ->
                                        rounds.stream()
                                                .noneMatch(loop -> isAround(loop, exit.left())))
                        .map(this::passedBy);
        Stream<Span> catches =
                rounds.isEmpty()
                        ? Flow.catchesOfStart(getCurrentPath()).stream().map(source::span)
                        : Stream.of();
        return new Body(
                starter,
                source.start(call),
                site(source.end(call)),
                source.span(region),
                Stream.concat(ways, catches).toList(),
                Flow.continued(getCurrentPath(), region).stream()
                        .map(exit -> new Body.Rest(passedBy(exit), exit.left()))
                        .toList(),
                rounds);
    }

    /** The workers of a stage, which run some code for each value: for them that is a round of a loop. */
    final Body workersAt(MethodInvocationTree stage, Tree code, Body maker) {
        return new Body(
                maker,
                source.start(stage),
                site(source.end(stage)),
                source.span(regions.element().code()),
                List.of(),
                List.of(),
                List.of(code));
    }

    private Span passedBy(Flow.Exit exit) {
        return new Span(source.end(exit.block()), source.end(exit.left()));
    }

    /** The loops in the region and around a place that may have another round when the place is left in these ways. */
    private List<Tree> repeating(List<Flow.Exit> exits) {
        return loopsInside().stream()
                .filter(loop -> exits.stream().noneMatch(exit -> isLeft(loop, exit)))
                .toList();
    }

    private boolean isLeft(Tree loop, Flow.Exit exit) {
        return !isAround(loop, exit.left()) && isAround(loop, exit.block());
    }

    /** Of two trees around one place: whether the outer one is first. */
    private boolean isAround(Tree outer, Tree inner) {
        return source.start(outer) < source.start(inner);
    }

    private List<Tree> loopsInside() {
        List<Tree> all = new ArrayList<>(loops);
        return List.copyOf(all.reversed().subList(regions.element().loopsOutside(), all.size()));
    }

    /** Reads what a process that is started here does, whatever locks its starter holds. */
    final void readProcess(Runnable inside) {
        readGuarded(false, inside);
    }

    /** Reads what may order, but none of the state that is used there. */
    final void readUnseen(Runnable inside) {
        readGuarded(true, inside);
    }

    /** Reads what is given to a method, which may run lambdas in it. */
    final void readGivenTo(ExecutableElement method, Runnable given) {
        boolean wereGuarded = lambdasAreGuarded;
        lambdasAreGuarded |= source.declarations.locks(method);
        given.run();
        lambdasAreGuarded = wereGuarded;
    }

    private void readGuarded(boolean guarded, Runnable inside) {
        boolean wasGuarded = isGuarded;
        boolean wereGuarded = lambdasAreGuarded;
        isGuarded = guarded;
        lambdasAreGuarded = false; // those inside are given to others
        inside.run();
        isGuarded = wasGuarded;
        lambdasAreGuarded = wereGuarded;
    }

    /**
     * Reads a method of this file as part of the body that calls it, if that has not been done. A method in which
     * warnings are suppressed is read as if it were under a lock.
     */
    final void readCalled(
            TreePath declaration,
            ExecutableElement method,
            @Nullable Receiver of,
            Tree call,
            Body body) {
        Receiver receiverBefore = receiver;
        receiver = of;
        boolean guarded =
                isGuarded || Source.isSynchronized(method) || source.isSuppressed(declaration);
        BlockTree code = ((MethodTree) declaration.getLeaf()).getBody();
        readBy(call, method, guarded, code, body);
        receiver = receiverBefore;
    }

    /** Reads what a lambda or reference that a variable holds may order, as part of the body that runs it. */
    final void readHeld(Tree code, Tree call, Body body) {
        readBy(call, code, true, code, body);
    }

    private void readBy(Tree call, Object what, boolean guarded, Tree code, Body body) {
        if (caller == null) {
            reached.clear();
            declared.clear();
        }
        Tree callerBefore = caller;
        caller = caller == null ? call : caller;
        Set<Boolean> conditions =
                compared.stream().map(Site.Condition::isOneValue).collect(toSet());
        if (reached.add(new Reached(what, receiver, guarded, conditions))) {
            readGuarded(guarded, () -> scan(code, body)); // by way of the call
        }
        caller = callerBefore;
    }

    @Override
    public @Nullable Void visitSynchronized(SynchronizedTree tree, Body body) {
        readGuarded(true, () -> super.visitSynchronized(tree, body));
        return null;
    }

    // ---- branches and loops

    @Override
    public @Nullable Void visitIf(IfTree tree, Body body) {
        scan(tree.getCondition(), body);
        List<Tree> rounds = roundsOfArms();
        ExpressionTree condition = tree.getCondition();
        readArm(rounds, tree.getThenStatement(), comparedBy(condition, true), body);
        if (tree.getElseStatement() != null) {
            readArm(rounds, tree.getElseStatement(), comparedBy(condition, false), body);
        }
        return null;
    }

    @Override
    public @Nullable Void visitConditionalExpression(ConditionalExpressionTree tree, Body body) {
        scan(tree.getCondition(), body);
        List<Tree> rounds = roundsOfArms();
        ExpressionTree condition = tree.getCondition();
        readArm(rounds, tree.getTrueExpression(), comparedBy(condition, true), body);
        readArm(rounds, tree.getFalseExpression(), comparedBy(condition, false), body);
        return null;
    }

    /** What is behind an {@code &&} or {@code ||} is done only if the condition before it is true, or false. */
    @Override
    public @Nullable Void visitBinary(BinaryTree tree, Body body) {
        scan(tree.getLeftOperand(), body);
        Set<Site.Condition> comparedThere =
                switch (tree.getKind()) {
                    case CONDITIONAL_AND -> comparedBy(tree.getLeftOperand(), true);
                    case CONDITIONAL_OR -> comparedBy(tree.getLeftOperand(), false);
                    default -> Set.of();
                };
        readCompared(comparedThere, () -> scan(tree.getRightOperand(), body));
        return null;
    }

    @Override
    public @Nullable Void visitSwitch(SwitchTree tree, Body body) {
        scan(tree.getExpression(), body);
        readCases(tree.getExpression(), tree.getCases(), body);
        return null;
    }

    @Override
    public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, Body body) {
        scan(tree.getExpression(), body);
        readCases(tree.getExpression(), tree.getCases(), body);
        return null;
    }

    /**
     * If one arm of a branch leaves the block, what is behind the branch is done only as the branch's condition says,
     * too.
     */
    @Override
    public @Nullable Void visitBlock(BlockTree block, Body body) {
        int before = compared.size();
        for (StatementTree statement : block.getStatements()) {
            scan(statement, body);
            if (statement instanceof IfTree branch) {
                if (Flow.jumps(branch.getThenStatement())) {
                    compared.addAll(comparedBehind(branch, false));
                } else if (Flow.jumps(branch.getElseStatement())) {
                    compared.addAll(comparedBehind(branch, true));
                }
            }
        }
        compared.subList(before, compared.size()).clear();
        return null;
    }

    private Set<Site.Condition> comparedBehind(IfTree branch, boolean isTrue) {
        Set<Site.Condition> found = comparedBy(branch.getCondition(), isTrue);
        StatementTree jump = isTrue ? branch.getElseStatement() : branch.getThenStatement();
        Tree loop = loops.peek();
        return loop != null && Flow.leaves(jump, loop, getCurrentPath())
                ? unchangedIn(loop, found)
                : found;
    }

    /**
     * Leaves out what may hold in each round of a loop: a variable that the rounds change has the value by which the
     * loop goes on in each of them, and not in one alone; and a method may answer by what they change.
     */
    private Set<Site.Condition> unchangedIn(Tree loop, Set<Site.Condition> conditions) {
        return conditions.stream()
                .filter(Site.Condition::isOneValue)
                .filter(c -> !source.declarations.isAssignedIn(loop, c.variable()))
                .collect(toSet());
    }

    private Set<Site.Condition> comparedBy(ExpressionTree condition, boolean isTrue) {
        return Compared.by(source, getCurrentPath(), condition, isTrue);
    }

    private void readCompared(Set<Site.Condition> comparedThere, Runnable inside) {
        int before = compared.size();
        compared.addAll(comparedThere);
        inside.run();
        compared.subList(before, compared.size()).clear();
    }

    private void readCases(ExpressionTree value, List<? extends CaseTree> cases, Body body) {
        List<Tree> rounds = roundsOfArms();
        Tree arm = getCurrentPath().getLeaf();
        boolean goesOn = false; // with the case before
        for (CaseTree each : cases) {
            arm = goesOn ? arm : each;
            readArm(
                    new Site.Arm(arm, rounds),
                    each,
                    goesOn ? Set.of() : Compared.in(source, getCurrentPath(), value, each),
                    body);
            goesOn = Flow.fallsThrough(each);
        }
    }

    private void readArm(
            List<Tree> rounds, Tree code, Set<Site.Condition> comparedThere, Body body) {
        readArm(new Site.Arm(code, rounds), code, comparedThere, body);
    }

    /** Reads what is done in an arm of the current branch. */
    private void readArm(Site.Arm arm, Tree code, Set<Site.Condition> comparedThere, Body body) {
        Tree branch = getCurrentPath().getLeaf();
        if (caller == null) {
            arms.put(branch, arm);
        }
        readCompared(comparedThere, () -> scan(code, body));
        if (caller == null) { // else it may be called in an arm of itself
            arms.remove(branch);
        }
    }

    /** The loops of which one round may take another arm of the current branch than the next round. */
    private List<Tree> roundsOfArms() {
        return caller != null || loopsInside().isEmpty()
                ? List.of()
                : repeating(Flow.exits(getCurrentPath(), regions.element().code()));
    }

    final void readLoop(Tree loop, Runnable inside) {
        loops.push(loop);
        inside.run();
        loops.pop();
    }

    @Override
    public @Nullable Void visitForLoop(ForLoopTree loop, Body body) {
        readLoop(
                loop,
                () -> {
                    scan(loop.getInitializer(), body);
                    scan(loop.getCondition(), body);
                    readRounds(
                            loop,
                            loop.getCondition(),
                            () -> {
                                scan(loop.getStatement(), body);
                                scan(loop.getUpdate(), body);
                            });
                });
        return null;
    }

    @Override
    public @Nullable Void visitWhileLoop(WhileLoopTree loop, Body body) {
        readLoop(
                loop,
                () -> {
                    scan(loop.getCondition(), body);
                    readRounds(loop, loop.getCondition(), () -> scan(loop.getStatement(), body));
                });
        return null;
    }

    private void readRounds(Tree loop, @Nullable ExpressionTree condition, Runnable inside) {
        readCompared(
                condition == null ? Set.of() : unchangedIn(loop, comparedBy(condition, true)),
                inside);
    }

    @Override
    public @Nullable Void visitDoWhileLoop(DoWhileLoopTree loop, Body body) {
        readLoop(loop, () -> super.visitDoWhileLoop(loop, body));
        return null;
    }
}
