/** KV keys of the published question sets, for the Worker that reads and the command that writes. */
export const contentKeys = {
  /** Version number of the set that new rounds use, as decimal text. */
  current: 'content:current',
  /** The question set of one version, as JSON. Never changed once written. */
  version: (version: number) => `content:v${version}`,
} as const;
