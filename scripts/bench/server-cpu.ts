/**
 * Processor time of workerd below a runtime process, where the system tells (Linux). It shows what throughput cannot:
 * whether the server or the load generator was the bottleneck, and what a request costs when the machine is shared.
 */
import { readFileSync } from 'node:fs';

/** Linux reports processor time in hundredths of a second on every architecture that workerd runs on. */
const TICKS_PER_SECOND = 100;
/** Fields of /proc/<pid>/stat after the command's closing bracket: user time is the 12th, system time the 13th. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** @returns Seconds since the server started, or undefined where the system does not tell. */
export function serverCpuSeconds(runtimePid: number): number | undefined {
  try {
    const children = readFileSync(`/proc/${runtimePid}/task/${runtimePid}/children`, 'utf8').trim().split(' ');
    const ticks = children.map((pid) => {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME]);
    });
    return ticks.reduce((sum, count) => sum + count, 0) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
