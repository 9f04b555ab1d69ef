/** Finds what would break `npm ci` elsewhere: an optional dependency that a package names and the lock file lacks. */
import { readFileSync } from 'node:fs';

interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>>; readonly resolved?: string }>
  >;
}

/** One line for each gap, and for each address of a registry that slipped in. */
export function lockFileGaps(file: string): string[] {
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as LockFile;
  return Object.entries(packages).flatMap(([at, entry]) => {
    const names = Object.keys(entry.optionalDependencies ?? {});
    const missing = names.filter((name) => !placesOf(at, name).some((place) => place in packages));
    return [
      ...missing.map((name) => `${at || 'the project'} wants ${name}, which the lock file lacks: npm ci would fail`),
      ...(entry.resolved?.startsWith('http') ? [`${at} names the address of a registry`] : []),
    ];
  });
}

/** Where npm may have put a dependency: beside the package or with any parent. */
function placesOf(at: string, name: string): string[] {
  const places: string[] = [];
  for (let folder = at; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    places.push(`${folder === '' ? '' : `${folder}/`}node_modules/${name}`);
    if (folder === '') return places;
    if (!folder.includes('/node_modules/')) folder = '';
  }
}
