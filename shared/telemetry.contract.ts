/** The telemetry route, with its schemas and the errors of its own. */
import type { RouteContract } from './contract.ts';
import { ROUTES } from './routes.ts';
import { telemetryBatch } from './telemetry.schema.ts';
import { BATCH_BYTES_MAX } from './telemetry.vocabulary.ts';

export const telemetryContract = {
  ...ROUTES.telemetry,
  id: 'reportEvents',
  tag: 'telemetry',
  summary: 'Report what happened on the page',
  description:
    'Up to 100 events, 256 KiB as sent and as unpacked; `Content-Encoding: gzip` is taken. An event is stored once, ' +
    'however often it is sent: its id and the client id tell. 202 means that all of them are stored; on 503 none is, so keep ' +
    'them and send them again. With an `Idempotency-Key` header a repeat must carry the same events.',
  request: telemetryBatch,
  requestBody: { bytesMax: BATCH_BYTES_MAX, gzip: true },
  errors: ['idempotency_key_reused'],
} as const satisfies RouteContract;
