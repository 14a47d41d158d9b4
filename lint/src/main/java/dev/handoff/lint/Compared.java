package dev.handoff.lint;

import static java.util.stream.Collectors.toSet;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseLabelTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ConstantCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.PatternCaseLabelTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;

/**
 * What is said of variables where a condition holds, or where it does not: that a variable has only one value, which is
 * not {@code null}; or something that may be so for one value only.
 */
final class Compared {
    /**
     * That a variable has one value.
     *
     * @param text the text of the condition that says so: conditions with the same text mean the same value
     */
    private record Value(Element variable, String text) {
        Site.Condition said() {
            return new Site.Condition(variable, !text.equals(ASKED));
        }
    }

    /** In place of the text of a condition, where the variable need not have only one value. */
    private static final String ASKED = "asked";

    private static final Set<String> EQUALS = Set.of("equals", "equalsIgnoreCase", "contentEquals");

    private final Source source;

    /** The variables by which the present condition was reached: each was initialized with the next. */
    private final Deque<Value> names = new ArrayDeque<>();

    private Compared(Source source) {
        this.source = source;
    }

    /**
     * What a condition says where it is true, or false: of {@code me}, where {@code me == 0} is true or {@code me != 0}
     * is false.
     */
    static Set<Site.Condition> by(
            Source source, TreePath from, ExpressionTree condition, boolean isTrue) {
        return said(new Compared(source).look(from, condition, isTrue));
    }

    /** What a switch is over has one value in a case with one constant, and may have in a case with a type. */
    static Set<Site.Condition> in(
            Source source, TreePath from, ExpressionTree value, CaseTree each) {
        Compared compared = new Compared(source);
        List<? extends CaseLabelTree> labels = each.getLabels();
        Set<Value> found =
                switch (labels.getFirst()) {
                    case ConstantCaseLabelTree constant when labels.size() == 1 ->
                            compared.equal(from, value, constant.getConstantExpression());
                    case PatternCaseLabelTree _ -> compared.asked(from, value);
                    default -> Set.of();
                };
        return said(
                each.getGuard() == null
                        ? found
                        : union(found, compared.look(from, each.getGuard(), true)));
    }

    private static Set<Site.Condition> said(Set<Value> values) {
        return values.stream().map(Value::said).collect(toSet());
    }

    private Set<Value> look(TreePath from, ExpressionTree condition, boolean isTrue) {
        return switch (Source.bare(condition)) {
            case UnaryTree not when not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT ->
                    look(from, not.getExpression(), !isTrue);
            case BinaryTree binary -> look(from, binary, isTrue);
            case MethodInvocationTree call -> look(from, call, isTrue);
            case IdentifierTree name -> lookAtName(from, name, isTrue);
            case MemberSelectTree field when Source.isThis(field.getExpression()) ->
                    lookAtName(from, field, isTrue);
            case InstanceOfTree type -> asked(from, type.getExpression());
            case LiteralTree _ -> Set.of();
            case ExpressionTree other -> union(Set.copyOf(names), asked(from, other));
        };
    }

    private Set<Value> look(TreePath from, BinaryTree tree, boolean isTrue) {
        ExpressionTree left = tree.getLeftOperand();
        ExpressionTree right = tree.getRightOperand();
        return switch (tree.getKind()) {
            case EQUAL_TO -> isTrue ? equal(from, left, right) : Set.of();
            case NOT_EQUAL_TO -> isTrue ? Set.of() : equal(from, left, right);
            case CONDITIONAL_AND, AND -> look(from, left, right, isTrue, isTrue);
            case CONDITIONAL_OR, OR -> look(from, left, right, isTrue, !isTrue);
            default -> Set.of();
        };
    }

    /** Two conditions that both are {@code isTrue}, or of which at least one is. */
    private Set<Value> look(
            TreePath from, ExpressionTree one, ExpressionTree other, boolean isTrue, boolean both) {
        Set<Value> some = look(from, one, isTrue);
        Set<Value> others = look(from, other, isTrue);
        return both ? union(some, others) : common(some, others);
    }

    /** What a method that is not known says may be so for one value only. */
    private Set<Value> look(TreePath from, MethodInvocationTree call, boolean isTrue) {
        if (call.getMethodSelect() instanceof MemberSelectTree select
                && EQUALS.contains(select.getIdentifier().toString())) {
            List<? extends ExpressionTree> given = call.getArguments();
            if (given.size() == 1) {
                return isTrue ? equal(from, select.getExpression(), given.getFirst()) : Set.of();
            }
            if (given.size() == 2) { // of the class Objects
                return isTrue ? equal(from, given.getFirst(), given.getLast()) : Set.of();
            }
        }
        ExecutableElement method = source.method(new TreePath(from, call));
        return method != null && Meaning.isOfHandoff(method)
                ? Set.of()
                : union(Set.copyOf(names), asked(from, call));
    }

    /** What is said of the variables that have a part in some value, without saying which value it is. */
    private Set<Value> asked(TreePath from, ExpressionTree value) {
        return variables(from, value).stream()
                .map(variable -> new Value(variable, ASKED))
                .collect(toSet());
    }

    /** A condition that is a variable; what a parameter is given, or a variable is assigned, may be a comparison. */
    private Set<Value> lookAtName(TreePath from, ExpressionTree name, boolean isTrue) {
        Element variable = source.element(from, name);
        if (variable == null || isNamed(variable)) { // it may be named by itself
            return Set.of();
        }
        TreePath declaration = source.declarations.initialized(variable);
        ExpressionTree value = Declarations.initializer(declaration);
        names.push(new Value(variable, String.valueOf(isTrue)));
        Set<Value> found =
                declaration == null || value == null || isChanged(variable)
                        ? Set.copyOf(names)
                        : look(declaration, value, isTrue);
        names.pop();
        return found;
    }

    /** If one of the two is changed, a variable that is initialized with the comparison may be different each time. */
    private Set<Value> equal(TreePath from, ExpressionTree one, ExpressionTree other) {
        Set<Element> both = union(variables(from, one), variables(from, other));
        Set<Value> named = both.stream().anyMatch(this::isChanged) ? Set.copyOf(names) : Set.of();
        if (isNull(one) || isNull(other)) {
            return named;
        }
        String text = Source.bare(one) + " == " + Source.bare(other);
        return union(
                both.stream().map(variable -> new Value(variable, text)).collect(toSet()), named);
    }

    /**
     * The variables of an expression, also of a sum, a product, a part or what a method gives: another value of one of
     * them mostly makes another value of these.
     */
    private Set<Element> variables(TreePath from, ExpressionTree tree) {
        return switch (Source.bare(tree)) {
            case IdentifierTree name -> variable(from, name);
            case MemberSelectTree field ->
                    Source.isThis(field.getExpression())
                            ? variable(from, field)
                            : variables(from, field.getExpression());
            case MethodInvocationTree call ->
                    call.getArguments().stream()
                            .map(given -> variables(from, given))
                            .reduce(
                                    call.getMethodSelect() instanceof MemberSelectTree select
                                            ? variables(from, select.getExpression())
                                            : Set.of(),
                                    Compared::union);
            case ArrayAccessTree element ->
                    union(
                            variables(from, element.getExpression()),
                            variables(from, element.getIndex()));
            case UnaryTree minus when minus.getKind() == Tree.Kind.UNARY_MINUS ->
                    variables(from, minus.getExpression());
            case BinaryTree binary ->
                    switch (binary.getKind()) {
                        case PLUS, MINUS, MULTIPLY ->
                                union(
                                        variables(from, binary.getLeftOperand()),
                                        variables(from, binary.getRightOperand()));
                        default -> Set.of();
                    };
            default -> Set.of();
        };
    }

    private Set<Element> variable(TreePath from, ExpressionTree name) {
        Element element = source.element(from, name);
        return element != null && Variables.isVariable(element) ? Set.of(element) : Set.of();
    }

    private boolean isNamed(Element variable) {
        return names.stream().anyMatch(name -> name.variable().equals(variable));
    }

    private boolean isChanged(Element variable) {
        return variable.getKind() == ElementKind.FIELD
                ? !variable.getModifiers().contains(Modifier.FINAL)
                : source.declarations.isAssigned(variable);
    }

    private static boolean isNull(ExpressionTree tree) {
        return Source.bare(tree).getKind() == Tree.Kind.NULL_LITERAL;
    }

    private static <T> Set<T> union(Set<T> some, Set<T> others) {
        Set<T> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }

    private static <T> Set<T> common(Set<T> some, Set<T> others) {
        return some.stream().filter(others::contains).collect(toSet());
    }
}
