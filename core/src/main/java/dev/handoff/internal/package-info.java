/**
 * What the packages of this module share. Not exported: nobody else sees it.
 *
 * <p>The toolkit has three things from it that a user cannot have. One is {@link dev.handoff.internal.Unwanted}, a look at
 * whether the scope or the task around was cancelled, which needs no reference to it, throws nothing and clears no interrupt;
 * a user has {@code Scope.checkpoint()} and {@code scope.isCancelled()}. Another is {@link
 * dev.handoff.internal.AwaitedBody}, which is told of a failure also if the process is kept from beginning; a user has {@code
 * scope.fork} and {@code scope.produce}, whose task or channel tells of that. The third is {@link
 * dev.handoff.internal.Together}, which cancels several scopes as one; a user has a scope around them. {@link dev.handoff.internal.ChoicePoint},
 * {@link dev.handoff.internal.Flag}, {@link dev.handoff.internal.Insist}, {@link dev.handoff.internal.Interlude} and {@link dev.handoff.internal.Lot} are made
 * of public methods of {@link dev.handoff.spi}, and the rest is made of the JDK's classes alone.
 */
package dev.handoff.internal;
