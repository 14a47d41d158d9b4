/** What the packages of this module share. Not exported: nobody else sees it. */
package dev.handoff.internal;
