/**
 * What the packages of the toolkit share that is made of the public types of this library, which {@link dev.handoff.internal}
 * may not know. Not exported: nobody else sees it.
 */
package dev.handoff.internal.toolkit;
