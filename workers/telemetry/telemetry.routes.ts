/** Telemetry over HTTP: which contract is kept by which service call. */
import { telemetryContract, telemetryNumbersContract } from '../../shared/telemetry.contract.ts';
import { idempotencyKey } from '../../shared/telemetry.schema.ts';
import { type Endpoint, endpoint, type Guard } from '../kernel/app.ts';
import { AppError } from '../kernel/errors.ts';
import type { TelemetryService } from './telemetry.service.ts';

/** @param adminGuard In front of the operator's route. */
export function telemetryEndpoints(telemetry: TelemetryService, adminGuard: Guard): Endpoint[] {
  return [
    endpoint(telemetryContract, async (batch, { request, limits }) => {
      const key = idempotencyKeyOf(request);
      await limits.charge(batch.client.client_id);
      await telemetry.ingest(batch, key);
    }),
    endpoint(telemetryNumbersContract, (days, { waitUntil }) => telemetry.numbers(days, waitUntil), adminGuard),
  ];
}

/** @see draft-ietf-httpapi-idempotency-key-header-07 §2.1: a quoted string; the older bare form is taken too. */
function idempotencyKeyOf(request: Request): string | undefined {
  const header = request.headers.get('Idempotency-Key');
  if (header === null) return undefined;
  const key = idempotencyKey.safeParse(header);
  if (key.success) return key.data;
  throw new AppError('bad_request', { message: 'The Idempotency-Key is not a short quoted string.' });
}
