/** A call to a Durable Object that may be made twice: once more with a new stub where the platform allows it. */
import { AppError } from '../kernel/errors.ts';
import { mayTryAgain } from '../kernel/stub-errors.ts';

/** @throws AppError `unavailable`. */
export async function askObject<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!mayTryAgain(error)) throw new AppError('unavailable', { cause: error });
  }
  try {
    return await call();
  } catch (error) {
    throw new AppError('unavailable', { cause: error });
  }
}
