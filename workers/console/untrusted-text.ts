/**
 * Text that strangers wrote, such as descriptions of servers and tools: shown as text, never as markup. What cannot be seen
 * or turns the direction of reading around is taken out, so that it looks like what it says.
 */

/** C0 and C1 controls but tab and line feed; marks, embeddings and isolates of direction; joiners and tags that hide text. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/**
 * @param charsMax Characters at most, counted as UTF-16 units; what is longer is cut and ends with `…`.
 * @returns The text without what cannot be seen, and without blanks around it.
 */
export function plainText(text: string, charsMax: number): string {
  const wellFormed = text
    // No more is looked at than could stay.
    .slice(0, charsMax * 2)
    .replaceAll('\r\n', '\n')
    .toWellFormed()
    .replace(UNSEEN, '')
    .trim();
  if (wellFormed.length <= charsMax && text.length <= charsMax * 2) return wellFormed;
  return `${wellFormed
    .slice(0, charsMax - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '')}…`;
}

/** The same on one line. */
export function plainLine(text: string, charsMax: number): string {
  return plainText(text.slice(0, charsMax * 2).replace(/\s+/g, ' '), charsMax);
}
