/**
 * Published question sets in their stores, through wrangler: D1 holds which version was published with which digest (a
 * version is taken once), KV holds the sets and the pointer to the current one.
 *
 * Publishing can be repeated after a failure: the row is claimed first, the pointer moves last.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { contentKeys } from '../../shared/content-keys.ts';
import { inProject, runTool } from './project.ts';

export interface Release {
  readonly version: number;
  readonly sha256: string;
  readonly tracks: number;
  readonly published_at: string;
}

interface ReleaseStoreOptions {
  /** Environment of wrangler.toml; undefined for the local stores. */
  readonly env: string | undefined;
  readonly dryRun: boolean;
  /** Folder of the local stores. */
  readonly persistTo?: string;
}

type NewRelease = Omit<Release, 'published_at'> & { readonly text: string };

export function releaseStore({ env, dryRun, persistTo = inProject('.wrangler', 'state') }: ReleaseStoreOptions) {
  const place = env === undefined ? ['--local', '--persist-to', persistTo] : ['--remote', '--env', env];

  async function wrangler(...args: string[]): Promise<string> {
    const { code, output, stdout } = await runTool('wrangler', [...args, ...place]);
    if (code !== 0) throw new Error(`wrangler ${args.slice(0, 3).join(' ')} failed:\n${output}`);
    return stdout;
  }

  async function change(what: string, ...args: string[]): Promise<void> {
    if (dryRun) console.log(`would ${what}`);
    else await wrangler(...args);
  }

  async function query<Row>(sql: string): Promise<Row[]> {
    const output = await wrangler('d1', 'execute', 'DB', '--json', '--command', sql);
    const [answer] = JSON.parse(output.slice(output.indexOf('['))) as [{ results: Row[] }];
    return answer.results;
  }

  async function putValue(key: string, text: string): Promise<void> {
    mkdirSync(inProject('.wrangler'), { recursive: true });
    const folder = mkdtempSync(inProject('.wrangler', 'content-'));
    try {
      const file = path.join(folder, 'value');
      writeFileSync(file, text);
      const args = ['kv', 'key', 'put', '--binding', 'CONTENT', '--preview', 'false', key, '--path', file];
      await change(`write ${key} (${text.length} characters)`, ...args);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Brings the local tables up to date; a deployment does this for the others. */
  async function prepare(): Promise<void> {
    if (env === undefined) await wrangler('d1', 'migrations', 'apply', 'DB');
  }

  /** The row decides who has a version, also between two who publish at the same time. */
  async function requireOwn(version: number, sha256: string): Promise<void> {
    const [row] = await query<{ sha256: string }>(`SELECT sha256 FROM content_releases WHERE version = ${version}`);
    if (row?.sha256 === sha256) return;
    throw new Error(`Version ${version} was published with other content. Raise "version" in the file.`);
  }

  const use = (version: number) => putValue(contentKeys.current, String(version));

  return {
    /** What was published, newest version first. */
    list: async (): Promise<Release[]> => {
      await prepare();
      return await query<Release>(
        'SELECT version, sha256, tracks, published_at FROM content_releases ORDER BY version DESC',
      );
    },
    /** The version that new rounds use, or undefined when nothing is published. */
    current: async (): Promise<number | undefined> => {
      const args = ['kv', 'key', 'get', '--binding', 'CONTENT', '--preview', 'false', '--text', contentKeys.current];
      const { code, stdout } = await runTool('wrangler', [...args, ...place]);
      const digits = /^\s*(\d+)\s*$/m.exec(stdout)?.[1];
      return code === 0 && digits !== undefined ? Number(digits) : undefined;
    },
    /** Writes a set and makes it current. Throws when the version was taken by other content. */
    publish: async ({ version, sha256, tracks, text }: NewRelease): Promise<void> => {
      const row = `(${version}, '${sha256}', ${tracks}, '${new Date().toISOString()}')`;
      const sql = `INSERT INTO content_releases (version, sha256, tracks, published_at) VALUES ${row} ON CONFLICT (version) DO NOTHING`;
      await prepare();
      await change(`record version ${version}`, 'd1', 'execute', 'DB', '--command', sql);
      if (!dryRun) await requireOwn(version, sha256);
      await putValue(contentKeys.version(version), text);
      await use(version);
    },
    use,
  };
}
