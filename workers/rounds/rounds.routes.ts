/** The rounds API over HTTP: which contract is kept by which service call. */
import {
  availabilityContract,
  manifestContract,
  nextContract,
  receiptVerifyContract,
  startContract,
} from '../../shared/rounds.contract.ts';
import { type Endpoint, endpoint } from '../kernel/app.ts';
import { answerConditional } from '../kernel/http.ts';
import type { Whereabouts } from './round-id.ts';
import { MANIFEST_CACHE_CONTROL } from './rounds.constants.ts';
import type { RoundsService } from './rounds.service.ts';

export function roundsEndpoints(rounds: RoundsService): Endpoint[] {
  return [
    endpoint(manifestContract, async (_, { request, limits, waitUntil }) => {
      const { manifest } = await rounds.content(waitUntil);
      const response = await answerConditional(request, manifest, MANIFEST_CACHE_CONTROL);
      // To ask whether there is news is free; to be sent the whole is not.
      if (response.status !== 304) await limits.charge();
      return response;
    }),
    endpoint(availabilityContract, (input, { waitUntil }) => rounds.availability(input, waitUntil)),
    endpoint(startContract, (input, { request, waitUntil }) => rounds.start(input, whereabouts(request), waitUntil)),
    endpoint(nextContract, (input, { limits, waitUntil }) => {
      const token = 'token' in input ? input.token : input.continuationToken;
      return rounds.next(token, input.answer, waitUntil, (decision) => limits.settle(decision));
    }),
    endpoint(receiptVerifyContract, ({ receipt }) => rounds.verifyReceipt(receipt)),
  ];
}

function whereabouts({ cf }: Request): Whereabouts {
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { continent: text(cf?.continent), longitude: text(cf?.longitude) };
}
