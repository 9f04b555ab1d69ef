/**
 * The settings of the Zaim connection and of the ring that seals data at rest. Nothing set means that neither is there;
 * half of it stops the house. Where Zaim is can be changed on a developer's machine only, so that no deployment can be
 * led to send its tokens elsewhere.
 */
import * as z from 'zod';
import type { EnvProblem } from '../env.ts';

const ZAIM_API_URL = 'https://api.zaim.net';
const ZAIM_AUTH_URL = 'https://auth.zaim.net';
/** Where Zaim sends the browser back; the route is bound to it. */
export const ZAIM_CALLBACK_PATH = '/zaim/auth/callback';
const URL_CHARS_MAX = 256;
/** A consumer key or secret has 40 characters today. */
const CREDENTIAL_CHARS_MAX = 256;
const ENCRYPTION_KEY_BYTES = 32;
const MINUTES_MIN = 5;
const MINUTES_MAX = 1440;
/** A fetch of a small household takes six calls. */
const CALLS_MIN = 10;
const CALLS_MAX = 1000;

const origin = z
  .url({ protocol: /^https?$/ })
  .max(URL_CHARS_MAX)
  .refine((value) => URL.canParse(value) && new URL(value).origin === value, 'must be an origin without a path');

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^[0-9]{1,4}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

export const zaimSettings = {
  /** Where Zaim sends the browser back; `PUBLIC_URL` with our path when empty. Never taken from a request. */
  ZAIM_CALLBACK_URL: z
    .union([z.literal(''), z.url({ protocol: /^https?$/ }).max(URL_CHARS_MAX)])
    .refine(
      (value) => value === '' || value === `${new URL(value).origin}${ZAIM_CALLBACK_PATH}`,
      `must be an origin followed by ${ZAIM_CALLBACK_PATH}`,
    )
    .default(''),
  ZAIM_API_URL: origin.default(ZAIM_API_URL),
  ZAIM_AUTH_URL: origin.default(ZAIM_AUTH_URL),
  /** Whether our application was registered at Zaim with "permanently accessible"; without it access ends after 24 h. */
  ZAIM_PERMANENT_ACCESS: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
  /** Minutes between two fetches of an account. */
  ZAIM_FETCH_MINUTES: wholeNumber(MINUTES_MIN, MINUTES_MAX).default(15),
  /** Calls to Zaim that an account may make in any hour. */
  ZAIM_CALLS_PER_HOUR: wholeNumber(CALLS_MIN, CALLS_MAX).default(60),
  /** Which of the two encryption keys seals; both open. Set with the secrets, so that both change together. */
  ENCRYPTION_SIGNER: z.enum(['current', 'new']).default('current'),
} as const;

const credential = z
  .string()
  .max(CREDENTIAL_CHARS_MAX, `is longer than ${CREDENTIAL_CHARS_MAX} characters`)
  .regex(/^[\x21-\x7e]+$/, 'has white space or characters beyond ASCII, or is empty');

const encryptionKey = z.string().refine((value) => isKey(value), `is not base64 of ${ENCRYPTION_KEY_BYTES} bytes`);

export const zaimSecrets = {
  /** Of our application at Zaim. */
  ZAIM_CONSUMER_KEY: credential.optional(),
  ZAIM_CONSUMER_SECRET: credential.optional(),
  /** Seals data at rest. */
  ENCRYPTION_KEY: encryptionKey.optional(),
  /** The next one, present only while keys rotate. */
  ENCRYPTION_KEY_NEW: encryptionKey.optional(),
} as const;

interface ZaimSettings {
  readonly ENVIRONMENT: 'local' | 'staging' | 'production';
  readonly PUBLIC_URL: string;
  readonly ZAIM_CALLBACK_URL: string;
  readonly ZAIM_API_URL: string;
  readonly ZAIM_AUTH_URL: string;
  readonly ENCRYPTION_SIGNER: 'current' | 'new';
}

interface ZaimSecrets {
  readonly ZAIM_CONSUMER_KEY?: string | undefined;
  readonly ZAIM_CONSUMER_SECRET?: string | undefined;
  readonly ENCRYPTION_KEY?: string | undefined;
  readonly ENCRYPTION_KEY_NEW?: string | undefined;
}

/** Where Zaim sends the browser back. */
export function zaimCallbackUrl({ ZAIM_CALLBACK_URL, PUBLIC_URL }: ZaimSettings): string {
  return ZAIM_CALLBACK_URL === '' ? `${PUBLIC_URL}${ZAIM_CALLBACK_PATH}` : ZAIM_CALLBACK_URL;
}

/** What is wrong with the settings and secrets taken together. */
export function zaimProblems(settings: ZaimSettings, secrets: ZaimSecrets): EnvProblem[] {
  const problems: EnvProblem[] = [];
  const report = (variable: string, problem: string, remedy: string) => problems.push({ variable, problem, remedy });
  const put = (variable: string) =>
    `Set it with "wrangler secret put ${variable}"; docs/zaim.md says where it is from.`;
  const { ZAIM_CONSUMER_KEY: key, ZAIM_CONSUMER_SECRET: secret, ENCRYPTION_KEY, ENCRYPTION_KEY_NEW } = secrets;
  if (key !== undefined && secret === undefined) {
    report('ZAIM_CONSUMER_SECRET', 'is not set although ZAIM_CONSUMER_KEY is', put('ZAIM_CONSUMER_SECRET'));
  }
  if (secret !== undefined && key === undefined) {
    report('ZAIM_CONSUMER_KEY', 'is not set although ZAIM_CONSUMER_SECRET is', put('ZAIM_CONSUMER_KEY'));
  }
  const generate = 'Generate one with "openssl rand -base64 32" and set it with "wrangler secret put ENCRYPTION_KEY".';
  if (ENCRYPTION_KEY === undefined && (key !== undefined || secret !== undefined)) {
    report('ENCRYPTION_KEY', 'is not set, so the tokens of Zaim could not be sealed', generate);
  }
  if (ENCRYPTION_KEY === undefined && ENCRYPTION_KEY_NEW !== undefined) {
    report('ENCRYPTION_KEY', 'is not set although ENCRYPTION_KEY_NEW is', generate);
  }
  if (settings.ENCRYPTION_SIGNER === 'new' && ENCRYPTION_KEY_NEW === undefined) {
    report(
      'ENCRYPTION_SIGNER',
      'is "new", but ENCRYPTION_KEY_NEW is not set',
      'Set ENCRYPTION_KEY_NEW first, or set ENCRYPTION_SIGNER to "current".',
    );
  }
  if (settings.ENVIRONMENT === 'local') return problems;
  if (settings.ZAIM_API_URL !== ZAIM_API_URL) {
    report('ZAIM_API_URL', 'is not where Zaim is', 'Take it out of [vars]: it is for a simulator on this machine.');
  }
  if (settings.ZAIM_AUTH_URL !== ZAIM_AUTH_URL) {
    report('ZAIM_AUTH_URL', 'is not where Zaim is', 'Take it out of [vars]: it is for a simulator on this machine.');
  }
  if (key !== undefined && !zaimCallbackUrl(settings).startsWith('https://')) {
    report('ZAIM_CALLBACK_URL', 'is not https', 'Mend it, or PUBLIC_URL, under [vars] in wrangler.toml.');
  }
  return problems;
}

/** With `atob`, since the commands that check local secrets run where `Uint8Array.fromBase64` is not there yet. */
function isKey(value: string): boolean {
  try {
    const bytes = atob(value);
    // Few different bytes are a pattern that somebody typed.
    return bytes.length === ENCRYPTION_KEY_BYTES && btoa(bytes) === value && new Set(bytes).size > 8;
  } catch {
    return false;
  }
}
