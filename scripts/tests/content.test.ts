import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseStore } from '../lib/content-releases.ts';
import { inProject } from '../lib/project.ts';
import { readQuestionSet } from '../lib/question-file.ts';

const FILE = inProject('content', 'questions.json');
let folder: string;

beforeAll(() => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'content-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('readQuestionSet', () => {
  it('names the row and the rule that it breaks', () => {
    const broken = path.join(folder, 'broken.json');
    const set = JSON.parse(readFileSync(FILE, 'utf8'));
    set.tracks[3].year = 1066;
    writeFileSync(broken, JSON.stringify(set));
    expect(() => readQuestionSet(broken)).toThrow(/tracks\.3\.year/);
  });

  it('has the same digest however the file is laid out', () => {
    const compact = path.join(folder, 'compact.json');
    writeFileSync(compact, JSON.stringify(JSON.parse(readFileSync(FILE, 'utf8'))));
    expect(readQuestionSet(compact).sha256).toBe(readQuestionSet(FILE).sha256);
  });
});

describe('releaseStore, in the local stores', () => {
  it('publishes, lists and points back; a repeat changes nothing', async () => {
    const store = releaseStore({ env: undefined, dryRun: false, persistTo: folder });
    expect(await store.list()).toEqual([]);
    expect(await store.current()).toBeUndefined();
    const release = (version: number) => ({
      version,
      sha256: `${version}`.repeat(8),
      tracks: 200,
      text: `{"version":${version}}`,
    });
    await store.publish(release(1));
    await store.publish(release(2));
    await store.publish(release(2));
    await expect(store.publish({ ...release(2), sha256: 'other' })).rejects.toThrow('Raise "version"');
    expect(await store.list()).toMatchObject([
      { version: 2, sha256: '22222222', tracks: 200 },
      { version: 1, sha256: '11111111', tracks: 200 },
    ]);
    expect(await store.current()).toBe(2);
    await store.use(1);
    expect(await store.current()).toBe(1);
  });

  it('changes nothing in a dry run', async () => {
    const store = releaseStore({ env: undefined, dryRun: true, persistTo: folder });
    await store.publish({ version: 9, sha256: 'x', tracks: 1, text: '{}' });
    expect((await store.list()).map(({ version }) => version)).not.toContain(9);
  });
});
