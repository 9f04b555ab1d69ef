/** The telemetry routes, each with its schemas and the errors of its own: one for pages, one for the operator. */
import { apiText } from './api-text.ts';
import type { RouteContract } from './contract.ts';
import { ROUTES } from './routes.ts';
import { telemetryBatch } from './telemetry.schema.ts';
import { BATCH_BYTES_MAX, TELEMETRY_NUMBERS_ROUTE } from './telemetry.vocabulary.ts';
import { telemetryNumbersQuery, telemetryNumbersReply } from './telemetry-numbers.schema.ts';

export const telemetryContract = {
  ...ROUTES.telemetry,
  id: 'reportEvents',
  tag: 'telemetry',
  summary: apiText('Report what happened on the page'),
  description: apiText(
    'Up to 100 events, 256 KiB as sent and as unpacked; `Content-Encoding: gzip` is taken. An event is stored once, ' +
      'however often it is sent: its id and the client id tell. 202 means that all of them are stored; on 503 none is, so keep ' +
      'them and send them again. With an `Idempotency-Key` header a repeat must carry the same events.',
  ),
  request: telemetryBatch,
  requestBody: { bytesMax: BATCH_BYTES_MAX, gzip: true },
  errors: ['idempotency_key_reused'],
  limits: { policies: ['telemetry', 'address'], charged: 'by-handler' },
} as const satisfies RouteContract;

/** Behind the admin token. */
export const telemetryNumbersContract = {
  ...TELEMETRY_NUMBERS_ROUTE,
  id: 'getTelemetryNumbers',
  tag: 'admin',
  summary: apiText('Rounds by day, completion, accuracy by track'),
  query: telemetryNumbersQuery,
  reply: telemetryNumbersReply,
  errors: ['bad_request'],
} as const satisfies RouteContract;
