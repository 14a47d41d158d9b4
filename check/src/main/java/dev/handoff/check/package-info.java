/** Explores the schedules of a program: finds its deadlocks, leaks and failures, and replays them. */
package dev.handoff.check;
