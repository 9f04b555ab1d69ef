/**
 * Where the secrets of a deployment are: a file for this machine, the account for an environment. Names can be listed;
 * values go in and never come out again. All changes of one step are made at once.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { RingNames, RingSettings, SecretChanges } from './key-rotation.ts';
import { inProject, runTool, startTool } from './project.ts';

export interface SecretTarget {
  readonly name: string;
  settings(ring: RingNames): Promise<RingSettings>;
  apply(changes: SecretChanges): Promise<void>;
}

/** The secrets of `npm start`. */
export function localTarget(file = inProject('.dev.vars')): SecretTarget {
  const read = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  return {
    name: 'this machine',
    settings: async (ring) => {
      const names = new Map(
        [...read().matchAll(/^\s*(\w+)\s*=\s*(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
      );
      return ringSettings(ring, new Set(names.keys()), names.get(ring.signer));
    },
    apply: async (changes) => {
      const kept = read()
        .split('\n')
        .filter((line) => !Object.keys(changes).some((name) => new RegExp(`^\\s*${name}\\s*=`).test(line)));
      const added = Object.entries(changes).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]));
      const text = `${[...kept.filter((line, at) => line !== '' || at < kept.length - 1), ...added].join('\n')}\n`;
      // A rename is all or nothing: nobody ever reads half a step.
      writeFileSync(`${file}.next`, text, { mode: 0o600 });
      renameSync(`${file}.next`, file);
    },
  };
}

/** The secrets of an environment, through wrangler. `secret bulk` sets and deletes in one new version of the Worker. */
export function remoteTarget(env: string): SecretTarget {
  return {
    name: env,
    settings: async (ring) => {
      const { code, output, stdout } = await runTool('wrangler', ['secret', 'list', '--env', env, '--format', 'json']);
      if (code !== 0) throw new Error(`wrangler secret list failed:\n${output}`);
      const names = new Set((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name));
      // The signer is only ever set to "new"; its absence means "current".
      return ringSettings(ring, names, names.has(ring.signer) ? 'new' : undefined);
    },
    apply: async (changes) => {
      const wrangler = startTool('wrangler', ['secret', 'bulk', '--env', env], {
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      // Through a pipe: a value in a file or an argument could be seen by others.
      wrangler.stdin?.end(JSON.stringify(changes));
      const code = await new Promise<number | null>((resolve) => wrangler.once('exit', resolve));
      if (code !== 0) throw new Error('wrangler secret bulk failed: see above. Nothing was changed.');
    },
  };
}

function ringSettings(ring: RingNames, names: ReadonlySet<string>, signer: string | undefined): RingSettings {
  return {
    hasCurrent: names.has(ring.current),
    hasNew: names.has(ring.next),
    signer: signer === 'new' ? 'new' : 'current',
  };
}
