/** What is typed into the form for a new session, and what becomes of it. Pure. */
import { CPUS, IDLE_MINUTES, LIFETIME_HOURS, MEMORY_MB } from '../../../../shared/gateway-sessions.vocabulary.ts';

export interface Variable {
  readonly name: string;
  readonly value: string;
}

export interface SessionDraft {
  readonly hostId: string;
  readonly image: string;
  readonly cpus: string;
  readonly memory: string;
  readonly idle: string;
  readonly hours: string;
  readonly port: string;
  readonly reach: 'host' | 'network';
  readonly env: readonly Variable[];
}

export interface NewSession {
  readonly host_id?: string;
  readonly image: string;
  readonly cpus: number;
  readonly memory_mb: number;
  readonly idle_minutes: number;
  readonly lifetime_hours: number;
  readonly port: number;
  readonly reachable_from: 'host' | 'network';
  readonly env: Readonly<Record<string, string>>;
}

export const BLANK_VARIABLE: Variable = { name: '', value: '' };
export const BLANK_DRAFT: SessionDraft = {
  hostId: '',
  image: '',
  cpus: String(CPUS.default),
  memory: String(MEMORY_MB.default),
  idle: String(IDLE_MINUTES.default),
  hours: String(LIFETIME_HOURS.default),
  port: '8443',
  reach: 'host',
  env: [],
};

/** What is not a number goes as it is: the server says which field is wrong. */
export function newSession(draft: SessionDraft): NewSession {
  const named = draft.env.filter(({ name }) => name.trim() !== '');
  return {
    ...(draft.hostId === '' ? {} : { host_id: draft.hostId }),
    image: draft.image.trim(),
    cpus: Number(draft.cpus),
    memory_mb: Number(draft.memory),
    idle_minutes: Number(draft.idle),
    lifetime_hours: Number(draft.hours),
    port: Number(draft.port),
    reachable_from: draft.reach,
    env: Object.fromEntries(named.map(({ name, value }) => [name.trim(), value])),
  };
}

/**
 * A line as arguments: blanks separate, quotation marks keep together, a backslash takes the next character as it is.
 *
 * @returns undefined when a quotation mark is not closed.
 */
export function argumentsOf(line: string): string[] | undefined {
  const found: string[] = [];
  let current: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (character === '\\' && quote !== "'" && at + 1 < line.length) {
      at += 1;
      current = (current ?? '') + line[at];
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else current = (current ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      current ??= '';
    } else if (/\s/.test(character)) {
      if (current !== undefined) found.push(current);
      current = undefined;
    } else {
      current = (current ?? '') + character;
    }
  }
  if (quote !== '') return undefined;
  return current === undefined ? found : [...found, current];
}
