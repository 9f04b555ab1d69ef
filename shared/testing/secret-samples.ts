/** Secrets of all kinds, made up, and the wrappings in which they end up in logs. Deterministic. */

export type Sample = readonly [name: string, secret: string];

/** A small generator (xorshift32): the same samples in every run. */
export function randomFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(20_261_120);
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const ALNUM = UPPER + LOWER + DIGITS;
const URLSAFE = `${ALNUM}_-`;
const from = (alphabet: string, length: number) =>
  Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
const alnum = (length: number) => from(ALNUM, length);
const hex = (length: number) => from('0123456789abcdef', length);
const safe = (length: number) => `${alnum(1)}${from(URLSAFE, length - 2)}${alnum(1)}`;
const base64 = (text: string) => btoa(text);
const base64Url = (text: string) => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
const jws = (header: object) => `${base64Url(JSON.stringify(header))}.${base64Url('{"sub":"someone"}')}.${safe(43)}`;
const pem = (label: string) => {
  const lines = Array.from({ length: 6 }, () => from(`${ALNUM}+/`, 64));
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----`;
};

/** With a shape of their own: to be found anywhere. */
export const SHAPED: readonly Sample[] = [
  ['an API key of ours', `rh_live_${alnum(16)}_${alnum(43)}${alnum(6)}`],
  ['an API key of ours, for tests', `rh_dev_${alnum(16)}_${alnum(43)}${alnum(6)}`],
  ...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((kind): Sample => [`GitHub ${kind}`, `${kind}_${alnum(36)}`]),
  ['GitHub, fine-grained', `github_pat_${alnum(22)}_${alnum(59)}`],
  ...['glpat', 'gldt', 'glrt', 'glcbt', 'glptt', 'glft', 'glimt', 'glagent', 'glsoat', 'gloas'].map(
    (kind): Sample => [`GitLab ${kind}`, `${kind}-${safe(20)}`],
  ),
  ['GitLab runner', `GR1348941${safe(20)}`],
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA'].map((kind): Sample => [`AWS ${kind}`, `${kind}${from(`${UPPER}234567`, 16)}`]),
  ['Google API key', `AIza${safe(35)}`],
  ['Google access token', `ya29.${safe(60)}`],
  ['Google refresh token', `1//0${safe(40)}`],
  ['Google client secret', `GOCSPX-${safe(28)}`],
  ...['xoxb', 'xoxp', 'xoxa', 'xoxr', 'xoxs', 'xoxe'].map(
    (kind): Sample => [`Slack ${kind}`, `${kind}-${from(DIGITS, 12)}-${from(DIGITS, 12)}-${alnum(24)}`],
  ),
  ['Slack app', `xapp-1-A${alnum(10)}-${from(DIGITS, 13)}-${hex(64)}`],
  ['Slack webhook', `https://hooks.slack.com/services/T${alnum(8)}/B${alnum(8)}/${alnum(24)}`],
  ...['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_'].map(
    (kind): Sample => [`Stripe ${kind}`, `${kind}${alnum(32)}`],
  ),
  ['OpenAI project', `sk-proj-${safe(100)}`],
  ['OpenAI service account', `sk-svcacct-${safe(100)}`],
  ['OpenAI admin', `sk-admin-${safe(100)}`],
  ['OpenAI, older', `sk-${alnum(20)}T3BlbkFJ${alnum(20)}`],
  ['Anthropic', `sk-ant-api03-${safe(93)}AA`],
  ['OpenRouter', `sk-or-v1-${hex(64)}`],
  ['npm', `npm_${alnum(36)}`],
  ['PyPI', `pypi-AgEIcHlwaS5vcmc${safe(120)}`],
  ['RubyGems', `rubygems_${hex(48)}`],
  ['crates.io', `cio${alnum(32)}`],
  ['NuGet', `oy2${from(LOWER + DIGITS, 43)}`],
  ['Docker, personal', `dckr_pat_${safe(27)}`],
  ['Docker, organisation', `dckr_oat_${safe(32)}`],
  ['Bitwarden access token', `0.${uuid()}.${alnum(30)}:${base64(from(ALNUM, 16))}`],
  ['JWS', jws({ alg: 'HS256', typ: 'JWT' })],
  ['JWS with a kid', jws({ alg: 'ES256', kid: hex(16) })],
  ['JWE', `${base64Url('{"alg":"dir","enc":"A256GCM"}')}..${safe(16)}.${safe(60)}.${safe(22)}`],
  ['PEM, PKCS #8', pem('PRIVATE KEY')],
  ['PEM, encrypted', pem('ENCRYPTED PRIVATE KEY')],
  ['PEM, RSA', pem('RSA PRIVATE KEY')],
  ['PEM, EC', pem('EC PRIVATE KEY')],
  ['PEM, OpenSSH', pem('OPENSSH PRIVATE KEY')],
  ['PGP', pem('PGP PRIVATE KEY BLOCK')],
  ['age', `AGE-SECRET-KEY-1${from(UPPER + DIGITS, 58)}`],
  ['Telegram', `${from('123456789', 10)}:AA${safe(33)}`],
  ['SendGrid', `SG.${safe(22)}.${safe(43)}`],
  ['Twilio', `SK${hex(32)}`],
  ['Mailgun', `key-${hex(32)}`],
  ['Mailchimp', `${hex(32)}-us21`],
  ['Brevo', `xkeysib-${hex(64)}-${alnum(16)}`],
  ['Vault', `hvs.${safe(90)}`],
  ['Vault, batch', `hvb.${safe(120)}`],
  ['Terraform', `${alnum(14)}.atlasv1.${safe(67)}`],
  ['Cloudflare, of a user', `cfut_${alnum(40)}`],
  ['Cloudflare, of an account', `cfat_${alnum(40)}`],
  ['Cloudflare origin', `v1.0-${hex(24)}-${hex(146)}`],
  ['1Password service account', `ops_${base64('{"email":"someone@example.com","muk":"abcdefgh","deviceUuid":"x"}')}`],
  [
    '1Password secret key',
    `A3-${from(UPPER, 6)}-${from(UPPER, 6)}-${['', '', ''].map(() => from(UPPER, 5)).join('-')}-${from(UPPER, 5)}`,
  ],
  ['Discord webhook', `https://discord.com/api/webhooks/${from(DIGITS, 18)}/${safe(68)}`],
  ['Entra', `${alnum(3)}8Q~${safe(34)}`],
  ['DigitalOcean', `dop_v1_${hex(64)}`],
  ['Heroku', `HRKU-${uuid()}`],
  ['Netlify', `nfp_${alnum(36)}`],
  ['Fly', `fo1_${alnum(43)}`],
  ['Supabase', `sbp_${hex(40)}`],
  ['PlanetScale', `pscale_tkn_${safe(43)}`],
  ['Databricks', `dapi${hex(32)}`],
  ['Postman', `PMAK-${hex(24)}-${hex(34)}`],
  ['Linear', `lin_api_${alnum(40)}`],
  ['Notion', `ntn_${alnum(46)}`],
  ['Figma', `figd_${safe(40)}`],
  ['Hugging Face', `hf_${alnum(34)}`],
  ['Groq', `gsk_${alnum(52)}`],
  ['Replicate', `r8_${alnum(37)}`],
  ['Perplexity', `pplx-${alnum(48)}`],
  ['xAI', `xai-${alnum(80)}`],
  ['Grafana', `glsa_${alnum(32)}_${hex(8)}`],
  ['New Relic', `NRAK-${from(UPPER + DIGITS, 27)}`],
  ['Sentry', `sntrys_${alnum(100)}`],
  ['Doppler', `dp.pt.${alnum(43)}`],
  ['Pulumi', `pul-${hex(40)}`],
  ['Shopify', `shpat_${hex(32)}`],
  ['Square', `sq0atp-${safe(22)}`],
  ['Atlassian', `ATATT3xFfGF0${alnum(160)}`],
  ['Bitbucket', `ATBB${alnum(32)}`],
  ['Airtable', `pat${alnum(14)}.${hex(64)}`],
  ['Dynatrace', `dt0c01.${from(UPPER + DIGITS, 24)}.${from(UPPER + DIGITS, 64)}`],
  ['Tailscale', `tskey-auth-${alnum(12)}-${alnum(32)}`],
  ['Buildkite', `bkua_${hex(40)}`],
  ['CircleCI', `CCIPAT_${alnum(22)}_${hex(40)}`],
  ['Typeform', `tfp_${safe(44)}`],
  ['Contentful', `CFPAT-${safe(43)}`],
  ['Plaid', `access-production-${uuid()}`],
  ['Sourcegraph', `sgp_${hex(16)}_${hex(40)}`],
  ['LaunchDarkly', `sdk-${uuid()}`],
  ['Artifactory', `AKCp${alnum(69)}`],
  ['EasyPost', `EZAK${alnum(54)}`],
  ['Teams webhook', `https://x.webhook.office.com/webhookb2/${uuid()}@${uuid()}/IncomingWebhook/${hex(32)}/${uuid()}`],
];

/** Known by what stands around them: the first is the text, the second what must not be left of it. */
export const IN_CONTEXT: readonly (readonly [name: string, text: string, secret: string])[] = [
  ['a bearer token', 'Authorization: Bearer Zq8-hunter2-Zq8', 'Zq8-hunter2-Zq8'],
  ['a bearer token in a sentence', 'sent Bearer abcdefgh12345678 to it', 'abcdefgh12345678'],
  ['basic credentials', `Authorization: Basic ${base64('someone:hunter2')}`, base64('someone:hunter2')],
  ['basic credentials in a sentence', `tried Basic ${base64('someone:hunter2')} first`, base64('someone:hunter2')],
  ['a cookie', 'Cookie: theme=dark; __Host-session=s3ss1on-of-someone', 's3ss1on-of-someone'],
  ['a cookie that is set', 'set-cookie: sid=s3ss1on; HttpOnly', 's3ss1on'],
  ['PostgreSQL', 'postgres://app:hunter2@db.internal:5432/app', 'hunter2'],
  ['MySQL', 'mysql://root:p%40ss@db/app', 'p%40ss'],
  ['MongoDB', 'mongodb+srv://u:hunter2@cluster0.example.net/?w=1', 'hunter2'],
  ['Redis without a name', 'redis://default:hunter2@cache:6379', 'hunter2'],
  ['AMQP with a slash', 'amqp://guest:hun/ter2@mq/', 'hun/ter2'],
  ['a token before a host', `https://${'t0ken'.repeat(6)}@git.example/x.git`, 't0ken'.repeat(6)],
  ['a variable', 'DB_PASSWORD=hunter2', 'hunter2'],
  ['a variable, exported', "export GITHUB_TOKEN='abc123def'", 'abc123def'],
  ['an AWS secret key', `AWS_SECRET_ACCESS_KEY=${from(`${ALNUM}/+`, 40)}`, 'never'],
  ['JSON', '{"client_secret":"hunter2","a":1}', 'hunter2'],
  ['JSON in JSON', '{"body":"{\\"password\\":\\"hunter2\\"}"}', 'hunter2'],
  ['a quote inside', '{"password":"hun\\"ter2","a":1}', 'ter2'],
  ['YAML', 'apiKey: hunter2hunter2', 'hunter2hunter2'],
  ['a query', 'https://x.example/cb?state=1&access_token=hunter2&x=1', 'hunter2'],
  ['an escaped query', 'next=https%3A%2F%2Fx.example%2Fcb%3Faccess_token%3Dhunter2%26x%3D1', 'hunter2'],
  ['a shared access signature', 'https://x.example/c?sv=2024&sig=abc%2Fdef123', 'abc%2Fdef123'],
  ['an account key', 'AccountName=x;AccountKey=aGVsbG8gd29ybGQ=;', 'aGVsbG8gd29ybGQ'],
  ['a header of ours', 'X-API-Key: hunter2hunter2', 'hunter2hunter2'],
  ['Access of Cloudflare', 'CF-Access-Client-Secret: 0123456789abcdef', '0123456789abcdef'],
  ['a Kubernetes manifest', 'stringData: {"db-password": "hunter2"}', 'hunter2'],
  ['HTML', '&quot;password&quot;:&quot;hunter2&quot;', 'hunter2'],
];

export type Wrapping = readonly [name: string, wrap: (secret: string) => string];

export const WRAPPINGS: readonly Wrapping[] = [
  ['plain', (secret) => `the call with ${secret} failed`],
  ['JSON', (secret) => JSON.stringify({ at: 1, input: { note: `first\n${secret}` } })],
  ['JSON in JSON', (secret) => JSON.stringify({ body: JSON.stringify({ value: secret }) })],
  ['an address', (secret) => `GET https://api.example/v1/x?page=2&q=${encodeURIComponent(secret)}&z=1 404`],
  ['a header', (secret) => `X-Trace: ${secret.replaceAll('\n', '\\n')}`],
  [
    'a stack trace',
    (secret) =>
      `TypeError: cannot read '${secret}'\n    at run (/srv/app/main.js:10:3)\n    at async call (node:http:1)`,
  ],
  ['base64', (secret) => `payload ${base64(`{"note":"${secret}"}`)} was sent`],
  ['base64 for addresses, behind a path', (secret) => `/v1/messages/${base64Url(`user@example.com ${secret}`)}`],
  ['HTML', (secret) => `<p>&quot;${secret.replaceAll('&', '&amp;')}&quot;</p>`],
];
