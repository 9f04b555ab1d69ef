/** A call to an object that holds what nobody may guess at: bounded in time, repeated once where that can help. */
import { AppError } from '../../kernel/errors.ts';
import { mayTryAgain } from '../../kernel/stub-errors.ts';

/**
 * @param call Takes a new stub each time; must do no harm when it arrives twice.
 * @throws AppError `unavailable` when the object does not answer in time.
 */
export async function callObject<Value>(call: () => Promise<Value>, timeoutMs: number): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  const twice = () => call().catch((error: unknown) => (mayTryAgain(error) ? call() : Promise.reject(error)));
  try {
    return await Promise.race([twice(), late]);
  } catch (cause) {
    throw new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
  } finally {
    clearTimeout(timer);
  }
}
