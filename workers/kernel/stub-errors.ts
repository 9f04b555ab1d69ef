/** What the platform says about a failed call to a Durable Object. A stub that threw stays broken: take a new one. */

/** `retryable` errors may pass with a new stub; `overloaded` ones get worse with every further call. */
export function mayTryAgain(error: unknown): boolean {
  return (
    error instanceof Error && Reflect.get(error, 'retryable') === true && Reflect.get(error, 'overloaded') !== true
  );
}
