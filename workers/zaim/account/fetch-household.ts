/** One fetch for an account: opens its token, collects, and lets go of the token. */
import { systemClock } from '../../kernel/clock.ts';
import { UnsealError } from '../../kernel/keys/sealing-ring.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import { createOutbound } from '../../kernel/outbound.ts';
import { type Collection, collect } from '../collect/collect.ts';
import { ZaimApi } from '../collect/zaim-api.ts';
import { COLLECT_CALL_TIMEOUT_MS, PAGE_BYTES_MAX } from '../zaim.constants.ts';
import type { ZaimSettings } from '../zaim-settings.ts';
import { type TokenPair, tokenPair, tokenRecordId } from './token.ts';

interface FetchParts {
  readonly settings: ZaimSettings;
  readonly label: string;
  readonly envelope: string | undefined;
  readonly metrics: Metrics;
  readonly spend: () => boolean;
}

const outbound = createOutbound({ timeoutMs: COLLECT_CALL_TIMEOUT_MS, bytesMax: PAGE_BYTES_MAX });

export async function fetchHousehold({ settings, label, envelope, metrics, spend }: FetchParts): Promise<Collection> {
  const { consumer, ring, apiOrigin: origin } = settings;
  let pair: TokenPair;
  try {
    pair = tokenPair.parse(JSON.parse(await ring.open(envelope ?? '', tokenRecordId(label))));
  } catch (error) {
    // The key that sealed it is gone: the household has to connect again, or an operator brings the key back.
    if (error instanceof UnsealError) return { ok: false, failure: 'sealed' };
    throw error;
  }
  const credentials = { ...consumer, ...pair };
  return await collect(new ZaimApi({ origin, outbound, metrics, clock: systemClock, credentials, spend }), Date.now());
}
