/** Numbers of gateway sessions, each with its unit and reason. What a person may choose stands in the shared vocabulary. */

/** Milliseconds by which certificates are valid early: the clock of a Docker host is not ours. */
export const CLOCK_SKEW_MS = 300_000;

/** Seconds for pulling an image and starting the container; large images on slow hosts take minutes. */
export const START_DEADLINE_SECONDS = 900;
/** Milliseconds after which a session that never came up ends by itself: the job has given up by then. */
export const START_PATIENCE_MS = (START_DEADLINE_SECONDS + 120) * 1000;
/** Milliseconds that a call waits for the start before it is answered 202; its route has 60 s. */
export const START_WAIT_MS = 50_000;
/** Milliseconds after which a container that was started must still run. */
export const SETTLE_MS = 500;
export const START_ATTEMPTS_MAX = 3;

/** Seconds from asking for a command in the background to its end: the longest command and a wait in the queue. */
export const EXEC_DEADLINE_SECONDS = 480;
/** Seconds for which the outcome of a job of ours can be asked for. */
export const JOB_KEPT_SECONDS = 86_400;
/** Milliseconds for which the output of a command in the background is kept, sealed. */
export const OUTPUT_KEPT_MS = 600_000;
/** Milliseconds after its time that a command is ended by the session's object, if nobody else has. */
export const EXEC_GRACE_MS = 20_000;
/** Milliseconds for ending the processes of a command. */
export const SWEEP_TIMEOUT_MS = 8000;
/** Bytes of what that says. */
export const SWEEP_OUTPUT_BYTES = 4096;

/** Milliseconds until the second try to remove a container; doubles with each further one, up to the longest. */
export const CLEANUP_RETRY_FIRST_MS = 5000;
export const CLEANUP_RETRY_MAX_MS = 15 * 60_000;
/** Milliseconds after which a container that cannot be removed is somebody's business: longer than a night. */
export const CLEANUP_GIVE_UP_MS = 24 * 3_600_000;
/** Milliseconds for one try; the alarm of an object must not hang. */
export const CLEANUP_TIMEOUT_MS = 60_000;
/** Milliseconds for which a session that is over can be looked at. */
export const ENDED_KEPT_MS = 7 * 86_400_000;

/** Objects of sessions that are asked at the same time. */
export const ASKED_AT_ONCE = 20;
/** Sessions that one sweep or census goes through. */
export const SWEPT_SESSIONS_MAX = 1000;
/** Sealed records that one call to an object seals anew; it has a handful. */
export const SWEEP_RECORDS_MAX = 50;
