/**
 * The settings that say who may come in: our own address, the sign-in provider, the issuers whose tokens count, what their
 * claims mean, and how long a session lives. Strict: a provider that is half configured stops the house.
 */
import * as z from 'zod';
import type { EnvProblem } from '../env.ts';

/** The algorithms that a key set may verify with: asymmetric ones only (RFC 8725 §3.1). */
export const TOKEN_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;
export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number];

const TEXT_CHARS_MAX = 256;
const text = z.string().min(1).max(TEXT_CHARS_MAX);
const url = z.url({ protocol: /^https?$/ }).max(TEXT_CHARS_MAX);
const name = z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, 'must be a lower-case name of at most 32 characters');
/** Claim names may be paths into objects, such as `realm_access.roles`; Cognito's have a colon. */
const claim = z.string().regex(/^[A-Za-z0-9_.:/-]{1,128}$/, 'must be the name of a claim');

const tokenIssuer = z.strictObject({
  /** As in the claim `iss`, compared byte for byte. */
  issuer: url,
  /** Where its keys are; from its discovery document when it is not given. */
  jwks_uri: url.optional(),
  /** Pinned: a token with another algorithm is refused whatever its key set says. */
  algorithms: z.array(z.enum(TOKEN_ALGORITHMS)).min(1),
  /** Accepted values of `aud`. Cognito's access tokens have none: then `client_ids`. */
  audiences: z.array(text).max(16).default([]),
  /** Accepted values of `client_id`. */
  client_ids: z.array(text).max(16).default([]),
  /** What kinds of tokens count, where the issuer says it in `token_use`. Without it id tokens do not. */
  token_use: z.array(z.enum(['access', 'id'])).default([]),
  /** Scopes that every token must have. */
  scopes: z.array(text).max(16).default([]),
  /** Claim with the groups of a person. */
  groups_claim: claim.default('cognito:groups'),
  /** Put before `sub` to make the id of the subject, so that two issuers never share one. */
  subject_prefix: z.string().max(32).default(''),
  /**
   * For an issuer that demands a second factor from everybody and does not say so in `amr`: a sign-in (`auth_time`) that is
   * less than this many seconds ago counts as one with a second factor.
   */
  mfa_auth_time_seconds: z.int().min(60).max(86_400).optional(),
});

const provider = z.strictObject({
  /** Must be one of the token issuers as well: its id tokens are verified with the same keys. */
  issuer: url,
  client_id: text,
  scope: z.string().max(TEXT_CHARS_MAX).default('openid profile email'),
  /** `cognito`: its own form of sign-out; `standard`: RP-initiated logout where discovery names it. */
  logout: z.enum(['standard', 'cognito']).default('standard'),
  /** Cognito's hosted domain, for its form of sign-out. */
  domain: url.optional(),
  /** Name of the provider on the sign-in page. */
  display_name: text.optional(),
});

const roleMapping = z.strictObject({
  /** As it stands in the groups claim. */
  group: text,
  /** Whose groups are meant. Each issuer names its own as it likes, so with several of them every entry must say it. */
  issuer: url.optional(),
  role: name,
  /** The lowest number stands first. */
  precedence: z.int().min(0).max(1000),
});

export type TokenIssuer = Readonly<z.output<typeof tokenIssuer>>;
export type SignInProvider = Readonly<z.output<typeof provider>>;
export type RoleMapping = Readonly<z.output<typeof roleMapping>>;

const seconds = (min: number, max: number) =>
  z
    .string()
    .regex(/^[0-9]{1,7}$/, 'must be a whole number of seconds')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

export const identitySettings = {
  /** Our own origin as browsers see it; redirects and cookies depend on it, never on what a request claims. */
  PUBLIC_URL: url.refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    'must be an origin such as https://quiz.example',
  ),
  /** The sign-in provider as JSON, or empty for none. */
  OIDC_PROVIDER: json(provider.optional()),
  /** Issuers of tokens as a JSON list; empty for none. */
  TOKEN_ISSUERS: json(z.array(tokenIssuer).max(8).default([])),
  /** What groups mean here, as a JSON list. */
  ROLE_MAPPING: json(
    z
      .array(roleMapping)
      .max(100)
      .default([
        { group: 'admin', role: 'admin', precedence: 1 },
        { group: 'gateway-operator', role: 'gateway-operator', precedence: 5 },
        { group: 'user', role: 'user', precedence: 10 },
      ]),
  ),
  /** Whether routes for people with rights ask for a second factor. */
  MFA_REQUIRED: flag,
  /** Without activity for this long a session ends. */
  SESSION_IDLE_SECONDS: seconds(60, 86_400),
  /** A session ends after this long whatever happens. */
  SESSION_ABSOLUTE_SECONDS: seconds(300, 604_800),
  /** `false` turns all caching of decisions and API keys off. */
  ENABLE_AUTH_CACHE: flag,
} as const;

interface IdentitySettings {
  readonly ENVIRONMENT: 'local' | 'staging' | 'production';
  readonly PUBLIC_URL: string;
  readonly OIDC_PROVIDER: SignInProvider | undefined;
  readonly TOKEN_ISSUERS: readonly TokenIssuer[];
  readonly ROLE_MAPPING: readonly RoleMapping[];
  readonly MFA_REQUIRED: boolean;
  readonly SESSION_IDLE_SECONDS: number;
  readonly SESSION_ABSOLUTE_SECONDS: number;
}

const REMEDY = 'Mend it under [vars] in wrangler.toml; docs/sign-in.md has an example.';

/** What is wrong with the settings taken together. */
export function identityProblems(
  settings: IdentitySettings,
  secrets: { readonly SESSION_SECRET?: string | undefined } | undefined,
): EnvProblem[] {
  const { ENVIRONMENT, OIDC_PROVIDER, TOKEN_ISSUERS, ROLE_MAPPING } = settings;
  const problems: EnvProblem[] = [];
  const report = (variable: string, problem: string, remedy = REMEDY) => problems.push({ variable, problem, remedy });
  const isLocal = ENVIRONMENT === 'local';
  if (ENVIRONMENT === 'production' && !settings.MFA_REQUIRED) {
    report('MFA_REQUIRED', 'is "false" in production', 'Set it to "true".');
  }
  if (!isLocal && !settings.PUBLIC_URL.startsWith('https://')) report('PUBLIC_URL', 'is not https');
  if (settings.SESSION_IDLE_SECONDS > settings.SESSION_ABSOLUTE_SECONDS) {
    report('SESSION_IDLE_SECONDS', 'is longer than SESSION_ABSOLUTE_SECONDS');
  }
  for (const issuer of TOKEN_ISSUERS) {
    const urls = [issuer.issuer, issuer.jwks_uri ?? issuer.issuer];
    if (!isLocal && !urls.every((address) => address.startsWith('https://'))) {
      report('TOKEN_ISSUERS', 'has an issuer that is not https');
    }
    if (issuer.audiences.length === 0 && issuer.client_ids.length === 0) {
      report('TOKEN_ISSUERS', 'has an issuer without audiences and client_ids: it would accept tokens made for others');
    }
  }
  if (new Set(TOKEN_ISSUERS.map(({ issuer }) => issuer)).size !== TOKEN_ISSUERS.length) {
    report('TOKEN_ISSUERS', 'names an issuer twice');
  }
  const prefixes = TOKEN_ISSUERS.map((issuer) => issuer.subject_prefix);
  if (prefixes.some((one, nth) => prefixes.some((other, at) => at !== nth && other.startsWith(one)))) {
    report(
      'TOKEN_ISSUERS',
      'has an issuer whose subject_prefix begins or equals that of another: one could name subjects of the other',
    );
  }
  if (TOKEN_ISSUERS.length > 1 && ROLE_MAPPING.some((entry) => entry.issuer === undefined)) {
    report(
      'ROLE_MAPPING',
      'has an entry without "issuer" although there are several: a group of that name in any of them would give the role',
    );
  }
  const issuers = new Set<string | undefined>([undefined, ...TOKEN_ISSUERS.map(({ issuer }) => issuer)]);
  if (!ROLE_MAPPING.every(({ issuer }) => issuers.has(issuer))) {
    report('ROLE_MAPPING', 'has an entry of an issuer that is not among TOKEN_ISSUERS');
  }
  if (OIDC_PROVIDER !== undefined) {
    if (!TOKEN_ISSUERS.some(({ issuer }) => issuer === OIDC_PROVIDER.issuer)) {
      report('OIDC_PROVIDER', 'is not among TOKEN_ISSUERS, so its id tokens could not be verified');
    }
    if (!isLocal && OIDC_PROVIDER.domain?.startsWith('http:'))
      report('OIDC_PROVIDER', 'has a domain that is not https');
    if (OIDC_PROVIDER.logout === 'cognito' && OIDC_PROVIDER.domain === undefined) {
      report('OIDC_PROVIDER', 'has the Cognito form of sign-out and no domain');
    }
    if (secrets !== undefined && secrets.SESSION_SECRET === undefined) {
      report(
        'SESSION_SECRET',
        'is not set although a sign-in provider is',
        'Set it with "wrangler secret put SESSION_SECRET".',
      );
    }
  }
  return problems;
}

/** A setting that is JSON; an empty text is the same as none. */
function json<Schema extends z.ZodType>(schema: Schema) {
  return z.string().transform((value, context): z.output<Schema> => {
    let parsed: unknown;
    try {
      parsed = value.trim() === '' ? undefined : JSON.parse(value);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not valid JSON' });
      return z.NEVER;
    }
    const result = schema.safeParse(parsed);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    context.addIssue({ code: 'custom', message: `is wrong at "${issue?.path.join('.')}": ${issue?.message}` });
    return z.NEVER;
  });
}
