/** Words and bounds of gateway sessions, for the Worker and the page. No dependencies: the browser carries this file. */

/**
 * `starting` until its container runs, `ending` from the moment that its keys are gone until its container is, `stranded`
 * when the container could not be removed within a day: somebody must look at the host.
 */
export const SESSION_PHASES = ['starting', 'running', 'ending', 'ended', 'stranded'] as const;
export type SessionPhase = (typeof SESSION_PHASES)[number];

export const END_REASONS = ['requested', 'idle', 'expired', 'failed'] as const;
export type EndReason = (typeof END_REASONS)[number];

/** Sessions of a person that are not over. */
export const SESSIONS_MAX = 5;
/** Sessions of a person in a list, over ones included. */
export const SESSIONS_LISTED_MAX = 25;

/** Minutes without use after which a session ends. */
export const IDLE_MINUTES = { min: 1, max: 240, default: 30 } as const;
/** Hours after which it ends, used or not; its certificates are valid as long. */
export const LIFETIME_HOURS = { min: 1, max: 24, default: 8 } as const;
export const CPUS = { min: 0.1, max: 4, default: 0.5 } as const;
export const MEMORY_MB = { min: 64, max: 4096, default: 512 } as const;

/** Seconds for a command. */
export const RUN_SECONDS = { min: 10, max: 300, default: 60 } as const;
/** Bytes of output of a command that are kept, both streams together. */
export const OUTPUT_BYTES = { min: 32_000, max: 1_048_576, default: 262_144 } as const;
/** Commands of a session at the same time. */
export const COMMANDS_MAX = 3;

/** Where the gateway can be called from: its Docker host alone, or wherever that host can. */
export const REACHABLE_FROM = ['host', 'network'] as const;

/** True while the session keeps something on its host or waits for that. */
export function isLive(phase: SessionPhase): boolean {
  return phase !== 'ended';
}
