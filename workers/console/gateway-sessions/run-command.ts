/** Runs a command in a session's container. Whatever becomes of it, nothing of it goes on after this returns. */
import type { Engine } from '../docker/engine.ts';
import type { Container } from './container.ts';
import { COMMAND_MARK, endProcesses } from './processes.ts';
import type { KeptRequest } from './session-records.ts';
import { CUT_OFF_BYTES_MAX, shownOutput } from './shown-output.ts';

export interface CommandRun {
  readonly engine: Engine;
  readonly container: Container;
  /** Of this run alone. */
  readonly mark: string;
  readonly request: KeptRequest;
  readonly signal: AbortSignal;
  /** Told where the gateway is when its container had to be restarted. */
  readonly moved: (container: Container) => Promise<unknown>;
}

export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly isTruncated: boolean;
  readonly isTimedOut: boolean;
}

export async function runCommand(run: CommandRun): Promise<CommandOutcome> {
  const { engine, container, mark, request, signal, moved } = run;
  let hasEnded = false;
  try {
    const result = await engine.exec(container.id, {
      command: request.command,
      env: { [COMMAND_MARK]: mark },
      timeoutMs: request.runSeconds * 1000,
      outputBytesMax: request.outputBytesMax + CUT_OFF_BYTES_MAX,
      signal,
    });
    hasEnded = !result.isTimedOut;
    return { exitCode: result.exitCode, isTimedOut: result.isTimedOut, ...shownOutput(result, request.outputBytesMax) };
  } finally {
    if (!hasEnded) {
      const elsewhere = await endProcesses(engine, container, mark);
      if (elsewhere !== undefined) await moved(elsewhere);
    }
  }
}
