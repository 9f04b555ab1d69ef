/**
 * Ends what a command has started in its container. The Engine API can begin a command and cannot end one, so every command
 * carries a mark in its environment, which its children inherit, and a second command looks for the mark. Where that does
 * not work (an image without a shell, a process that threw its environment away) the container is restarted: a command
 * that ran out of time must not go on.
 */
import type { Engine } from '../docker/engine.ts';
import { type Container, runningContainer } from './container.ts';
import { SWEEP_OUTPUT_BYTES, SWEEP_TIMEOUT_MS } from './gateway-sessions.constants.ts';

/** Name of the mark. */
export const COMMAND_MARK = 'ROUNDHOUSE_COMMAND';
const NOTHING_LEFT = 0;

/**
 * Collects the marked processes, those of their kernel sessions and their descendants, which may all have other
 * environments, and kills them until none is found any more. Ends with 3 when there was none to begin with, with 4 when some
 * are left. The main program's session (1) and one outside of the container (0) are never taken.
 *
 * @see proc(5): after its name in brackets, `stat` has state, parent, group and session
 */
const SWEEP = `
mark="${COMMAND_MARK}=$1"
seen=3
for pass in 1 2 3 4 5; do
  found=" "
  never=" 0 1 "
  taken=" "
  for dir in /proc/[0-9]*; do
    if tr '\\0' '\\n' <"$dir/environ" 2>/dev/null | grep -qxF "$mark"; then
      found="$found\${dir#/proc/} "
      read -r line <"$dir/stat" 2>/dev/null || continue
      set -- \${line##*) }
      case "$never" in *" $4 "*) ;; *) taken="$taken$4 " ;; esac
    fi
  done
  [ "$found" = " " ] && exit "$seen"
  grown=1
  while [ "$grown" = 1 ]; do
    grown=0
    for dir in /proc/[0-9]*; do
      pid="\${dir#/proc/}"
      case "$found" in *" $pid "*) continue ;; esac
      read -r line <"$dir/stat" 2>/dev/null || continue
      set -- \${line##*) }
      case "$found" in *" $2 "*) found="$found$pid "; grown=1; continue ;; esac
      case "$taken" in *" $4 "*) found="$found$pid "; grown=1 ;; esac
    done
  done
  seen=0
  for pid in $found; do kill -KILL "$pid" 2>/dev/null; done
done
exit 4
`;

/** @returns Where the container's gateway is now, when the container had to be restarted. */
export async function endProcesses(engine: Engine, container: Container, mark: string): Promise<Container | undefined> {
  const swept = await engine
    .exec(container.id, {
      command: ['sh', '-c', SWEEP, 'sh', mark],
      timeoutMs: SWEEP_TIMEOUT_MS,
      outputBytesMax: SWEEP_OUTPUT_BYTES,
    })
    .catch(() => undefined);
  if (swept?.exitCode === NOTHING_LEFT && !swept.isTimedOut) return undefined;
  await engine.restartContainer(container.id, 0);
  return await runningContainer(engine, container.id);
}
