/** A call to an object that holds what nobody may guess at: bounded in time, repeated once where that can help. */
import { AppError } from '../../kernel/errors.ts';
import { inTime } from '../../kernel/in-time.ts';
import { mayTryAgain } from '../../kernel/stub-errors.ts';

/**
 * @param call Takes a new stub each time; must do no harm when it arrives twice.
 * @throws AppError `unavailable` when the object does not answer in time.
 */
export async function callObject<Value>(call: () => Promise<Value>, timeoutMs: number): Promise<Value> {
  const twice = () => call().catch((error: unknown) => (mayTryAgain(error) ? call() : Promise.reject(error)));
  try {
    return await inTime(twice(), timeoutMs);
  } catch (cause) {
    throw new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
  }
}
