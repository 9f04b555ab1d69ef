/** Every number of background jobs that is not a property of a type, with its unit and its reason. */

/** Milliseconds for which nobody else may work on a job after whoever does was last heard of. */
export const LEASE_MS = 10_000;
/** Milliseconds for which the object holds a call of the worker that renews the lease: a cancellation ends it at once. */
export const HEARTBEAT_HOLD_MS = 3000;
/** Milliseconds for such a call: one that hangs leaves time for another before the lease runs out. */
export const HEARTBEAT_TIMEOUT_MS = 5000;
/** Milliseconds of a lease that must have gone before it is renewed: work that is soon over writes it once. */
export const LEASE_RENEWED_AFTER_MS = 1500;
/** Milliseconds that work may go on after it was told to stop, before it is left to itself. */
export const STOP_GRACE_MS = 10_000;
/**
 * Milliseconds before a message that nobody took up is sent again; doubles each time. A lost message costs the job all this
 * time; one that only waits in a long queue is joined by another that is in vain, so this is not shorter.
 */
export const RESEND_FIRST_MS = 10_000;
export const RESEND_MAX_MS = 40_000;
/** The same for a message that the queue did not take. */
export const QUEUE_RETRY_FIRST_MS = 1000;
/** Milliseconds to the attempt after the first failure; doubles each time, and varies so that not all come at once. */
export const ATTEMPT_BACKOFF_FIRST_MS = 1000;
export const ATTEMPT_BACKOFF_MAX_MS = 60_000;
/** Attempts to take back what a job did, before an operator has to. */
export const UNDO_ATTEMPTS_MAX = 8;
/** Milliseconds that one attempt to take back may last. */
export const UNDO_MS = 120_000;
/** Rows of the log of attempts: more attempts are made only after a replay. */
export const ATTEMPTS_KEPT_MAX = 30;

/** Characters of an idempotency key. */
export const IDEMPOTENCY_KEY_CHARS_MAX = 200;
/** Bytes of an input, of the result of a step, and of a result: references and facts, not contents. */
export const INPUT_BYTES_MAX = 32 * 1024;
export const STEP_BYTES_MAX = 32 * 1024;
export const RESULT_BYTES_MAX = 256 * 1024;
/** Steps of one job whose results are kept. */
export const STEPS_MAX = 50;
/** Events of one job that can be read again; the oldest go first. */
export const EVENTS_MAX = 200;
/** Milliseconds between two events of the same step: a pull tells more than anybody can read. */
export const PROGRESS_INTERVAL_MS = 250;

/** Milliseconds that one question after news of a job is held before it is asked again. */
export const NEWS_HOLD_MS = 10_000;
/** Milliseconds between two signs of life on an event stream: proxies close what is silent for a minute. */
export const STREAM_HEARTBEAT_MS = 10_000;
/** Milliseconds after which the guard of an event stream is asked again. */
export const STREAM_GUARD_MS = 15_000;
/** Milliseconds of one event stream: the page begins another, and nothing hangs for ever. */
export const STREAM_MS_MAX = 15 * 60_000;

/** Milliseconds that beginning a job waits for its row in the index; the object writes it later otherwise. */
export const INDEX_PATIENCE_MS = 1000;
/**
 * Milliseconds that a change waits for the next before its row is written, unless the job has ended: short work has one row
 * written for its beginning and its end, and lists ask the objects about what goes on.
 */
export const INDEX_GATHER_MS = 250;
/** Milliseconds to the next try of a row that D1 did not take; doubles each time. */
export const INDEX_RETRY_FIRST_MS = 2000;
export const INDEX_RETRY_MAX_MS = 5 * 60_000;

/**
 * Jobs that one isolate works on at a time where the queue hands out one batch after the other, as the local one does:
 * it is told at once that a message was taken.
 */
export const LOCAL_JOBS_AT_ONCE_MAX = 50;
/** Messages that a queue takes in one call, as the platform has it. */
export const MESSAGES_SENT_AT_ONCE_MAX = 100;
/** Jobs whose messages are sent again when a process begins that has none; the alarms bring back any beyond that. */
export const RECALLED_MAX = 1000;
/** Milliseconds for which a job that was put aside can be queued again. */
export const DEAD_LETTER_KEEP_MS = 14 * 86_400_000;
/** Dead letters that are kept: beyond that the oldest go, and the alert has long been sounding. */
export const DEAD_LETTERS_MAX = 10_000;
