/** A plug-in of javac that warns of values which two processes share, or which are touched after they were sent, and of answers that nobody uses. */
@NullMarked
package dev.handoff.lint;

import org.jspecify.annotations.NullMarked;
