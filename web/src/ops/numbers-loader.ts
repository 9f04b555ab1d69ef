/** What the page shows, as signals: the numbers or what stands in their way. */
import { signal } from '@preact/signals';
import type { TelemetryNumbers } from '../../../shared/telemetry-numbers.schema.ts';
import { createAdminToken } from '../desk/admin-token.ts';
import { type Days, type Fault, fetchNumbers } from './fetch-numbers.ts';

export const adminToken = createAdminToken(() => sessionStorage);
export const days = signal<Days>({ from: '', to: '' });
export const numbers = signal<TelemetryNumbers | undefined>(undefined);
export const fault = signal<Fault | undefined>(undefined);
export const isLoading = signal(false);

let latest = 0;

/** Asks for the chosen days, as soon as there is a token. Only the latest question is answered. */
export async function loadNumbers(): Promise<void> {
  const token = adminToken.current();
  if (token === undefined) return;
  const mine = ++latest;
  isLoading.value = true;
  const fetched = await fetchNumbers(token, days.peek(), fetch);
  if (mine !== latest) return;
  isLoading.value = false;
  fault.value = 'fault' in fetched ? fetched.fault : undefined;
  if ('numbers' in fetched) {
    numbers.value = fetched.numbers;
    days.value = { from: fetched.numbers.from, to: fetched.numbers.to };
  } else if (fetched.fault === 'refused') {
    lock();
  }
}

/** Forgets the token and what it opened. */
export function lock(): void {
  latest += 1;
  isLoading.value = false;
  adminToken.forget();
  numbers.value = undefined;
}
