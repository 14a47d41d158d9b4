package dev.handoff.check;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a report shows of the schedule in which the program goes wrong.
 *
 * @param finding what is wrong
 * @param schedule the shortest that was found
 * @param switchesBefore how many switches the schedule had in which it was found
 * @param diagram what has happened; null if the schedule does not replay
 * @param notes further lines
 */
record Evidence(
        Finding finding,
        Schedule schedule,
        int switchesBefore,
        @Nullable Diagram diagram,
        List<String> notes) {
    /** Of a run that was neither shrunk nor repeated. */
    static Evidence asItCame(Finding finding, Schedule schedule) {
        return new Evidence(finding, schedule, schedule.switches(), null, List.of());
    }
}
