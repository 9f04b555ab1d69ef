/** The operator's work on sealed records of a running house: seal them anew, carry them away, bring them back. */
import { readFileSync, writeFileSync } from 'node:fs';
import { sealedExport, sealedImportReply, sweepReply } from '../../shared/encryption.schema.ts';
import { type AdminAccess, adminCall, adminGet } from './admin-client.ts';

/** Parts of a sweep: each seals some hundred records of every account. */
const PARTS_MAX = 1000;

/** @throws Error when records remain that no key opens. */
export async function sweepAll(access: AdminAccess): Promise<string> {
  let resealed = 0;
  for (let part = 0; part < PARTS_MAX; part += 1) {
    const reply = sweepReply.parse(await adminCall(access, 'POST', '/admin/encryption/sweep'));
    resealed += reply.resealed;
    if (reply.unopenable > 0) {
      throw new Error(
        `${reply.unopenable} records open with neither key: bring their key back, or have their owners connect again.`,
      );
    }
    if (reply.complete) return `${resealed} records were sealed anew; none is left.`;
  }
  throw new Error(`The sweep is not through after ${PARTS_MAX} parts. Run it again.`);
}

/** Sealed as they are, readable by the owner alone. */
export async function exportSealed(access: AdminAccess, file: string): Promise<string> {
  const { records, ...rest } = sealedExport.parse(await adminGet(access, '/admin/sealed-records'));
  writeFileSync(file, `${JSON.stringify({ ...rest, records }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return `${records.length} sealed records are in ${file}. They open only with the keys that are set now.`;
}

export async function importSealed(access: AdminAccess, file: string): Promise<string> {
  const saved = sealedExport.parse(JSON.parse(readFileSync(file, 'utf8')));
  const reply = sealedImportReply.parse(await adminCall(access, 'PUT', '/admin/sealed-records', saved));
  return `${reply.imported} sealed records are in place.`;
}
