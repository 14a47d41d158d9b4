package dev.handoff.lint;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;

import org.jspecify.annotations.Nullable;

import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;

/** What the code of a body uses: the state that it accesses, and what may order it before or after others. */
abstract class Uses extends Walk {
    /* Overview
     *
     *   a channel, a task, a lock, …       a contact
     *   a field, an element, a container   an access, unless it is under a lock, or of a call's own variables
     *
     * Local variables cannot change once they are captured; what they hold can, and fields can. An element of an array
     * counts only where its index is a number: one at a computed index may be each process's own.
     */
    final Variables variables;

    final Views views;

    Uses(Source source) {
        super(source);
        this.variables = new Variables(source);
        this.views = new Views(source);
    }

    /** Whether it is a variable of the code that starts the processes, and not a field of an object that it calls. */
    final boolean isOwn(Element variable) {
        Receiver current = receiver();
        return current == null || !current.has(variable);
    }

    // ---- what may be one or the other

    /** Reads what a method is called on: an end, a container, or an object that is neither. */
    final void readSelect(MethodInvocationTree call, ExecutableElement method, Body body) {
        if (!(call.getMethodSelect() instanceof MemberSelectTree select)) {
            return;
        }
        ExpressionTree on = Source.bare(select.getExpression());
        TreePath path = new TreePath(getCurrentPath(), select);
        String type = source.type(path, on);
        String name = method.getSimpleName().toString();
        if (Meaning.isEnd(type) && !method.getModifiers().contains(Modifier.STATIC)) {
            contact(on, Meaning.use(name), body);
        } else if (variables.isContainer(path, on)) {
            readContainer(on, call, method, body);
            scan(on, body);
        } else {
            scan(select, body);
            if (Meaning.mayOrderBy(method, type)) {
                noteReached(on, Meaning.useOf(type), body);
            }
        }
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree made, Body body) {
        if (source.isUnknown(getCurrentPath().getParentPath(), made)) {
            note(null, Contact.Use.ANYTHING, body, made);
        }
        return super.visitNewClass(made, body);
    }

    /** A method that is called later, or by code that is given it. */
    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree reference, Body body) {
        super.visitMemberReference(reference, body);
        ExpressionTree on = Source.bare(reference.getQualifierExpression());
        String type = source.type(getCurrentPath(), on);
        if (source.element(getCurrentPath().getParentPath(), reference)
                        instanceof ExecutableElement method
                && Meaning.mayOrderBy(method, type)) {
            String name = method.getSimpleName().toString();
            noteReached(on, Meaning.isEnd(type) ? Meaning.use(name) : Meaning.useOf(type), body);
        }
        return null;
    }

    /**
     * Notes what is reached by an expression, where it is not known what the expression gives; variables are noted as
     * such.
     */
    private void noteReached(ExpressionTree on, Contact.Use use, Body body) {
        Element element = source.element(getCurrentPath(), on);
        boolean isKnown =
                element != null
                        && (Variables.isVariable(element) || Meaning.isCurrentThread(element));
        if (!isKnown) {
            note(null, use, body, on);
        }
    }

    /**
     * An element of a list at a computed index may be each process's own: so it is in the list, but not known to be
     * changed.
     */
    private void readContainer(
            ExpressionTree container,
            MethodInvocationTree call,
            ExecutableElement method,
            Body body) {
        boolean isChange = Meaning.changes(method.getSimpleName().toString());
        if (!Meaning.isOfElement(method)) {
            accessOf(container, Access.CONTENT, isChange, call, body);
        } else if (Source.bare(call.getArguments().getFirst()) instanceof LiteralTree index) {
            accessOf(container, "[" + index.getValue() + "]", isChange, call, body);
        } else {
            accessOf(container, "[]", false, call, body);
        }
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree loop, Body body) {
        ExpressionTree values = Source.bare(loop.getExpression());
        if (Meaning.isEnd(source.type(getCurrentPath(), values))) {
            contact(values, Contact.Use.RECEIVES, body);
        } else if (variables.isContainer(getCurrentPath(), values)) {
            accessOf(values, Access.CONTENT, false, values, body);
            scan(values, body);
        } else {
            scan(values, body);
            if (Source.mayReceive(source.type(getCurrentPath(), values))) {
                note(null, Contact.Use.ANYTHING, body, values); // its iterator may receive
            }
        }
        readLoop(
                loop,
                () -> {
                    scan(loop.getVariable(), body);
                    scan(loop.getStatement(), body);
                });
        return null;
    }

    // ---- contacts

    /** The channel of a case. */
    final void readCase(MethodInvocationTree call, ExecutableElement method, Body body) {
        contact(
                call.getArguments().getFirst(),
                Meaning.use(method.getSimpleName().toString()),
                body);
    }

    /**
     * A process that cancels a scope or a pool may come before those that hear of it: by an interrupt, or by asking the
     * scope.
     */
    final void readCancelling(MethodInvocationTree call, ExecutableElement method, Body body) {
        Contact.Use use = Meaning.useOfCancelling(method);
        if (use != Contact.Use.NOTHING) {
            note(null, use, body, call);
        }
    }

    /** A process that lets all others go on comes after what they have done. */
    final void readSettling(MethodInvocationTree call, ExecutableElement method, Body body) {
        if (Meaning.settles(method)) {
            note(null, Contact.Use.SETTLES, body, call);
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
        } else {
            readQualifier(bare, body);
        }
        note(element, use, body, tree);
    }

    private void note(@Nullable Element element, Contact.Use use, Body body, Tree at) {
        body.contacts.add(contactWith(element, use, at));
    }

    final Contact contactWith(@Nullable Element element, Contact.Use use, Tree at) {
        Element with = element != null && isOwn(element) ? variables.channel(element) : null;
        return new Contact(with, use, positionOf(at));
    }

    /**
     * What is opened there is closed at the end: then the receivers of a sender may go on, or a process that waits for
     * something of the program.
     */
    @Override
    public @Nullable Void visitTry(TryTree tree, Body body) {
        super.visitTry(tree, body);
        for (Tree resource : tree.getResources()) {
            Element opened = source.element(getCurrentPath(), resource);
            String type = opened == null ? "" : Source.nameOf(opened.asType());
            if (opened != null && (views.has(opened) || Meaning.orders(type))) {
                note(opened, Contact.Use.ANYTHING, body, tree);
            } else if (Meaning.isOfTheProgram(type)) {
                note(null, Contact.Use.ANYTHING, body, tree);
            }
        }
        return null;
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
        if (Source.bare(tree.getIndex()) instanceof LiteralTree index) {
            String part = "[" + index.getValue() + "]";
            accessOf(Source.bare(tree.getExpression()), part, isWrite, tree, body);
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
        if (source.isUnknown(path, tree)) {
            note(
                    null,
                    Contact.Use.ANYTHING,
                    body,
                    tree); // javac refuses it, and it may be anything
        }
        if (element == null || !Variables.isVariable(element)) {
            readQualifier(tree, body);
            return;
        }
        if (views.has(element)) {
            note(null, Contact.Use.ANYTHING, body, tree);
        }
        String type = Source.nameOf(element.asType());
        boolean orders = Meaning.orders(type);
        if (!orders && Variables.isPlainField(element)) {
            accessOf(tree, "", isWrite, tree, body);
            if (isOfHeld(tree, element)) {
                readQualifier(tree, body);
            }
            return;
        }
        readQualifier(tree, body);
        if (orders) {
            note(Meaning.isSelect(type) ? null : element, Meaning.useOf(type), body, tree);
        } else if (element.getModifiers().contains(Modifier.VOLATILE)) {
            note(element, Contact.Use.ANYTHING, body, tree);
        }
    }

    /** Reads what a name is selected from: it may be what was received, or the result of a task. */
    private void readQualifier(ExpressionTree tree, Body body) {
        if (tree instanceof MemberSelectTree select) {
            scan(select.getExpression(), body);
        }
    }

    /** Whether a field is selected from an object that is not the one whose code it is. */
    private static boolean isOfHeld(ExpressionTree tree, Element variable) {
        return tree instanceof MemberSelectTree select
                && !variable.getModifiers().contains(Modifier.STATIC)
                && !Source.isThis(select.getExpression());
    }

    /** What is accessed is what a variable holds, or a field of that, or a part of them. */
    private void accessOf(
            ExpressionTree named, String part, boolean isWrite, Tree tree, Body body) {
        Element element = variables.named(getCurrentPath(), named);
        if (element == null) {
            return;
        }
        Element holder = element;
        String within = part;
        if (isOfHeld(named, element)) {
            ExpressionTree of = ((MemberSelectTree) named).getExpression();
            holder = variables.of(getCurrentPath(), Source.bare(of));
            within = "." + element.getSimpleName() + part;
        }
        Access.Place place = holder == null ? null : placeOf(holder, within);
        if (place != null
                && !isGuarded()
                && !variables.isOfCall(place.variable())
                && !isOfCurrentCall(place.variable())) {
            TreePath path = new TreePath(getCurrentPath(), tree);
            body.accesses.add(new Access(place, element, isWrite, path, site(tree)));
        }
    }

    /** A field of the object that a method is called on is a part of what its caller's variable holds. */
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
