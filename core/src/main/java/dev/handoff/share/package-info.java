/**
 * What many processes share: every value ({@link dev.handoff.share.Broadcast}), the values of some topics ({@link
 * dev.handoff.share.Topics}), the newest value ({@link dev.handoff.share.Watch}), one value once ({@link
 * dev.handoff.share.OneShot}). Each can be waited for in a select.
 */
@NullMarked
package dev.handoff.share;

import org.jspecify.annotations.NullMarked;
