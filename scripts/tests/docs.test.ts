import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GENERATED_PARTS, withGenerated } from '../lib/generated-docs.ts';
import { inProject } from '../lib/project.ts';

describe('generated documentation', () => {
  it.each(GENERATED_PARTS)('$file has the current $name (npm run docs writes it)', ({ file, name, write }) => {
    const text = readFileSync(inProject(file), 'utf8');
    expect(text).toBe(withGenerated(text, name, write()));
  });

  it('replaces what stands between the markers and nothing else', () => {
    const text = 'a\n<!-- generated: x -->\nold\n<!-- end -->\nb\n<!-- end -->\n';
    expect(withGenerated(text, 'x', 'new\n')).toBe('a\n<!-- generated: x -->\nnew\n<!-- end -->\nb\n<!-- end -->\n');
  });

  it.each(['', '<!-- generated: x -->\n', '<!-- generated: y -->\n<!-- end -->'])('refuses %j', (text) => {
    expect(() => withGenerated(text, 'x', '')).toThrow('one pair of markers');
  });
});
