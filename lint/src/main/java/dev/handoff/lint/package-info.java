/** A plug-in of javac that warns of values which two processes share, or which are touched after they were sent. */
package dev.handoff.lint;
