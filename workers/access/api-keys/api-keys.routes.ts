/** The routes of API keys: own ones behind the guard for signed-in people, everybody's behind the admin guard. */
import {
  createKeyContract,
  createOwnKeyContract,
  listKeysContract,
  listOwnKeysContract,
  revokeKeyContract,
  revokeOwnKeyContract,
  rollKeyContract,
  rollOwnKeyContract,
} from '../../../shared/api-keys.contract.ts';
import { type Endpoint, endpoint, type Guard, type RequestContext } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import { parseCallerAddress } from '../../kernel/limits/caller-address.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { KeyDesk, Maker } from './key-desk.service.ts';
import { requireGivable, requireKeyMaker } from './key-rights.ts';

/** @param isSecondFactorRequired Whether making a key takes one. */
export function ownKeysEndpoints(desk: KeyDesk, signedIn: Guard, isSecondFactorRequired: boolean): Endpoint[] {
  const makerOf = (context: RequestContext): Maker => {
    const maker = { principal: principalOf(context), region: regionOf(context) };
    requireKeyMaker(maker.principal, isSecondFactorRequired);
    return maker;
  };
  return [
    endpoint(listOwnKeysContract, (_, context) => desk.listOf(principalOf(context).subject), signedIn),
    endpoint(
      createOwnKeyContract,
      async (request, context) => {
        const maker = makerOf(context);
        requireGivable(maker.principal, request.scopes);
        return await desk.create(maker.principal.subject, request, maker);
      },
      signedIn,
    ),
    endpoint(
      rollOwnKeyContract,
      async ({ overlap_hours }, context) => {
        const maker = makerOf(context);
        const mayGive = (scopes: readonly string[]) => requireGivable(maker.principal, scopes);
        return await desk.roll(idOf(context), overlap_hours, maker, { owner: maker.principal.subject, mayGive });
      },
      signedIn,
    ),
    endpoint(
      revokeOwnKeyContract,
      async (_, context) => {
        const principal = principalOf(context);
        // No second factor: who has lost a key must be able to end it.
        requireKeyMaker(principal, false);
        return await desk.revoke(idOf(context), { principal, region: regionOf(context) }, principal.subject);
      },
      signedIn,
    ),
  ];
}

export function allKeysEndpoints(desk: KeyDesk, admin: Guard): Endpoint[] {
  const makerOf = (context: RequestContext): Maker => ({ principal: principalOf(context), region: regionOf(context) });
  return [
    endpoint(
      listKeysContract,
      async ({ owner_type, owner_id, after }) => {
        if ((owner_type === undefined) !== (owner_id === undefined)) {
          throw new AppError('bad_request', { message: 'An owner has a type and an id.' });
        }
        return owner_type === undefined || owner_id === undefined
          ? await desk.list(after)
          : await desk.listOf({ type: owner_type, id: owner_id });
      },
      admin,
    ),
    endpoint(
      createKeyContract,
      async ({ owner, ...request }, context) => await desk.create(owner, request, makerOf(context)),
      admin,
    ),
    endpoint(
      rollKeyContract,
      async ({ overlap_hours }, context) => await desk.roll(idOf(context), overlap_hours, makerOf(context)),
      admin,
    ),
    endpoint(revokeKeyContract, async (_, context) => await desk.revoke(idOf(context), makerOf(context)), admin),
  ];
}

function idOf({ params }: RequestContext): string {
  return params.id ?? '';
}

/** The guard has let somebody in; a route without one would be a fault of ours. */
function principalOf({ principal }: RequestContext): Principal {
  if (principal === undefined) throw new Error('this route has no guard');
  return principal;
}

function regionOf({ request }: RequestContext) {
  return parseCallerAddress(request.headers.get('CF-Connecting-IP')).region;
}
