/** A made-up secret, and the forms in which it could be found. */
import { randomBytes } from 'node:crypto';

/** Visible characters, no two alike, in no format that the sanitiser would know: it must be found by nothing but itself. */
export function newCanary(): string {
  return `Kanarienvogel${randomBytes(18).toString('hex')}`;
}

/** Written apart from the sanitiser's own list, so that one forgotten there is missed here by nobody. */
export function formsOf(canary: string): readonly Buffer[] {
  const bytes = Buffer.from(canary);
  const shifted = ['', 'x', 'xx'].map((before) =>
    Buffer.from(before + canary)
      .toString('base64')
      .slice(4, -4),
  );
  const texts = [
    canary,
    ...shifted,
    ...shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    canary
      .split('')
      .map((character) => `%${character.charCodeAt(0).toString(16)}`)
      .join(''),
  ];
  return [...texts.map((text) => Buffer.from(text)), Buffer.from(canary, 'utf16le')];
}
