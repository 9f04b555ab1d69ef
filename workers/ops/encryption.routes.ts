/** The operator's routes of the encryption ring, all behind the admin guard. Nothing that is not sealed passes here. */
import {
  encryptionContract,
  exportSealedContract,
  importSealedContract,
  sweepContract,
} from '../../shared/encryption.contract.ts';
import type { EncryptionReply } from '../../shared/encryption.schema.ts';
import { type Endpoint, endpoint, type Guard } from '../kernel/app.ts';
import { AppError } from '../kernel/errors.ts';
import type { SealedHolder } from '../kernel/keys/sealed-holder.ts';
import type { SealingRing } from '../kernel/keys/sealing-ring.ts';
import type { Log } from '../kernel/log.ts';
import { sealedByKey } from './sealed-series.ts';

interface Parts {
  /** Undefined when no encryption key is set: then there is nothing to tell. */
  readonly ring: SealingRing | undefined;
  readonly holders: readonly SealedHolder[];
  readonly guard: Guard;
  readonly log: Log;
}

export function encryptionEndpoints({ ring, holders, guard, log }: Parts): Endpoint[] {
  if (ring === undefined) return [];
  return [
    endpoint(encryptionContract, async () => await status(ring, holders), guard),
    endpoint(
      sweepContract,
      async () => {
        const reports = await Promise.all(holders.map((holder) => holder.sweep()));
        const resealed = reports.reduce((sum, report) => sum + report.resealed, 0);
        const unopenable = reports.reduce((sum, report) => sum + report.unopenable, 0);
        log.info('sealed_sweep', { resealed, unopenable });
        return { resealed, unopenable, complete: reports.every(({ complete }) => complete) };
      },
      guard,
    ),
    endpoint(
      exportSealedContract,
      async () => {
        const records = (await Promise.all(holders.map((holder) => holder.export()))).flat();
        log.info('sealed_export', { records: records.length });
        return { version: 1 as const, records };
      },
      guard,
    ),
    endpoint(
      importSealedContract,
      async ({ records }) => {
        for (const record of records) await holderOf(holders, record.id).import(record);
        log.info('sealed_import', { records: records.length });
        return { imported: records.length };
      },
      guard,
    ),
  ];
}

async function status(ring: SealingRing, holders: readonly SealedHolder[]): Promise<EncryptionReply> {
  const total = await sealedByKey(ring, holders);
  return { keys: [...ring.keys], records: [...total].map(([kid, records]) => ({ kid, records })) };
}

function holderOf(holders: readonly SealedHolder[], id: string): SealedHolder {
  const holder = holders.find(({ name }) => id.startsWith(`${name}/`));
  if (holder !== undefined) return holder;
  throw new AppError('bad_request', { message: 'The request is not valid: nobody here keeps records of this id.' });
}
