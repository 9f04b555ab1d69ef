/** Telemetry over HTTP: which contract is kept by which service call. */
import { telemetryContract } from '../../shared/telemetry.contract.ts';
import { idempotencyKey } from '../../shared/telemetry.schema.ts';
import { type Endpoint, endpoint } from '../kernel/app.ts';
import { AppError } from '../kernel/errors.ts';
import type { TelemetryService } from './telemetry.service.ts';

export function telemetryEndpoints(telemetry: TelemetryService): Endpoint[] {
  return [endpoint(telemetryContract, (batch, { request }) => telemetry.ingest(batch, idempotencyKeyOf(request)))];
}

/** @see draft-ietf-httpapi-idempotency-key-header-07 §2.1: a quoted string; the older bare form is taken too. */
function idempotencyKeyOf(request: Request): string | undefined {
  const header = request.headers.get('Idempotency-Key');
  if (header === null) return undefined;
  const key = idempotencyKey.safeParse(header);
  if (key.success) return key.data;
  throw new AppError('bad_request', { message: 'The Idempotency-Key is not a short quoted string.' });
}
