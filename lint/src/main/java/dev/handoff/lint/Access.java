package dev.handoff.lint;

import com.sun.source.util.TreePath;

import javax.lang.model.element.Element;

/**
 * A read or write of state that others could see.
 *
 * @param place what is accessed
 * @param named the variable, or the field of what a variable holds, by which the code names it
 * @param isWrite whether it may be changed
 * @param path the tree that does it
 * @param site where in the process's code it is done
 */
record Access(Place place, Element named, boolean isWrite, TreePath path, Site site) {
    /**
     * A variable, or a part of what it holds.
     *
     * @param variable the variable
     * @param part such as {@code .count} or {@code [0]}; empty for the variable itself
     */
    record Place(Element variable, String part) {
        /** Whether the places are the same, or one is an element of the other. */
        boolean meets(Place other) {
            return variable.equals(other.variable)
                    && (part.equals(other.part) || isOf(other) || other.isOf(this));
        }

        private boolean isOf(Place whole) {
            return whole.part.endsWith(CONTENT)
                    && part.startsWith(whole.part.replace(CONTENT, "["));
        }

        @Override
        public String toString() {
            return variable.getSimpleName() + part.replace(CONTENT, "");
        }
    }

    /** The part of a container that is its values. */
    static final String CONTENT = " (content)";
}
