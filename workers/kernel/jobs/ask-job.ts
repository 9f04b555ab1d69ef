/** A call to the object of a job: repeated once with a new stub where the platform allows it. Every call may arrive twice. */
import { AppError } from '../errors.ts';
import { mayTryAgain } from '../stub-errors.ts';

/** @throws AppError `unavailable` when the object does not answer. */
export async function askJob<Value>(call: () => Promise<Value>): Promise<Value> {
  try {
    return await call().catch((error: unknown) => (mayTryAgain(error) ? call() : Promise.reject(error)));
  } catch (cause) {
    throw new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
  }
}
