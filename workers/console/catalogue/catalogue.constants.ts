/** Every number of the catalogue, with its unit and its reason. */

/** Milliseconds between two refreshes: the registry asks for about an hour. */
export const REFRESH_INTERVAL_MS = 3_600_000;
/** Milliseconds until a walk that came up against a bound goes on. */
export const CONTINUE_AFTER_MS = 60_000;
/** Milliseconds until the next try after a failure; doubles with each further one, up to the ordinary interval. */
export const RETRY_FIRST_MS = 120_000;
/** Milliseconds between two refreshes that somebody asks for. */
export const REFRESH_COOLDOWN_MS = 60_000;
/** Milliseconds after which nobody is taken to use the catalogue: its refreshes stop until somebody comes. */
export const UNUSED_AFTER_MS = 7 * 86_400_000;
/** Milliseconds after which everything is read anew, so that what slipped by is put right. */
export const FULL_WALK_INTERVAL_MS = 7 * 86_400_000;
/** Milliseconds by which "what is new" overlaps with what was read before: clocks differ. */
export const NEWS_OVERLAP_MS = 300_000;
/** Milliseconds after which a refresh that was cut off counts as over: four times what one may take. */
export const CUT_OFF_MS = 240_000;
/** Milliseconds for which an isolate does not tell again that the catalogue is used. */
export const WAKE_INTERVAL_MS = 600_000;
/** Milliseconds that whoever comes first waits until its reading is planned. */
export const WAKE_TIMEOUT_MS = 2000;
/** Milliseconds for a token out of a vault: the call still has time to go on without. */
export const TOKEN_TIMEOUT_MS = 4000;

/** Entries of one page of the registry: the most that it gives. */
export const PAGE_ENTRIES = 100;
/** Pages of one refresh, and milliseconds for it, and milliseconds between two calls: the earlier console's bounds. */
export const PAGES_PER_REFRESH = 20;
export const REFRESH_TIME_MS = 60_000;
export const CALL_SPACING_MS = 100;
/** Pages of a whole walk, over all its refreshes: a registry without end is left. */
export const PAGES_PER_WALK = 500;
/** Milliseconds for one call. */
export const CALL_TIMEOUT_MS = 15_000;
/** Bytes of a page: 100 entries are some 250 KB. */
export const PAGE_BYTES_MAX = 4_194_304;
/** Bytes of a list of folders: GitHub gives 1,000 of them at most, some 1 KB each. */
export const FOLDERS_BYTES_MAX = 2_097_152;
/** Bytes of a `server.yaml`: the longest today has 9 KB. */
export const SERVER_YAML_BYTES_MAX = 65_536;
/** Folders that are read in one refresh; the time is the narrower bound. */
export const FOLDERS_PER_REFRESH = 500;

/** Entries that are kept of one source. */
export const ENTRIES_MAX = 20_000;
/** Characters of one entry as JSON; the longest today has about 12,000. */
export const ENTRY_CHARS_MAX = 32_768;
/** Entries that are written in one statement: bounded by what D1 takes as one value, 2 MB. */
export const WRITE_ENTRIES = 50;
/** Characters in which a search looks. */
export const SEARCHABLE_CHARS_MAX = 1500;
/** Words that a search looks for; further ones are left out. */
export const WORDS_MAX = 5;
/** Categories that are told. */
export const CATEGORIES_MAX = 60;
/** Characters of a cursor that is kept. */
export const CURSOR_CHARS_MAX = 1024;

/** Seconds for which a list of versions is taken as it is, and for which it is kept for when the source is down. */
export const VERSIONS_FRESH_SECONDS = 3600;
export const VERSIONS_KEEP_SECONDS = 604_800;
/** Versions that are told of one entry, the newest first. */
export const VERSIONS_MAX = 100;
/** Milliseconds for a list of versions: somebody waits for it. */
export const VERSIONS_TIMEOUT_MS = 5000;
