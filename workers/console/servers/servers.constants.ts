/** Numbers of the servers. */
import { WORK_TIMEOUT_MS } from '../docker/docker.constants.ts';

/** Servers of one person: as many as are listed at once. */
export const SERVERS_MAX = 200;
/** Milliseconds that a list waits for a host. The page must have it within 5 s. */
export const LIST_TIMEOUT_MS = 4000;
/** Milliseconds that a call waits for the end of its install, below the deadline of its route. */
export const INSTALL_WAIT_MS = 80_000;
/** Seconds for a whole install: a pull of some gigabytes over a slow line. */
export const INSTALL_DEADLINE_SECONDS = 20 * 60;
/** Times that an install is tried when its host stumbles. */
export const INSTALL_ATTEMPTS_MAX = 3;
/** Seconds for which the outcome can be asked for: a week. */
export const INSTALL_KEEP_SECONDS = 7 * 24 * 3600;
/** Looks at a new container, and the milliseconds between them: one that ends right after its start must not pass. */
export const VERIFY_LOOKS = 4;
export const VERIFY_PAUSE_MS = 500;
/** Milliseconds after which a call that makes a container is surely over, whoever made it; less than taking back may last. */
export const LOOK_AGAIN_MS = WORK_TIMEOUT_MS + 5000;
/** Billionths of a CPU in one. */
export const NANO_CPUS = 1_000_000_000;
/** Characters of one line of a log; the rest of it is dropped. */
export const LOG_LINE_CHARS_MAX = 8192;
/** Lines that are read again when a reader comes back. */
export const LOG_TAIL_MAX = 9999;
/** Milliseconds after which a silent stream of logs says that it is there. */
export const LOG_HEARTBEAT_MS = 15_000;
/** Milliseconds after which a stream of logs asks anew whether its reader may read. */
export const LOG_GUARD_MS = 30_000;
/** Milliseconds after which a stream of logs ends; the reader comes back by itself. */
export const LOG_STREAM_MS_MAX = 10 * 60_000;
