/**
 * Text that strangers wrote, such as descriptions of servers and tools: shown as text, never as markup. What cannot be seen
 * or turns the direction of reading around is taken out, so that it looks like what it says.
 */

/** Controls but tab and line feed, line and paragraph separators, and formats but the joiners that scripts and emoji need. */
const UNSEEN = /(?!\t|\n|\u200c|\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

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
