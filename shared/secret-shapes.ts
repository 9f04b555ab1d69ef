/**
 * What well-known secrets look like: one row for each kind, by the text it begins with and what may follow. The table serves
 * the logs, which hide what matches, and the forms for settings, which refuse it. Pure, and carried by the browser too.
 *
 * Every rule looks at each character a bounded number of times, whatever the text.
 */

export interface SecretShape {
  /** `snake_case`; as in `log_lines_sanitised_total{kind}` and in the reason of a refusal. */
  readonly kind: string;
  /** What it begins with, at least two characters. */
  readonly anchors: readonly string[];
  /** True when a letter or digit directly before means that this is a part of something else. */
  readonly isWord?: boolean;
  /**
   * @param start Where the anchor begins.
   * @param after Where it ends.
   * @returns Where the secret stands, or undefined.
   */
  readonly match: (text: string, start: number, after: number) => Span | undefined;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
export const ALNUM = charset(`${UPPER}${LOWER}${DIGITS}`);
const WORD = charset(`${UPPER}${LOWER}${DIGITS}_`);
export const BASE64URL = charset(`${UPPER}${LOWER}${DIGITS}_-`);
const DOTTED = charset(`${UPPER}${LOWER}${DIGITS}_-.`);
const BASE64 = charset(`${UPPER}${LOWER}${DIGITS}+/=`);
const TOKEN68 = charset(`${UPPER}${LOWER}${DIGITS}-._~+/=`);
const HEX = charset(`${DIGITS}abcdefABCDEF`);
const PATH = charset(`${UPPER}${LOWER}${DIGITS}_-/`);
const BASE32 = charset(`${UPPER}234567`);

/** An anchor and at least so many characters of a set behind it. */
function token(kind: string, anchors: readonly string[], set: Uint8Array, charsMin: number): SecretShape {
  return {
    kind,
    anchors,
    match: (text, start, after) => {
      const end = endOfRun(text, after, set);
      return end - after >= charsMin ? { start, end } : undefined;
    },
  };
}

/** The same for anchors so short that they stand inside of other words. */
function word(...parts: Parameters<typeof token>): SecretShape {
  return { ...token(...parts), isWord: true };
}

const pem: SecretShape = {
  kind: 'private_key',
  anchors: ['-----BEGIN ', 'PuTTY-User-Key-File'],
  match: (text, start, after) => {
    const title = text.slice(after, after + 60);
    if (text.startsWith('-', start) && !/^[A-Z0-9 ]{0,40}PRIVATE KEY/.test(title)) return undefined;
    const close = text.startsWith('-', start) ? text.indexOf('-----END ', after) : text.indexOf('Private-MAC', after);
    // Cut off: everything that is left belongs to it.
    if (close === -1) return { start, end: text.length };
    const dashes = text.indexOf('-----', close + '-----END '.length);
    return { start, end: dashes === -1 ? text.length : dashes + '-----'.length };
  },
};

/** JWS (three parts) and JWE (five), RFC 7515 §7.1 and RFC 7516 §7.1; a detached payload is empty. */
const jose: SecretShape = {
  kind: 'jwt',
  anchors: ['eyJ', 'ewog'],
  match: (text, start, after) => {
    // Inside of a longer run it was looked at together with that.
    if (start > 0 && BASE64URL[text.charCodeAt(start - 1)] === 1) return undefined;
    let end = endOfRun(text, after, BASE64URL);
    if (end - start < 10 || text[end] !== '.') return undefined;
    const payload = endOfRun(text, end + 1, BASE64URL);
    if (text[payload] !== '.') return undefined;
    end = endOfRun(text, payload + 1, BASE64URL);
    for (let part = 0; part < 2 && text[end] === '.'; part += 1) end = endOfRun(text, end + 1, BASE64URL);
    return end - start >= 20 ? { start, end } : undefined;
  },
};

const basic: SecretShape = {
  kind: 'basic_credentials',
  anchors: ['Basic ', 'basic ', 'BASIC '],
  match: (text, _start, after) => {
    const end = endOfRun(text, after, BASE64);
    if (end - after < 6) return undefined;
    try {
      return atob(text.slice(after, end)).includes(':') ? { start: after, end } : undefined;
    } catch {
      return undefined;
    }
  },
};

const bearer: SecretShape = {
  kind: 'bearer_token',
  anchors: ['Bearer ', 'bearer ', 'BEARER '],
  match: (text, _start, after) => {
    const end = endOfRun(text, after, TOKEN68);
    const value = text.slice(after, Math.min(end, after + 64));
    return value.length >= 16 || (value.length >= 6 && /[0-9]/.test(value)) ? { start: after, end } : undefined;
  },
};

/** The password in `scheme://name:password@host`, or a token that stands there alone. */
const userinfo: SecretShape = {
  kind: 'url_password',
  anchors: ['://'],
  match: (text, _start, after) => {
    const authority = /^[^\s"'<>\\`/?#]{1,512}/.exec(text.slice(after, after + 512))?.[0] ?? '';
    const colon = authority.indexOf(':');
    const isWhole = authority.includes('@') || colon === -1 || /^[0-9]{0,5}$/.test(authority.slice(colon + 1));
    // A password with a slash in it, as people write it who do not know that it must be escaped.
    const part = isWhole ? authority : (/^[^\s"'<>\\`]{1,512}/.exec(text.slice(after, after + 512))?.[0] ?? '');
    const at = part.lastIndexOf('@');
    if (at <= 0 || part.startsWith('[hidden:')) return undefined;
    const name = part.indexOf(':');
    if (name !== -1 && name < at) return at - name > 1 ? { start: after + name + 1, end: after + at } : undefined;
    return at >= 20 ? { start: after, end: after + at } : undefined;
  },
};

/** Digits, a colon, 35 characters. */
const telegram: SecretShape = {
  kind: 'telegram_token',
  anchors: [':AA'],
  match: (text, colon, after) => {
    let start = colon;
    while (start > 0 && colon - start < 12 && isDigit(text.charCodeAt(start - 1))) start -= 1;
    const end = endOfRun(text, after, BASE64URL);
    return colon - start >= 8 && end - colon - 1 >= 34 ? { start, end } : undefined;
  },
};

/** `<14 characters>.atlasv1.<67>`. */
const terraform: SecretShape = {
  kind: 'terraform_token',
  anchors: ['.atlasv1.'],
  match: (text, dot, after) => {
    const end = endOfRun(text, after, BASE64URL);
    return dot >= 14 && end - after >= 60 ? { start: dot - 14, end } : undefined;
  },
};

/** `<32 hex>-us<number>`. */
const mailchimp: SecretShape = {
  kind: 'mailchimp_key',
  anchors: ['-us'],
  match: (text, dash, after) => {
    const end = endOfRun(text, after, HEX);
    const start = dash - 32;
    return end > after && start >= 0 && endOfRun(text, start, HEX) === dash ? { start, end } : undefined;
  },
};

/** `<3>8Q~<31 to 34>`: client secrets of Entra ID. */
const entra: SecretShape = {
  kind: 'entra_client_secret',
  anchors: ['7Q~', '8Q~'],
  match: (text, at, after) => {
    const end = endOfRun(text, after, TOKEN68);
    return at >= 3 && end - after >= 31 ? { start: at - 3, end } : undefined;
  },
};

/** Behind the anchor come the parts of an address; the last is the secret. */
function webhook(kind: string, anchors: readonly string[]): SecretShape {
  return token(kind, anchors, PATH, 20);
}

/** `0.<uuid>.<30>:<base64 of 16 bytes>`. */
const bitwarden: SecretShape = {
  kind: 'bitwarden_access_token',
  anchors: ['0.'],
  isWord: true,
  match: (text, start) => {
    const form = /^0\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[0-9A-Za-z]{20,64}(?::[0-9A-Za-z+/]{22}={0,2})?/;
    const found = form.exec(text.slice(start, start + 160))?.[0];
    return found === undefined ? undefined : { start, end: start + found.length };
  },
};

export const SECRET_SHAPES: readonly SecretShape[] = [
  pem,
  jose,
  basic,
  bearer,
  userinfo,
  telegram,
  terraform,
  mailchimp,
  entra,
  bitwarden,
  word('roundhouse_key', ['rh_live_', 'rh_test_', 'rh_dev_'], WORD, 30),
  token('github_token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], ALNUM, 30),
  token('github_token', ['github_pat_'], WORD, 30),
  token('gitlab_token', ['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glft-', 'glimt-'], DOTTED, 16),
  token('gitlab_token', ['glagent-', 'glsoat-', 'gloas-', 'glffct-', 'GR1348941'], BASE64URL, 16),
  word('aws_key_id', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], BASE32, 16),
  token('google_api_key', ['AIza'], BASE64URL, 35),
  word('google_oauth_token', ['ya29.', '1//0'], DOTTED, 20),
  token('google_client_secret', ['GOCSPX-'], BASE64URL, 20),
  token('slack_token', ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xoxc-', 'xoxd-', 'xapp-'], DOTTED, 20),
  webhook('slack_webhook', ['hooks.slack.com/services/', 'hooks.slack.com/workflows/']),
  token('stripe_key', ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_'], WORD, 16),
  token('openai_key', ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-'], BASE64URL, 20),
  token('anthropic_key', ['sk-ant-'], BASE64URL, 20),
  token('openrouter_key', ['sk-or-'], BASE64URL, 20),
  word('openai_key', ['sk-'], ALNUM, 32),
  token('npm_token', ['npm_'], ALNUM, 36),
  token('pypi_token', ['pypi-AgE'], BASE64URL, 50),
  token('rubygems_key', ['rubygems_'], HEX, 40),
  word('crates_token', ['cio'], ALNUM, 32),
  word('nuget_key', ['oy2'], ALNUM, 43),
  token('docker_token', ['dckr_pat_', 'dckr_oat_'], BASE64URL, 20),
  token('age_key', ['AGE-SECRET-KEY-1', 'age-secret-key-1', 'AGE-PLUGIN-'], BASE64URL, 20),
  token('sendgrid_key', ['SG.'], DOTTED, 50),
  word('twilio_key', ['SK', 'AC'], HEX, 32),
  word('mailgun_key', ['key-'], HEX, 32),
  word('vault_token', ['hvs.', 'hvb.', 'hvr.'], BASE64URL, 24),
  token('cloudflare_token', ['cfut_', 'cfat_', 'cfk_'], WORD, 30),
  token('cloudflare_origin_key', ['v1.0-'], charset(`${DIGITS}abcdef-`), 100),
  token('onepassword_token', ['ops_eyJ'], BASE64, 60),
  word('onepassword_secret_key', ['A3-'], charset(`${UPPER}${DIGITS}-`), 28),
  webhook('discord_webhook', ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/']),
  token('digitalocean_token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], HEX, 40),
  token('heroku_key', ['HRKU-'], BASE64URL, 30),
  token('netlify_token', ['nfp_', 'nfc_', 'nfo_', 'nfu_'], ALNUM, 30),
  token('fly_token', ['fm1r_', 'fm2_', 'fo1_'], BASE64, 30),
  token('supabase_key', ['sbp_', 'sb_secret_'], BASE64URL, 20),
  token('planetscale_token', ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'], DOTTED, 30),
  word('databricks_token', ['dapi'], HEX, 32),
  token('postman_key', ['PMAK-'], BASE64URL, 40),
  token('linear_key', ['lin_api_', 'lin_oauth_'], ALNUM, 30),
  token('notion_token', ['ntn_', 'secret_'], ALNUM, 40),
  token('figma_token', ['figd_'], BASE64URL, 30),
  word('hugging_face_token', ['hf_'], ALNUM, 30),
  word('groq_key', ['gsk_'], ALNUM, 40),
  word('replicate_token', ['r8_'], ALNUM, 30),
  token('perplexity_key', ['pplx-'], ALNUM, 30),
  word('xai_key', ['xai-'], ALNUM, 40),
  token('grafana_token', ['glsa_', 'glc_eyJ'], charset(`${UPPER}${LOWER}${DIGITS}_+/=`), 30),
  token('newrelic_key', ['NRAK-', 'NRJS-', 'NRII-'], BASE64URL, 18),
  token('sentry_token', ['sntrys_', 'sntryu_'], charset(`${UPPER}${LOWER}${DIGITS}_+/=-`), 30),
  word('doppler_token', ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'], DOTTED, 30),
  word('pulumi_token', ['pul-'], HEX, 40),
  token('shopify_token', ['shpat_', 'shpca_', 'shppa_', 'shpss_'], HEX, 32),
  token('square_token', ['sq0atp-', 'sq0csp-', 'sq0idp-'], BASE64URL, 20),
  token('atlassian_token', ['ATATT3', 'ATCTT3', 'ATBB', 'ATSTT3'], charset(`${UPPER}${LOWER}${DIGITS}_-=`), 24),
  token('airtable_token', ['pat'], DOTTED, 79),
  token('dynatrace_token', ['dt0c01.', 'dt0s01.', 'dt0s02.'], DOTTED, 60),
  token('tailscale_key', ['tskey-'], BASE64URL, 20),
  token('buildkite_token', ['bkua_'], ALNUM, 30),
  token('circleci_token', ['CCIPAT_', 'CCIPRJ_'], WORD, 30),
  token('brevo_key', ['xkeysib-', 'xsmtpsib-'], BASE64URL, 40),
  token('typeform_token', ['tfp_'], DOTTED, 40),
  token('contentful_token', ['CFPAT-'], BASE64URL, 40),
  token('plaid_token', ['access-production-', 'access-sandbox-', 'access-development-'], BASE64URL, 36),
  token('sourcegraph_token', ['sgp_'], WORD, 40),
  token('launchdarkly_key', ['sdk-', 'api-'], charset(`${DIGITS}abcdef-`), 36),
  token('artifactory_token', ['AKCp'], ALNUM, 60),
  token('easypost_key', ['EZAK', 'EZTK'], ALNUM, 54),

  token('teams_webhook', ['webhook.office.com/webhookb2/'], charset(`${UPPER}${LOWER}${DIGITS}_-/@`), 40),
];

/** A table of the first 128 characters: 1 for those of the set. */
export function charset(characters: string): Uint8Array {
  const set = new Uint8Array(128);
  for (const character of characters) set[character.charCodeAt(0)] = 1;
  return set;
}

/** Where the run of characters of a set ends that begins at `from`. */
export function endOfRun(text: string, from: number, set: Uint8Array): number {
  let end = from;
  while (end < text.length && set[text.charCodeAt(end)] === 1) end += 1;
  return end;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
