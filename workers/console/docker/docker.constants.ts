/** Numbers of the Docker client, each with its unit and reason. */

/** Newest API that we know. An engine that speaks a newer one is asked for this. */
export const API_VERSION_MAX = '1.44';
/** Docker 20.10 and podman 4 speak this; older ones lack what we send. */
export const API_VERSION_MIN = '1.40';

/** Milliseconds for what an engine knows at once. A list must be there within 5 s, two calls included. */
export const QUICK_TIMEOUT_MS = 4000;
/** Milliseconds for making, starting and removing: the engine sets up networks and file systems. */
export const WORK_TIMEOUT_MS = 30_000;
/** Seconds that a process gets to end by itself before the engine ends it. */
export const STOP_GRACE_SECONDS = 5;
/**
 * Milliseconds to the head of the answer to a pull, and of silence after that: a large layer is unpacked without a word. How
 * long it may last as a whole is said by the signal, which the deadline of a job ends.
 */
export const PULL_SILENCE_MS = 5 * 60_000;
/**
 * The same for a log that is followed: a server may have nothing to say. Who follows it ends it: the event stream after its
 * time, the WebSocket when its reader goes or may no longer read.
 */
export const FOLLOW_SILENCE_MS = 10 * 60_000;

/** Bytes of one JSON answer: some hundred containers. */
export const REPLY_BYTES_MAX = 2 * 1024 * 1024;
/** Bytes of a refusal: only a few words of it are looked at. */
export const REFUSAL_BYTES_MAX = 16 * 1024;
/** Bytes of a stream of progress over a whole pull: some thousand lines for each of a hundred layers. */
export const PULL_BYTES_MAX = 64 * 1024 * 1024;
/** Bytes of logs in one answer. */
export const LOG_BYTES_MAX = 64 * 1024 * 1024;
/** Bytes of output that are read from a command, kept or not. */
export const EXEC_BYTES_MAX = 64 * 1024 * 1024;
/** Characters of one line of progress. */
export const PROGRESS_LINE_CHARS_MAX = 64 * 1024;
/** Bytes of one frame of output; engines send at most 32 KiB. */
export const FRAME_BYTES_MAX = 4 * 1024 * 1024;
/** Milliseconds between two messages of progress: each is stored. */
export const PROGRESS_INTERVAL_MS = 500;
/** Layers whose progress is added up; no image has more than 127. */
export const LAYERS_MAX = 256;

/** Exit code of a command that ran out of time, as the program `timeout` has it. */
export const TIMED_OUT_EXIT_CODE = 124;
