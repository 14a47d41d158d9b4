package dev.handoff.lint;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseLabelTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ConstantCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;

/** The variables that have one value alone where a condition holds, or where it does not: not {@code null}. */
final class Compared {
    private final Source source;
    private final Set<Element> found = new HashSet<>();

    private Compared(Source source) {
        this.source = source;
    }

    /** As {@code me} has where {@code me == 0} is true, or where {@code me != 0} is false. */
    static Set<Element> by(Source source, TreePath from, ExpressionTree condition, boolean isTrue) {
        Compared compared = new Compared(source);
        compared.look(from, condition, isTrue);
        return compared.found;
    }

    /** What a switch is over has one in a case of one constant. */
    static Set<Element> in(Source source, TreePath from, ExpressionTree value, CaseTree each) {
        Compared compared = new Compared(source);
        List<? extends CaseLabelTree> labels = each.getLabels();
        if (labels.size() == 1 && labels.getFirst() instanceof ConstantCaseLabelTree constant) {
            compared.equal(from, value, constant.getConstantExpression());
        }
        if (each.getGuard() != null) {
            compared.look(from, each.getGuard(), true);
        }
        return compared.found;
    }

    private void look(TreePath from, ExpressionTree condition, boolean isTrue) {
        switch (Source.bare(condition)) {
            case UnaryTree not when not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT ->
                    look(from, not.getExpression(), !isTrue);
            case BinaryTree binary -> look(from, binary, isTrue);
            case MethodInvocationTree call when isTrue -> look(from, call);
            case IdentifierTree name -> look(from, name, isTrue);
            default -> {}
        }
    }

    private void look(TreePath from, BinaryTree tree, boolean isTrue) {
        if (tree.getKind() == (isTrue ? Tree.Kind.EQUAL_TO : Tree.Kind.NOT_EQUAL_TO)) {
            equal(from, tree.getLeftOperand(), tree.getRightOperand());
        } else if (tree.getKind()
                == (isTrue ? Tree.Kind.CONDITIONAL_AND : Tree.Kind.CONDITIONAL_OR)) {
            look(from, tree.getLeftOperand(), isTrue);
            look(from, tree.getRightOperand(), isTrue);
        }
    }

    private void look(TreePath from, MethodInvocationTree call) {
        if (call.getMethodSelect() instanceof MemberSelectTree select
                && select.getIdentifier().contentEquals("equals")) {
            add(from, select.getExpression());
            call.getArguments().forEach(argument -> add(from, argument));
        }
    }

    /** A condition that has a name; what a parameter is given, or a variable is assigned, may be a comparison. */
    private void look(TreePath from, IdentifierTree name, boolean isTrue) {
        Element variable = source.element(from, name);
        if (variable == null || variable.getKind() == ElementKind.FIELD) {
            return;
        }
        TreePath declaration = source.declarations.initialized(variable);
        if (declaration == null) {
            return;
        }
        ExpressionTree value = ((VariableTree) declaration.getLeaf()).getInitializer();
        if (value == null || source.declarations.isAssigned(variable)) {
            found.add(variable);
        } else if (!source.span(value).has(source.start(name))) { // it may be named by itself
            look(declaration, value, isTrue);
        }
    }

    private void equal(TreePath from, ExpressionTree one, ExpressionTree other) {
        if (!isNull(one) && !isNull(other)) {
            add(from, one);
            add(from, other);
        }
    }

    private void add(TreePath from, ExpressionTree tree) {
        Element element =
                Source.bare(tree) instanceof IdentifierTree name
                        ? source.element(from, name)
                        : null;
        if (element != null) {
            found.add(element);
        }
    }

    private static boolean isNull(ExpressionTree tree) {
        return Source.bare(tree).getKind() == Tree.Kind.NULL_LITERAL;
    }
}
