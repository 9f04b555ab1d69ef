/**
 * Names of everything this app keeps on the device. Built here and nowhere else.
 * The prefix is shared with earlier frontends of the same API, which know the token under this name.
 */
export const STORAGE_PREFIX = 'vgm2.';

export const STORAGE_KEYS = {
  /** Current continuation token, the raw string. */
  token: 'vgm2.session.token',
  /** Versioned JSON: what the token cannot tell (question, choices, history, deadline). */
  round: 'vgm2.session.round',
  settings: 'vgm2.settings',
  filters: 'vgm2.filters',
  /** In the storage of the tab. Versioned JSON: random client id, events that the server has not stored yet. */
  telemetry: 'vgm2.telemetry',
} as const;
