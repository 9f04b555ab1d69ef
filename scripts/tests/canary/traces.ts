/** Looks for canaries in everything that a stopped house has left: every file below a folder, and what it printed. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { formsOf } from './canary.ts';

/** Name of a place, and what is there. */
type Place = readonly [name: string, bytes: Buffer];

/** @returns Where each canary was found; those found nowhere are left out. */
export function tracesOf(canaries: ReadonlyMap<string, string>, folder: string, output: string): Map<string, string[]> {
  const forms = [...canaries].map(([door, canary]) => [door, formsOf(canary)] as const);
  const traces = new Map<string, string[]>();
  for (const [place, bytes] of [['output', Buffer.from(output)] as const, ...filesIn(folder)]) {
    for (const [door, wanted] of forms) {
      if (wanted.some((form) => bytes.includes(form))) traces.set(door, [...(traces.get(door) ?? []), place]);
    }
  }
  return traces;
}

/** @yields Every file as it lies there, with what was deleted and not yet overwritten, and the rows of every database besides. */
function* filesIn(folder: string): Generator<Place> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  for (const file of files) yield [path.relative(folder, file), readFileSync(file)];
  // Last, since opening a database tidies up beside it.
  for (const file of files.filter((name) => name.endsWith('.sqlite'))) {
    yield [`${path.relative(folder, file)} (rows)`, rowsOf(file)];
  }
}

/** A long value is spread over pages: in the file its parts need not stand together. */
function rowsOf(file: string): Buffer {
  const database = new DatabaseSync(file);
  const parts: Buffer[] = [];
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  for (const { name } of tables) {
    const rows = database.prepare(`SELECT * FROM "${String(name).replaceAll('"', '""')}"`);
    rows.setReadBigInts(true);
    for (const row of rows.iterate()) {
      for (const value of Object.values(row as Record<string, unknown>)) {
        parts.push(value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value)), Buffer.from('\n'));
      }
    }
  }
  database.close();
  return Buffer.concat(parts);
}
