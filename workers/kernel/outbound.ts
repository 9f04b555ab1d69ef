/**
 * Calls to parties outside: bounded in time and bytes, and never redirected. The whole answer is read here, so that
 * whoever uses it cannot be kept waiting by a slow body or filled by an endless one.
 *
 * It does not decide where a call may go: addresses come from the configuration, never from a caller. For those of a caller
 * there is guarded-fetch/.
 */
import { readWhole } from './bounded-response.ts';
import { OutboundError } from './outbound-error.ts';

export { OutboundError } from './outbound-error.ts';

export interface OutboundBounds {
  /** Milliseconds for the whole exchange, body included. */
  readonly timeoutMs: number;
  /** Bytes of the body at most, after unpacking. */
  readonly bytesMax: number;
}

/** A `fetch` with bounds: takes the same arguments. */
export type Outbound = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * @returns A `fetch` that answers any status but a redirect; its body is already here.
 * @throws OutboundError in all other cases.
 */
export function createOutbound({ timeoutMs, bytesMax }: OutboundBounds): Outbound {
  return async (url, init = {}) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = init.signal ? AbortSignal.any([deadline, init.signal]) : deadline;
    try {
      const response = await fetch(url, { ...init, redirect: 'manual', signal });
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel();
        throw new OutboundError('redirect');
      }
      return await readWhole(response, bytesMax, signal);
    } catch (error) {
      if (error instanceof OutboundError) throw error;
      throw new OutboundError(deadline.aborted ? 'timeout' : 'unreachable', error);
    }
  };
}
