/** What can go wrong with an engine, in our words: each says what to do, none repeats what the engine said. */
import type { ErrorCode } from '../../../shared/errors.ts';
import { AppError } from '../../kernel/errors.ts';

const FAULTS = {
  unreachable: ['unavailable', 'The Docker host does not answer. See that it runs and that its tunnel is up.'],
  timed_out: ['unavailable', 'The Docker host did not answer in time.'],
  certificate: ['upstream_failed', 'The certificate of the Docker host is not valid for its name.'],
  not_admitted: ['upstream_failed', 'The Docker host refused our credentials. Enter its token again.'],
  route_refused: [
    'upstream_failed',
    'The proxy of the Docker host refused this call. Let the documented routes through.',
  ],
  not_an_engine: ['upstream_failed', 'What answers at this address is no Docker Engine.'],
  engine_too_old: ['upstream_failed', 'This Docker Engine is too old. Its API must be 1.40 or newer.'],
  engine_failed: ['upstream_failed', 'The Docker Engine could not do this. Its own log says why.'],
  said_too_much: ['upstream_failed', 'The Docker host sent more than is read in one go.'],
  settings_refused: ['bad_request', 'The Docker Engine does not take these settings.'],
  command_not_found: ['bad_request', 'The image has no such command.'],
  ended_at_once: ['bad_request', 'The server ended right after its start. Its logs or missing settings may say why.'],
  container_not_found: ['not_found', 'The container is not on the Docker host any more.'],
  image_not_found: ['bad_request', 'The registry has no such image, or does not show it without signing in.'],
  registry_unreachable: ['upstream_failed', 'The Docker host does not reach the registry of this image.'],
  name_taken: ['conflict', 'A container with this name is on the Docker host already.'],
  port_taken: ['conflict', 'The port is taken on the Docker host.'],
  state_conflict: ['conflict', 'The container is not in a state in which this can be done.'],
} as const satisfies Record<string, readonly [ErrorCode, string]>;

export type EngineFault = keyof typeof FAULTS;

export class EngineError extends AppError {
  readonly fault: EngineFault;

  /** @param cause For the log: never the body of an answer. */
  constructor(fault: EngineFault, cause?: unknown) {
    const [code, message] = FAULTS[fault];
    super(code, { message, details: { reason: fault }, cause });
    this.fault = fault;
  }
}

/** Whether the host itself is out of reach, so that what was last known is all that can be said. */
export function isHostDown(error: unknown): boolean {
  return error instanceof EngineError && ['unreachable', 'timed_out', 'certificate'].includes(error.fault);
}

/**
 * What a refusal means. Words of the engine's message are looked for where its status does not say enough, and go no
 * further.
 */
export function faultOf(status: number, message: string | undefined, notFound: EngineFault): EngineFault {
  if (status === 401) return 'not_admitted';
  if (status === 403) return 'route_refused';
  if (status === 525 || status === 526) return 'certificate';
  // A tunnel or proxy whose engine is away: Cloudflare's own 52x and 530 as well.
  if ([502, 503, 504, 530].includes(status) || (status >= 520 && status < 530)) return 'unreachable';
  if (message === undefined) return 'not_an_engine';
  if (/name .*(?:already in use|in use by)/is.test(message)) return 'name_taken';
  if (/address already in use|port is already allocated|ports are not available/i.test(message)) return 'port_taken';
  if (
    /executable file not found|command that was not found|no command (?:or entrypoint )?(?:provided|specified)/i.test(
      message,
    )
  )
    return 'command_not_found';
  if (status === 404) return notFound;
  if (status === 409) return 'state_conflict';
  return status === 400 ? 'settings_refused' : 'engine_failed';
}

/** What broke a pull, after the words with which registries and engines say it. */
export function pullFaultOf(message: string): EngineFault {
  return /manifest unknown|not found|denied|unauthorized|authentication required|name unknown|does not exist|404/i.test(
    message,
  )
    ? 'image_not_found'
    : /dial tcp|lookup|timeout|refused|unreachable|EOF|TLS|x509|no route/i.test(message)
      ? 'registry_unreachable'
      : 'engine_failed';
}
