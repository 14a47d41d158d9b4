package dev.handoff;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * A scope and all scopes inside it, an outer one before those inside of it, and each as it is when its turn comes. Not
 * by recursion: they may be nested deeper than the stack of the thread that looks.
 */
final class ScopeTree implements Iterator<ScopeTree.Node> {
    /** What a scope holds at one moment; {@code depth} is 0 for the outermost. */
    record Node(
            Scope scope,
            int depth,
            @Nullable Thread body,
            List<ProcessRecord> processes,
            List<Scope> nested) {
        private static Node of(Scope scope, int depth) {
            ScopeState state = scope.state();
            state.lock();
            try {
                return new Node(scope, depth, state.thread(), state.processes(), state.nested());
            } finally {
                state.unlock();
            }
        }

        boolean isAlone() {
            return processes.isEmpty() && nested.isEmpty();
        }
    }

    private record Unseen(Scope scope, int depth) {}

    /** The scopes whose turn is still to come, the next one first. */
    private final Deque<Unseen> unseen = new ArrayDeque<>();

    private ScopeTree(Scope outermost) {
        unseen.push(new Unseen(outermost, 0));
    }

    static Iterable<Node> of(Scope outermost) {
        return () -> new ScopeTree(outermost);
    }

    @Override
    public boolean hasNext() {
        return !unseen.isEmpty();
    }

    @Override
    public Node next() {
        Unseen next = unseen.pop();
        Node node = Node.of(next.scope, next.depth);
        for (Scope inside : node.nested.reversed()) {
            unseen.push(new Unseen(inside, next.depth + 1));
        }
        return node;
    }
}
