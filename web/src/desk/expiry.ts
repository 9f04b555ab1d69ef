/** When something that a person makes comes to an end: one of a few spans, or never. Pure. */

const DAY_MS = 86_400_000;

/** Days from now. The longest stays below what the server allows. */
export const EXPIRY_DAYS = [1, 7, 30, 90, 365] as const;
/** As a select holds it; `never` for no end. */
export type ExpiryChoice = `${(typeof EXPIRY_DAYS)[number]}` | 'never';

/** @returns The instant, or undefined for no end. */
export function expiryOf(choice: ExpiryChoice, nowMs: number): string | undefined {
  return choice === 'never' ? undefined : new Date(nowMs + Number(choice) * DAY_MS).toISOString();
}

/** Narrows the value of a select. */
export function expiryChoice(value: string): ExpiryChoice {
  return EXPIRY_DAYS.map((days) => `${days}` as const).find((days) => days === value) ?? 'never';
}
