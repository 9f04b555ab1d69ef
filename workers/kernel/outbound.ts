/**
 * Calls to parties outside: bounded in time and bytes, and never redirected. The whole answer is read here, so that
 * whoever uses it cannot be kept waiting by a slow body or filled by an endless one.
 *
 * It does not decide where a call may go: addresses come from the configuration, never from a caller.
 */

export interface OutboundBounds {
  /** Milliseconds for the whole exchange, body included. */
  readonly timeoutMs: number;
  /** Bytes of the body at most, after unpacking. */
  readonly bytesMax: number;
}

export type OutboundFault = 'unreachable' | 'timeout' | 'redirect' | 'too_large';

/** Why a call outside brought no answer. The cause stays inside: it may carry upstream text. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly fault: OutboundFault;

  constructor(fault: OutboundFault, cause?: unknown) {
    super(`the call outside failed: ${fault}`, { cause });
    this.fault = fault;
  }
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
      const { status, headers } = response;
      const body = await readBounded(response, bytesMax, signal);
      return new Response(isBodyless(status) ? null : body, { status, headers });
    } catch (error) {
      if (error instanceof OutboundError) throw error;
      throw new OutboundError(deadline.aborted ? 'timeout' : 'unreachable', error);
    }
  };
}

function isBodyless(status: number): boolean {
  return status === 101 || status === 204 || status === 205 || status === 304;
}

async function readBounded(response: Response, bytesMax: number, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  const late = aborted(signal);
  late.catch(() => undefined);
  while (reader !== undefined) {
    const { done, value } = await Promise.race([reader.read(), late]);
    if (done) break;
    size += value.byteLength;
    if (size > bytesMax) {
      await reader.cancel();
      throw new OutboundError('too_large');
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** A body may hang although the signal was handed to `fetch`. */
function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}
