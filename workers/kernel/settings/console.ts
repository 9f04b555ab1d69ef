/** The settings of the console. It is there or it is not; half of what it needs stops the house. */
import * as z from 'zod';
import type { EnvProblem } from '../env.ts';

/** Stands for everybody who may use the console. */
export const EVERYBODY = '*';
/** Secrets of the operator, and the subjects who may use each. */
export type SecretGrants = ReadonlyMap<string, readonly string[]>;

const GRANTS_CHARS_MAX = 4096;
const grantList = z.record(
  z.string().regex(/^[A-Z][A-Z0-9_]{0,29}$/),
  z.array(z.string().regex(/^(?:\*|[^\s:]+:\S.*)$/)).min(1),
);

const secretGrants = z
  .string()
  .max(GRANTS_CHARS_MAX)
  .default('')
  .transform((text, context): SecretGrants => {
    const parsed = grantList.safeParse(text === '' ? {} : jsonOf(text));
    if (parsed.success) return new Map(Object.entries(parsed.data));
    context.addIssue({ code: 'custom', message: 'must be JSON such as {"NPM":["user:ann"],"PROXY":["*"]}' });
    return z.NEVER;
  });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const consoleSettings = {
  /** Whether the console for MCP servers is there. It needs sessions and the encryption ring. */
  CONSOLE_ENABLED: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
  /** Who may use which of the operator's secrets (`CONSOLE_SECRET_<NAME>`); nobody may use one that is not named here. */
  CONSOLE_SECRET_GRANTS: secretGrants,
} as const;

interface ConsoleSettings {
  readonly CONSOLE_ENABLED: boolean;
}

interface ConsoleSecrets {
  readonly SESSION_SECRET?: string | undefined;
  readonly ENCRYPTION_KEY?: string | undefined;
}

/** What is wrong with the settings and secrets taken together. */
export function consoleProblems({ CONSOLE_ENABLED }: ConsoleSettings, secrets: ConsoleSecrets): EnvProblem[] {
  if (!CONSOLE_ENABLED) return [];
  const needed = [
    ['SESSION_SECRET', 'nobody could sign in to the console', 'openssl rand -hex 32'],
    ['ENCRYPTION_KEY', 'what the console keeps could not be sealed', 'openssl rand -base64 32'],
  ] as const;
  return needed.flatMap(([variable, why, command]) =>
    secrets[variable] === undefined
      ? [
          {
            variable,
            problem: `is not set, so ${why}`,
            remedy: `Generate one with "${command}" and set it with "wrangler secret put ${variable}", or set CONSOLE_ENABLED to "false".`,
          },
        ]
      : [],
  );
}
