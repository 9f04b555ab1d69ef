/** Small steps from what a stranger wrote to the one model: bounded, plain, and nothing that is not what it should be. */
import { parseImageReference } from '../../../shared/image-reference.ts';
import { plainLine } from '../untrusted-text.ts';

const URL_CHARS_MAX = 2048;
/** @returns undefined for what is no https address. */
export function httpsUrl(text: string | undefined): string | undefined {
  if (text === undefined || text.length > URL_CHARS_MAX || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : undefined;
}

/**
 * The full name of an image: with its registry, and with a tag.
 *
 * @param identifier As the source says it, such as `vendor/server`, `ghcr.io/vendor/server:1.2` or `mcp/brave-search`.
 * @param host Of the registry when the identifier names none.
 * @param tag When the identifier has none.
 * @returns undefined when that is no reference to an image.
 */
export function imageName(identifier: string, host: string, tag: string): string | undefined {
  const first = identifier.split('/', 1)[0] ?? '';
  const namesHost = identifier.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  const path = namesHost ? identifier : `${host}/${identifier}`;
  const last = path.slice(path.lastIndexOf('/') + 1);
  return parseImageReference(/[:@]/.test(last) ? path : `${path}:${tag}`)?.full;
}

/** Name of an environment variable, a header or a placeholder. */
export function inputName(text: string): string | undefined {
  return /^[A-Za-z_][\w.-]{0,199}$/.test(text) ? text : undefined;
}

/** A bounded line, or nothing at all for an empty one. */
export function line(text: string | undefined, charsMax: number): string | undefined {
  const said = text === undefined ? '' : plainLine(text, charsMax);
  return said === '' ? undefined : said;
}

/** An object without its undefined members, as strict types want it. */
export function present<Value extends object>(
  value: Value,
): { [Name in keyof Value]: Exclude<Value[Name], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never;
}
