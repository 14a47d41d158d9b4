/** Says what the traces of a program may be, in the terms of CSP, and checks them. */
@NullMarked
package dev.handoff.check.spec;

import org.jspecify.annotations.NullMarked;
