/** Looks for programs on this machine. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** The first of these names that is in a folder of the PATH, or in one of the folders given. */
export function findProgram(names: readonly string[], folders: readonly string[] = []): string | undefined {
  const all = [...(process.env.PATH ?? '').split(path.delimiter), ...folders];
  return names.flatMap((name) => all.map((folder) => path.join(folder, name))).find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
