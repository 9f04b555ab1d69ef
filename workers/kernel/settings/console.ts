/** The settings of the console. It is there or it is not; half of what it needs stops the house. */
import * as z from 'zod';
import type { EnvProblem } from '../env.ts';

export const consoleSettings = {
  /** Whether the console for MCP servers is there. It needs sessions and the encryption ring. */
  CONSOLE_ENABLED: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
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
