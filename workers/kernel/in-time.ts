/** Work that must not keep a request waiting: a store that hangs is the same as a store that fails. */

/**
 * @param timeoutMs How long to wait. The work itself goes on.
 * @returns What the work returned; rejects as it rejected, or when it is late.
 */
export async function inTime<Value>(work: Promise<Value>, timeoutMs: number): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
