/** What a rotation must remember between its steps, on the machine that began it: the new key, and when the last step was. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Notes {
  readonly newKey?: string;
  /** Seconds since the Unix epoch. */
  readonly lastStepAt?: number;
}

export function readNotes(file: string): Notes {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Notes;
  } catch {
    return {};
  }
}

/** Readable by the owner alone. */
export function writeNotes(file: string, notes: Notes): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(notes), { mode: 0o600 });
}

export function forgetNotes(file: string): void {
  rmSync(file, { force: true });
}
