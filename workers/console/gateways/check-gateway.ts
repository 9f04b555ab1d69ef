/** One check of a gateway: it answers, takes our token and says 2xx. What it says is not read. */
import type { GatewayFault } from '../../../shared/gateways.vocabulary.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { GuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import { OutboundError } from '../../kernel/outbound.ts';
import { CHECK_BYTES_MAX, CHECK_PATH, CHECK_TIMEOUT_MS } from './gateways.constants.ts';
import type { Check } from './health.ts';

interface CheckParts {
  readonly url: string;
  readonly token: string | undefined;
  readonly guardedFetch: GuardedFetch;
  readonly clock: Clock;
}

export async function checkGateway({ url, token, guardedFetch, clock }: CheckParts): Promise<Check> {
  const atMs = clock.nowMs();
  const fault = await faultOf(async () => {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const bounds = { timeoutMs: CHECK_TIMEOUT_MS, bytesMax: CHECK_BYTES_MAX };
    return (await guardedFetch.fetch(checkAddress(url), { headers }, bounds)).status;
  });
  return { atMs, durationMs: Math.max(0, clock.nowMs() - atMs), fault };
}

async function faultOf(call: () => Promise<number>): Promise<GatewayFault | undefined> {
  try {
    const status = await call();
    if (status >= 200 && status < 300) return undefined;
    return status === 401 || status === 403 ? 'unauthorized' : 'status';
  } catch (error) {
    if (error instanceof AppError && error.code === 'url_refused') return 'address_refused';
    if (error instanceof OutboundError) return error.fault === 'content_type' ? 'status' : error.fault;
    throw error;
  }
}

function checkAddress(base: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${CHECK_PATH}`;
  return url.href;
}
