package dev.handoff.lint;

import org.jspecify.annotations.Nullable;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;

/**
 * The object whose fields a method means, where it is called on another object than the caller's own.
 *
 * @param type where the method is declared
 * @param variable what holds the object; null if that is not known
 */
record Receiver(TypeElement type, @Nullable Element variable) {
    /** Whether a member is one of the object's own fields or methods, and not of what is around its class. */
    boolean has(Element member) {
        if (member.getModifiers().contains(Modifier.STATIC)
                || !(member.getKind().isField() || member.getKind() == ElementKind.METHOD)) {
            return false;
        }
        TypeElement declared = type;
        while (declared != null && !declared.equals(member.getEnclosingElement())) {
            declared = Source.typeOf(declared.getSuperclass());
        }
        return declared != null;
    }
}
