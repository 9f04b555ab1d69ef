/**
 * JSON from another party, as an object. A name that stands twice in an object is refused: which of the two counts is a
 * matter of the parser, so what we check might not be what others read (RFC 8725 §2.4, RFC 8259 §4).
 */

/** In valid JSON every quote outside a string begins one, so this finds all strings, and whether each is a name. */
const STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** The object, or undefined for anything else. A byte order mark is no JSON. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  let written = 0;
  for (const [, colon] of text.matchAll(STRING)) if (colon !== undefined) written += 1;
  return written === namesIn(value) ? (value as Record<string, unknown>) : undefined;
}

/** How many names are left in a value: fewer than were written when one stood twice. */
function namesIn(value: object): number {
  let count = 0;
  const rest: object[] = [value];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (!Array.isArray(next)) count += Object.keys(next).length;
    for (const member of Object.values(next) as unknown[]) {
      if (typeof member === 'object' && member !== null) rest.push(member);
    }
  }
  return count;
}
