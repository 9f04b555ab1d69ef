/**
 * Callers as the limits see them: those who come from all over the world, and those who are over a limit. The local runtime
 * has no edge before it and believes the address that a caller names.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { POLICIES } from '../../workers/kernel/limits/policies.ts';
import type { Contestant } from './contest.ts';
import type { Place } from './field.ts';
import type { TokenMint } from './token-mint.ts';

/** Requests under way at the same time while a limit is used up. */
const PARALLEL = 50;

/** Header fields of a caller whom nobody has seen before. */
export function fromAnywhere(): Record<string, string> {
  return { 'CF-Connecting-IP': randomAddress(), 'X-Client-Id': randomUUID() };
}

/**
 * `next` of a round and `start` of an address, each over its limit. A denial lasts for the rest of a minute, so every
 * slice has a new round and a new address.
 */
export function deniedContestants({ url, runtimePid }: Place, mint: TokenMint): [Contestant, Contestant] {
  let token = '';
  let address = '';
  const deniedNext = {
    url: `${url}/v1/rounds/next`,
    body: () => JSON.stringify({ continuationToken: token, answer: 'a' }),
    headers: () => ({}),
    status: 429,
  };
  const deniedStart = {
    url: `${url}/v1/rounds/start`,
    body: () => '{}',
    headers: () => ({ 'CF-Connecting-IP': address, 'X-Client-Id': randomUUID() }),
    status: 429,
  };
  return [
    {
      ...deniedNext,
      id: 'next-denied',
      label: 'next, denied',
      runtimePid,
      prepare: () => {
        token = mint.mint();
        return useUp(deniedNext, POLICIES.next.limit);
      },
    },
    {
      ...deniedStart,
      id: 'start-denied',
      label: 'start, denied',
      runtimePid,
      prepare: () => {
        address = randomAddress();
        return useUp(deniedStart, POLICIES.address.limit);
      },
    },
  ];
}

interface Denied {
  readonly url: string;
  readonly body: () => string;
  readonly headers: () => Readonly<Record<string, string>>;
}

/** Sends requests until the limit is reached, and one more, which the isolate learns the denial from. */
async function useUp({ url, body, headers }: Denied, limit: number): Promise<void> {
  const send = async () => {
    const init = { method: 'POST', body: body(), headers: { 'Content-Type': 'application/json', ...headers() } };
    const response = await fetch(url, init);
    await response.arrayBuffer();
    return response.status;
  };
  for (let sent = 0; sent < limit; sent += PARALLEL) {
    await Promise.all(Array.from({ length: Math.min(PARALLEL, limit - sent) }, send));
  }
  const status = await send();
  if (status !== 429) throw new Error(`After ${limit} requests there should be a denial, not ${status}.`);
}

/** Any IPv4 address; which ranges are in use does not matter here. */
function randomAddress(): string {
  return randomBytes(4).join('.');
}
