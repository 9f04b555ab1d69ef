/** Brings together what a command needs: the host, the secrets it refers to, and the counting of how it went. */
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { JobOwner } from '../../kernel/jobs/job-type.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import { type CommandOutcome, runCommand } from './run-command.ts';
import type { SecretFiller } from './secret-filler.ts';
import type { KeptRequest } from './session-records.ts';
import type { SessionState } from './session-state.ts';
import type { EngineOf } from './session-surroundings.ts';
import { ask, type Sessions } from './sessions.ts';

interface ExecDeskParts {
  readonly sessions: Sessions;
  readonly engineOf: EngineOf;
  readonly secrets: SecretFiller;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export interface CommandOrder {
  readonly state: SessionState;
  readonly execId: string;
  readonly request: KeptRequest;
  readonly owner: JobOwner;
  readonly signal: AbortSignal;
}

export class ExecDesk {
  readonly #parts: ExecDeskParts;

  constructor(parts: ExecDeskParts) {
    this.#parts = parts;
  }

  async run({ state, execId, request, owner, signal }: CommandOrder): Promise<CommandOutcome> {
    const { sessions, engineOf, secrets, clock, metrics } = this.#parts;
    const { container, order, id } = state;
    if (container === undefined) throw notRunning();
    const startedMs = clock.nowMs();
    let outcome: 'finished' | 'timed_out' | 'failed' = 'failed';
    try {
      await secrets.watch(order.env, owner, signal);
      const command = await secrets.fillTexts(request.command, owner, signal);
      const engine = await engineOf(owner.subject, state.hostId);
      const result = await runCommand({
        engine,
        container,
        mark: execId,
        request: { ...request, command },
        signal,
        moved: (elsewhere) => ask(() => sessions.object(id).started(elsewhere)),
      });
      outcome = result.isTimedOut ? 'timed_out' : 'finished';
      return result;
    } finally {
      metrics.count('gateway_exec_total', { outcome });
      metrics.observe('gateway_exec_duration_seconds', {}, Math.max(0, clock.nowMs() - startedMs) / 1000);
    }
  }
}

export function notRunning(): AppError {
  const message = 'The session does not run. It is starting, or it has ended.';
  return new AppError('conflict', { message, details: { reason: 'session_not_running' } });
}
