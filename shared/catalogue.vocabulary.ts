/** Words of the catalogue that the Worker, the pages and the API description share. No dependencies. */

/** Where entries come from: the official MCP registry, and Docker's list of servers as images. */
export const CATALOGUE_SOURCES = ['official', 'docker'] as const;
export type CatalogueSource = (typeof CATALOGUE_SOURCES)[number];

export const ENTRY_STATUSES = ['active', 'deprecated', 'deleted'] as const;

/** Why a copy is not all that the source has. */
export const CATALOGUE_WARNINGS = [
  /** One walk reads so many pages; the next goes on from there. */
  'page_limit',
  'time_limit',
  /** The source asks to wait. */
  'rate_limited',
  /** The source did not answer, or not as it should: what was there before stays. */
  'source_failed',
  /** The source led in a circle, or forgot where we were. */
  'cursor_lost',
  /** There is more than is kept. */
  'entry_limit',
] as const;
export type CatalogueWarning = (typeof CATALOGUE_WARNINGS)[number];

/** Results of a refresh, as counted. */
export const REFRESH_RESULTS = ['complete', 'partial', 'failed'] as const;
export type RefreshResult = (typeof REFRESH_RESULTS)[number];

export const TRANSPORTS = ['stdio', 'streamable-http', 'sse'] as const;

/** Characters of what is searched for. */
export const QUERY_CHARS_MAX = 100;
/** Entries of one page. */
export const CATALOGUE_PAGE_SIZE = 24;
export const CATALOGUE_PAGE_SIZE_MAX = 100;
/** Pages that can be asked for: nobody reads on from there, and a database counts every row it passes. */
export const CATALOGUE_PAGES_MAX = 1000;
/** Characters of a name: the registry's own bound. */
export const ENTRY_NAME_CHARS_MAX = 200;
