/** Says what the traces of a program may be, in the terms of CSP, and checks them. */
package dev.handoff.check.spec;
