/**
 * The door for configuration. Plain settings (`[vars]`) and secrets (`wrangler secret put`) are two schemas, parsed once
 * per isolate. A missing, malformed, placeholder, too short or doubled value stops the house from serving anything but
 * `/health`, which names the variable and the remedy and never the value.
 */
import * as z from 'zod';
import { LOG_LEVELS } from './log.ts';
import { addressList, scrapeNotes, scrapeProblems } from './metrics/scrape-settings.ts';
import { catalogueSettings } from './settings/catalogue.ts';
import { consoleProblems, consoleSettings } from './settings/console.ts';
import { identityProblems, identitySettings } from './settings/identity.ts';
import { outboundProblems, outboundSettings } from './settings/outbound.ts';
import { zaimProblems, zaimSecrets, zaimSettings } from './settings/zaim.ts';

/** RFC 7518 §3.2: an HS256 key has at least as many bits as the hash. */
const SECRET_BYTES_MIN = 32;
const SECRET_BYTES_MAX = 512;
/** Below this many different characters a "secret" is a run of one letter or a keyboard pattern. */
const SECRET_DISTINCT_CHARS_MIN = 10;
const PLACEHOLDER = /change|placeholder|example|replace|secret|password|sample|your[-_ ]/i;
/** RFC 6750 §2.1: what can be sent as a bearer token. */
const BEARER_TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
/** A long unbroken run of key material: such a value belongs among the secrets. */
const SECRET_LOOKING = /[A-Za-z0-9+/_=]{32,}/;

/** Settings whose form is strict and which name people: the ids of some providers look like key material. */
const NAMES_PEOPLE: readonly string[] = ['CONSOLE_SECRET_GRANTS'];

const originList = z.string().transform((text, context) => {
  const origins = text.split(',').flatMap((part) => part.trim() || []);
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin && !origin.includes('*')) continue;
    context.addIssue({
      code: 'custom',
      message: 'must be a comma-separated list of origins such as https://a.example',
    });
    return z.NEVER;
  }
  return origins;
});

const configSchema = z.object({
  /** Which deployment this is. */
  ENVIRONMENT: z.enum(['local', 'staging', 'production']),
  /** Which of the two round-token keys signs; both verify. */
  JWT_SIGNER: z.enum(['current', 'new']).default('current'),
  /** Origins other than our own whose pages may call the API; empty for none. */
  CORS_ALLOWED_ORIGINS: originList,
  /** Ledger objects in each region over which new rounds are spread. Rounds under way keep theirs. */
  LEDGER_SHARDS_PER_REGION: z
    .string()
    .regex(/^[1-9][0-9]{0,3}$/, 'must be a whole number from 1 to 1024')
    .transform(Number)
    .refine((count) => count <= 1024, 'must be a whole number from 1 to 1024'),
  LOG_LEVEL: z.enum(LOG_LEVELS),
  /** Address ranges that may read the metrics; empty for none. */
  METRICS_ALLOWLIST: addressList,
  /** Confirms that METRICS_ALLOWLIST opens the metrics to everybody. */
  METRICS_ALLOW_PUBLIC: z.enum(['true', 'false']),
  ...identitySettings,
  ...zaimSettings,
  ...consoleSettings,
  ...catalogueSettings,
  ...outboundSettings,
});

const secret = z.string({ error: 'is not set' }).superRefine((value, context) => {
  const bytes = new TextEncoder().encode(value).length;
  const fault =
    value.trim() !== value
      ? 'begins or ends with white space'
      : bytes < SECRET_BYTES_MIN
        ? `is shorter than ${SECRET_BYTES_MIN} bytes`
        : bytes > SECRET_BYTES_MAX
          ? `is longer than ${SECRET_BYTES_MAX} bytes`
          : PLACEHOLDER.test(value) || new Set(value).size < SECRET_DISTINCT_CHARS_MIN
            ? 'is a placeholder'
            : undefined;
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});

const secretsSchema = z.object({
  /** Signs and verifies round tokens and score receipts. */
  JWT_SECRET: secret,
  /** The next round-token key, present only while keys rotate. */
  JWT_SECRET_NEW: secret.optional(),
  /** Decides the order of questions and choices. Stays the same when the token keys rotate. */
  ROUND_ORDER_SECRET: secret,
  /** Whoever sends it as a bearer token may read the metrics. */
  METRICS_TOKEN: secret.regex(BEARER_TOKEN, 'has other characters than letters, digits and - . _ ~ + /').optional(),
  /** Opens the operator's routes under /admin. Without it they are not there. */
  ADMIN_TOKEN: secret.optional(),
  /** Keys the ids of sessions and seals sign-ins under way. A new value signs everybody out. */
  SESSION_SECRET: secret.optional(),
  /** Of our client at the sign-in provider; a public client has none. Chosen by the provider, so not held to our length. */
  OIDC_CLIENT_SECRET: z.string().min(1).max(SECRET_BYTES_MAX).optional(),
  ...zaimSecrets,
});

export type Config = Readonly<z.infer<typeof configSchema>>;
export type Secrets = Readonly<z.infer<typeof secretsSchema>>;

export interface EnvProblem {
  readonly variable: string;
  readonly problem: string;
  readonly remedy: string;
}

export type ParsedEnv =
  /** `notes` is what an operator should know although the house serves. */
  | { readonly ok: true; readonly config: Config; readonly secrets: Secrets; readonly notes: readonly EnvProblem[] }
  | { readonly ok: false; readonly problems: readonly EnvProblem[] };

/**
 * Parses the plain settings and the secrets out of the bindings.
 *
 * @param bindings The `env` object of the Worker; members that are not settings or secrets are ignored.
 * @returns Both parts, or every problem found, each naming its variable and what to do.
 */
export function parseEnv(bindings: object): ParsedEnv {
  const config = configSchema.safeParse(bindings);
  const secrets = secretsSchema.safeParse(bindings);
  const problems = [
    ...(config.error?.issues ?? []).map((issue) => configProblem(issue)),
    ...(config.success ? scrapeProblems(config.data) : []),
    ...(config.success ? identityProblems(config.data, secrets.data) : []),
    ...(config.success && secrets.success ? zaimProblems(config.data, secrets.data) : []),
    ...(config.success && secrets.success ? consoleProblems(config.data, secrets.data) : []),
    ...(config.success ? outboundProblems(config.data) : []),
    ...secretsInConfig(bindings),
    ...(secrets.error?.issues ?? []).map((issue) => secretProblem(issue)),
    ...(secrets.success ? doubledSecrets(secrets.data) : []),
  ];
  if (config.success && secrets.success && config.data.JWT_SIGNER === 'new' && !secrets.data.JWT_SECRET_NEW) {
    problems.push({
      variable: 'JWT_SIGNER',
      problem: 'is "new", but JWT_SECRET_NEW is not set',
      remedy: 'Set JWT_SECRET_NEW first, or set JWT_SIGNER to "current".',
    });
  }
  return config.success && secrets.success && problems.length === 0
    ? { ok: true, config: config.data, secrets: secrets.data, notes: scrapeNotes(config.data, secrets.data) }
    : { ok: false, problems };
}

function configProblem(issue: z.core.$ZodIssue): EnvProblem {
  return {
    variable: String(issue.path[0]),
    problem: issue.message,
    remedy: 'Set it under [vars] in wrangler.toml; docs/configuration.md lists the values.',
  };
}

function secretProblem(issue: z.core.$ZodIssue): EnvProblem {
  const variable = String(issue.path[0]);
  return {
    variable,
    problem: issue.message,
    remedy: `Generate one with "openssl rand -hex 32" and set it with "wrangler secret put ${variable}" (.dev.vars locally).`,
  };
}

function secretsInConfig(bindings: object): EnvProblem[] {
  const variables = Object.keys(configSchema.shape).filter((variable) => !NAMES_PEOPLE.includes(variable));
  return variables.flatMap((variable) => {
    const value: unknown = Reflect.get(bindings, variable);
    const words = typeof value === 'string' ? value.split(',').filter((word) => !URL.canParse(word.trim())) : [];
    if (!words.some((word) => SECRET_LOOKING.test(word))) return [];
    const remedy = 'Take it out of [vars], treat it as leaked, and set secrets with "wrangler secret put".';
    return [{ variable, problem: 'looks like a secret in plain configuration', remedy }];
  });
}

function doubledSecrets(secrets: Secrets): EnvProblem[] {
  const seen = new Map<string, string>();
  return Object.entries(secrets).flatMap(([variable, value]) => {
    if (value === undefined) return [];
    const twin = seen.get(value);
    seen.set(value, variable);
    if (twin === undefined) return [];
    return [{ variable, problem: `is equal to ${twin}`, remedy: `Generate a value of its own for ${variable}.` }];
  });
}
