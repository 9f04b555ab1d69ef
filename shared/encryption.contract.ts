/** The operator's routes of the encryption ring: where a rotation stands, the sweep, and backups of sealed records. */
import { apiText } from './api-text.ts';
import type { RouteContract } from './contract.ts';
import { encryptionReply, sealedExport, sealedImportReply, sweepReply } from './encryption.schema.ts';

const tag = 'admin';

export const encryptionContract = {
  method: 'GET',
  path: '/admin/encryption',
  id: 'encryptionStatus',
  tag,
  summary: apiText('The encryption keys and how many records each holds'),
  reply: encryptionReply,
  errors: [],
} as const satisfies RouteContract;

export const sweepContract = {
  method: 'POST',
  path: '/admin/encryption/sweep',
  id: 'sweepSealed',
  tag,
  summary: apiText('Seal a part of what another key holds anew'),
  reply: sweepReply,
  errors: [],
} as const satisfies RouteContract;

export const exportSealedContract = {
  method: 'GET',
  path: '/admin/sealed-records',
  id: 'exportSealed',
  tag,
  summary: apiText('All sealed records, as they are sealed'),
  reply: sealedExport,
  errors: [],
} as const satisfies RouteContract;

export const importSealedContract = {
  method: 'PUT',
  path: '/admin/sealed-records',
  id: 'importSealed',
  tag,
  summary: apiText('Bring sealed records back; each must open with the keys that are set'),
  request: sealedExport,
  requestBody: { bytesMax: 4_194_304, gzip: false },
  reply: sealedImportReply,
  errors: ['conflict'],
} as const satisfies RouteContract;
