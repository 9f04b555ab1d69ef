/** Which part of the console is shown, as the address says it behind the `#`. Pure. */

export const SECTIONS = [
  'dashboard',
  'catalogue',
  'servers',
  'sessions',
  'gateways',
  'jobs',
  'hosts',
  'secrets',
  'config',
] as const;
export type Section = (typeof SECTIONS)[number];

export interface Place {
  readonly section: Section;
  /** What is shown of it, such as the id of a server and a part of its page. */
  readonly names: readonly string[];
}

/** Anything that is not a place of ours is the first section. */
export function parsePlace(hash: string): Place {
  const [first, ...names] = hash.replace(/^#/, '').split('/').map(decoded);
  const section = SECTIONS.find((known) => known === first);
  return section === undefined ? { section: SECTIONS[0], names: [] } : { section, names };
}

/** For links. */
export function placeHash(section: Section, ...names: readonly string[]): string {
  return `#${[section, ...names.map(encodeURIComponent)].join('/')}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A cut-off escape: as it stands.
    return part;
  }
}
