/**
 * Lets several ways of doing a thing take turns in short slices (A B C A B C …) and compares them round by round, so that
 * what else happens on the machine hits all alike. Absolute figures are of this machine; the ratios are the result.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { applyLoad, type LoadResult, type Traffic } from './load.ts';
import { applyOfferedLoad } from './offered-load.ts';
import { serverCpuSeconds } from './server-cpu.ts';

/** Milliseconds between two slices: answers that the last one left under way come to their end. */
const SETTLE_MS = 100;

export interface Contestant extends Traffic {
  readonly id: string;
  readonly label: string;
  /** The runtime that serves it. */
  readonly runtimePid: number;
  /** Where it differs from the others. */
  readonly connections?: number;
  /** Requests that leave in a second whatever comes back. As many as the server can answer when left out. */
  readonly offeredPerSecond?: number;
  /** Done before each slice and not measured. */
  readonly prepare?: () => Promise<void>;
}

export interface Slice extends LoadResult {
  /** Processor time of the server for one answer, in microseconds. */
  readonly cpuMicros: number | undefined;
  /** Part of one processor that the server used. */
  readonly busy: number | undefined;
}

export interface Conditions {
  readonly connections: number;
  /** Length of a slice. */
  readonly seconds: number;
  readonly rounds: number;
  /** Slices for each contestant before it counts: the runtime compiles hot code in the meantime. */
  readonly warmUpSlices: number;
  readonly progress: (text: string) => void;
}

/** @returns The slices of each contestant by its id, one for each round. */
export async function hold(contestants: readonly Contestant[], given: Conditions): Promise<Map<string, Slice[]>> {
  for (const contestant of contestants) {
    given.progress(`warming up: ${contestant.label}`);
    await measure(contestant, given, given.seconds * given.warmUpSlices);
  }
  const slices = new Map<string, Slice[]>(contestants.map(({ id }) => [id, []]));
  for (let round = 1; round <= given.rounds; round += 1) {
    for (const contestant of contestants) {
      given.progress(`round ${round} of ${given.rounds}: ${contestant.label}`);
      slices.get(contestant.id)?.push(await measure(contestant, given, given.seconds));
    }
  }
  return slices;
}

async function measure(contestant: Contestant, given: Conditions, seconds: number): Promise<Slice> {
  const { runtimePid, offeredPerSecond, connections = given.connections } = contestant;
  await contestant.prepare?.();
  const before = serverCpuSeconds(runtimePid);
  const startedMs = performance.now();
  const load = { ...contestant, connections, seconds };
  const result = await (offeredPerSecond === undefined ? applyLoad(load) : applyOfferedLoad(load, offeredPerSecond));
  const elapsedSeconds = (performance.now() - startedMs) / 1000;
  const after = serverCpuSeconds(runtimePid);
  await pause(SETTLE_MS);
  const cpuSeconds = before === undefined || after === undefined ? undefined : after - before;
  return {
    ...result,
    cpuMicros: cpuSeconds && (cpuSeconds / result.answers) * 1e6,
    busy: cpuSeconds && cpuSeconds / elapsedSeconds,
  };
}
