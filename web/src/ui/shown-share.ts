/** A share as per cent in the reader's language; undefined when there is nothing to share. */
export function shownShare(share: number | null, language: string): string | undefined {
  if (share === null) return undefined;
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}
