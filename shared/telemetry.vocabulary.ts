/**
 * The words and bounds of the telemetry contract that the Worker and the browser both need at run time.
 * No dependencies: the browser carries this file.
 */

/** What a page may report. Names come and go by changing this list on both sides. */
export const TELEMETRY_EVENT_NAMES = [
  'answer_select',
  'answer_result',
  'quiz_complete',
  'reveal_open_external',
  'embed_error',
  'embed_fallback_to_link',
  'settings_inline_toggle',
  'settings_theme_toggle',
  'settings_locale_toggle',
  'artwork_open',
] as const;

/** How a question ended, in `attrs.outcome` of `answer_result`. */
export const ANSWER_OUTCOMES = ['correct', 'wrong', 'timeout', 'skip'] as const;

/** Events in one batch; pages send 20 at a time. */
export const BATCH_EVENTS_MAX = 100;
/** Bytes of one batch, packed and unpacked: 256 KiB, so 100 events with full attributes fit. */
export const BATCH_BYTES_MAX = 256 * 1024;
/** Bytes of the attributes of one event, as compact JSON in UTF-8. */
export const ATTRS_BYTES_MAX = 2048;
/** Levels of lists and objects inside the attributes: pages send flat ones, and the database reads no deep JSON. */
export const ATTRS_DEPTH_MAX = 8;
/** Characters of a client id or an attribute's name. A UUID has 36. */
export const NAME_CHARS_MAX = 64;
/** Characters of a version. */
export const VERSION_CHARS_MAX = 32;
/** Characters of an `Idempotency-Key`. A UUID has 36. */
export const IDEMPOTENCY_KEY_CHARS_MAX = 255;

/** Where the operator reads the product numbers. Not among the public addresses: without the admin token it is not there. */
export const TELEMETRY_NUMBERS_ROUTE = { method: 'GET', path: '/admin/telemetry' } as const;
/** Days in one look at the product numbers: as long as events are kept, and a little more. */
export const NUMBERS_DAYS_MAX = 92;
/** Days that are shown when none are named: four weeks, so that weekdays weigh the same. */
export const NUMBERS_DAYS_DEFAULT = 28;
/** Tracks in one answer, those with the most answers first; the catalogue has some hundreds. */
export const NUMBERS_TRACKS_MAX = 1000;

export type AnswerOutcome = (typeof ANSWER_OUTCOMES)[number];
