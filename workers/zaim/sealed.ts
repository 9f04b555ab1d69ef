/** The sealed tokens of the accounts, as an operator rotates, saves and restores them. */
import { AppError } from '../kernel/errors.ts';
import type { SealedHolder } from '../kernel/keys/sealed-holder.ts';
import { type SealingRing, UnsealError } from '../kernel/keys/sealing-ring.ts';
import type { Accounts } from './account/accounts.ts';
import { labelOfRecord, tokenPair, ZAIM_RECORDS } from './account/token.ts';

export function zaimSealed(accounts: Accounts, ring: SealingRing): SealedHolder {
  return {
    name: ZAIM_RECORDS,
    census: () => accounts.census(),
    sweep: () => accounts.sweep(),
    export: () => accounts.exportSealed(),
    import: async ({ id, envelope }) => {
      const label = labelOfRecord(id);
      if (label === undefined) throw badRecord('is none of the accounts');
      await requireToken(ring, id, envelope);
      if (!(await accounts.connect(label, envelope)))
        throw new AppError('conflict', { message: 'There are too many accounts.' });
    },
  };
}

/** What does not open here would be kept for nothing. */
async function requireToken(ring: SealingRing, id: string, envelope: string): Promise<void> {
  try {
    tokenPair.parse(JSON.parse(await ring.open(envelope, id)));
  } catch (error) {
    if (error instanceof UnsealError) throw badRecord('does not open with the keys that are set, or is of another id');
    throw badRecord('holds no token');
  }
}

function badRecord(what: string): AppError {
  return new AppError('bad_request', { message: `The request is not valid: this record ${what}.` });
}
