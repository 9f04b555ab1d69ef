/**
 * The ways in which a value commonly appears in a text: as it is, in base64, in hexadecimal, and escaped for an address,
 * for JSON or for HTML. Pure.
 */

/** Bytes before the value shift it within the groups of three that base64 encodes: by none, one or two. */
const ALIGNMENTS = [0, 1, 2] as const;

/** @returns Different texts, the value itself first. Those of base64 are the part that does not depend on what stands around. */
export function encodedForms(value: string): string[] {
  const text = value.toWellFormed();
  const bytes = new TextEncoder().encode(text);
  const component = encodeURIComponent(text);
  const strict = component.replace(/[!'()*]/g, percentOf);
  const form = new URLSearchParams({ '': text }).toString().slice('='.length);
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replace(/[^\u0020-\u007e]/g, unicodeEscapeOf);
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  const base64 = ALIGNMENTS.map((before) => base64Core(bytes, before));
  // As shared/text-views.ts reads bytes: each a character, in what was decoded without those that no text has.
  const single = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    ...new Set([
      value,
      text,
      single,
      single.replace(/[\u0080-\u009f]/g, '\0'),
      ...base64,
      ...base64.map((core) => core.replaceAll('+', '-').replaceAll('/', '_')),
      hex,
      hex.toUpperCase(),
      ...[component, strict, form, encodeURI(text)].flatMap((escaped) => [escaped, lowerPercents(escaped)]),
      json,
      json.replaceAll('/', '\\/'),
      ascii,
      ascii.replace(/\\u[0-9a-f]{4}/g, (unit) => `\\u${unit.slice(2).toUpperCase()}`),
      JSON.stringify(json).slice(1, -1),
      html,
      ...['&#39;', '&#x27;', '&apos;'].map((quote) => html.replaceAll("'", quote)),
    ]),
  ];
}

/** The characters of base64 that stand for nothing but these bytes when `before` bytes precede them (RFC 4648 §4). */
function base64Core(bytes: Uint8Array, before: number): string {
  const padded = new Uint8Array(before + bytes.length);
  padded.set(bytes, before);
  const first = Math.ceil((before * 8) / 6);
  const last = Math.floor((padded.length * 8) / 6);
  const binary = Array.from(padded, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).slice(first, last);
}

function percentOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function lowerPercents(escaped: string): string {
  return escaped.replace(/%[0-9A-F]{2}/g, (percent) => percent.toLowerCase());
}

function unicodeEscapeOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
