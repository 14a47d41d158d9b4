/**
 * The heavy referees: programs that try to break Handoff, each from a seed that it prints. {@code verify/run} starts
 * them; their quick forms are tests of this module.
 */
package dev.handoff.verify;
