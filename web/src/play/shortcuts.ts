/** Which single key does what during play. Pure, so that the rules can be read and tested without a page. */
import type { Phase } from '../round/round.types.ts';

export type Shortcut =
  | { readonly kind: 'choose'; readonly position: number }
  | { readonly kind: 'skip' }
  | { readonly kind: 'continue' };

/** The parts of a KeyboardEvent that matter. */
export interface KeyPress {
  readonly key: string;
  /** Physical key, so that digits work on layouts that need Shift for them. */
  readonly code: string;
  readonly repeat: boolean;
  readonly modified: boolean;
  /** True when the focus is on something that uses Enter itself: a button, a link, a form field. */
  readonly onControl: boolean;
}

const DIGIT = /^(?:Digit|Numpad)([1-4])$/;

export function shortcutFor(press: KeyPress, phase: Phase['kind'], singleKeys: boolean): Shortcut | undefined {
  if (press.repeat || press.modified) return undefined;
  if (phase === 'revealed') return press.key === 'Enter' && !press.onControl ? { kind: 'continue' } : undefined;
  if (phase !== 'asking' || !singleKeys) return undefined;
  const digit = DIGIT.exec(press.code)?.[1] ?? (/^[1-4]$/.test(press.key) ? press.key : undefined);
  if (digit !== undefined) return { kind: 'choose', position: Number(digit) - 1 };
  return press.key.toLowerCase() === 's' ? { kind: 'skip' } : undefined;
}
