/**
 * Where a person goes after the sign-in: a page of ours, never another site's. Whatever a browser could read as another
 * origin is refused, not mended.
 */

const CHARS_MAX = 512;
/** One slash, then printable ASCII without the backslash, which browsers take for a slash. */
const PATH = /^\/(?!\/)[!-[\]-~]*$/;
/** Our own sign-in: returning there would begin the next one. */
const OWN_ROUTES = /^\/auth(?:\/|$)/i;

/**
 * @param publicUrl Our own origin.
 * @returns The whole address, or undefined when the path is refused.
 */
export function returnAddress(path: string, publicUrl: string): string | undefined {
  if (path.length > CHARS_MAX || !PATH.test(path) || !URL.canParse(path, publicUrl)) return undefined;
  const url = new URL(path, publicUrl);
  // Dots in a path can leave two slashes at its beginning (`/.//evil.example`).
  if (url.origin !== publicUrl || url.pathname.startsWith('//') || OWN_ROUTES.test(url.pathname)) return undefined;
  return url.href;
}
