/** What can go wrong with an engine, in our words: each says what to do, none repeats what the engine said. */
import type { ErrorCode } from '../../../shared/errors.ts';
import { AppError } from '../../kernel/errors.ts';

const FAULTS = {
  unreachable: ['unavailable', 'The Docker host does not answer. See that it runs and that its tunnel is up.'],
  timed_out: ['unavailable', 'The Docker host did not answer in time.'],
  certificate: ['upstream_failed', 'The certificate of the Docker host is not valid for its name.'],
  not_admitted: ['upstream_failed', 'The Docker host refused our credentials. Enter its service token again.'],
  route_refused: [
    'upstream_failed',
    'The proxy of the Docker host refused this call. See which routes it must let through.',
  ],
  not_an_engine: ['upstream_failed', 'What answers at this address is no Docker Engine.'],
  engine_failed: ['upstream_failed', 'The Docker Engine could not do this.'],
  bad_request: ['bad_request', 'The Docker Engine does not take these settings.'],
  container_not_found: ['not_found', 'The container is not on the Docker host any more.'],
  image_not_found: ['bad_request', 'The registry has no such image, or does not show it without signing in.'],
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
