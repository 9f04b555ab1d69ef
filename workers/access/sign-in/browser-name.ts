/** A browser's coarse name, so that people know their sessions apart: family and system, no versions. */

/** In this order: many name the others too. */
const FAMILIES = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Headless)?(?:Chrome|Chromium|CriOS)\//],
  ['Safari', /\bSafari\//],
] as const;
const SYSTEMS = [
  ['iOS', /\b(?:iPhone|iPad|iPod)\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
] as const;
/** Beyond this nobody's header goes; matching stays cheap. */
const CHARS_MAX = 512;

export function browserName(userAgent: string | null): string {
  const text = (userAgent ?? '').slice(0, CHARS_MAX);
  const find = (table: readonly (readonly [string, RegExp])[]) => table.find(([, pattern]) => pattern.test(text))?.[0];
  const [family, system] = [find(FAMILIES), find(SYSTEMS)];
  if (family === undefined) return system ?? 'unknown';
  return system === undefined ? family : `${family}, ${system}`;
}
