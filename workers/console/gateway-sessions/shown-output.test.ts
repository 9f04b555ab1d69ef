import { describe, expect, it } from 'vitest';
import { watchSecret } from '../../kernel/sanitise/watched-secrets.ts';
import { CUT_OFF_BYTES_MAX, shownOutput } from './shown-output.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const shown = (stdout: string, stderr = '', isTruncated = false, max = 1000) =>
  shownOutput({ stdout: bytes(stdout), stderr: bytes(stderr), isTruncated }, max);

describe('what a command said', () => {
  it('hides secrets that were resolved, whatever they look like', () => {
    watchSecret('plain-word-of-the-vault');
    const { stdout, stderr } = shown('TOKEN=plain-word-of-the-vault\n', `x ${btoa('plain-word-of-the-vault')} y`);
    expect(stdout + stderr).not.toMatch(/plain-word|cGxhaW4t/);
    expect(stderr).toMatch(/^x .* y$/);
  });

  it('leaves out the line that was cut off: half a secret could not be found', () => {
    watchSecret('another-word-of-the-vault');
    const { stdout, isTruncated } = shown('whole line\nanother-word-of-', '', true);
    expect({ stdout, isTruncated }).toEqual({ stdout: 'whole line\n', isTruncated: true });
    expect(shown('x'.repeat(CUT_OFF_BYTES_MAX + 7), '', true).stdout).toBe('xxxxxxx');
  });

  it('keeps to the bound, and keeps errors when there is much output', () => {
    const { stdout, stderr, isTruncated } = shown('o'.repeat(2000), 'e'.repeat(2000));
    expect([stdout.length, stderr.length, isTruncated]).toEqual([750, 250, true]);
    expect(shown('o'.repeat(100), 'e'.repeat(2000)).stderr).toHaveLength(900);
    const wide = shown('あ'.repeat(400), '😀'.repeat(200));
    expect(bytes(wide.stdout + wide.stderr).byteLength).toBeLessThanOrEqual(1000);
    expect([wide.stderr, wide.stdout.replaceAll('あ', ''), wide.isTruncated]).toEqual(['😀'.repeat(62), '', true]);
    expect(shown('few', 'words')).toEqual({ stdout: 'few', stderr: 'words', isTruncated: false });
  });
});
