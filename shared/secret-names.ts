/**
 * Whether what is called by a name is likely to be a secret: `DB_PASSWORD`, `apiKey`, `X-Auth-Token`. Judged by the last
 * words: `token_type` and `secret_name` tell about a secret and are none. Pure.
 */

/** Alone at the end of a name. */
const LAST_WORDS = new Set(
  (
    'password passwd passwort pwd pass passphrase passcode secret secrets token apikey apisecret apitoken accesskey ' +
    'secretkey privatekey authtoken accesstoken refreshtoken clientsecret credential credentials creds authorization ' +
    'cookie jwt psk sid phpsessid jsessionid sessionid otp totp mfa pat bearer authkey masterkey encryptionkey signingkey ' +
    'connectionstring sig dbpass dbpassword pgpassword auth'
  ).split(' '),
);
/** Two words at the end of a name that together mean a secret. */
const BEFORE_KEY = new Set(
  (
    'api access private secret signing encryption client account master shared service session auth license storage ssh ' +
    'deploy webhook app application hmac decryption root admin server host data sealing unseal recovery registration'
  ).split(' '),
);
const PAIRS = new Set([
  'connection string',
  'recovery code',
  'backup code',
  'access code',
  'seed phrase',
  'set cookie',
]);
/** Words that may follow without changing what it is. */
const TAILS = new Set(
  (
    'new old current next prod production staging dev test live local confirmation confirm value raw plain text base64 ' +
    'b64 hex default primary secondary main header base'
  ).split(' '),
);
/** Words before `token` that make it something else. */
const HARMLESS_TOKENS = new Set(['page', 'sync', 'unexpected', 'cancellation', 'next', 'start', 'end', 'stop', 'max']);
/** Every name that can be judged a secret has one of these in it: most have none, and are not taken apart. */
const HINT =
  /pass|pwd|secret|token|key|cred|auth|cookie|jwt|psk|sid|otp|mfa|pat|bearer|connection|sig|phrase|code|session/i;
/** A longer name is no name. */
const NAME_CHARS_MAX = 128;

export function isSecretName(name: string): boolean {
  if (name.length > NAME_CHARS_MAX || !(HINT.test(name) || name.startsWith('__'))) return false;
  if (/^__(?:Host|Secure)-/i.test(name)) return true;
  const words = wordsOf(name);
  while (words.length > 1 && (TAILS.has(words.at(-1) ?? '') || /^[0-9]+$/.test(words.at(-1) ?? ''))) words.pop();
  const [before = '', last = ''] = [words.at(-2), words.at(-1)];
  if (last === 'token' && HARMLESS_TOKENS.has(before)) return false;
  if (last === 'key' || last === 'keys')
    return BEFORE_KEY.has(before) || (before === 'id' && words.at(-3) === 'access');
  return LAST_WORDS.has(last.replace(/[0-9]+$/, '')) || PAIRS.has(`${before} ${last}`);
}

/** A name that means a password rather than a token. */
export function isPasswordName(name: string): boolean {
  return /pass|pwd/i.test(name);
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}
