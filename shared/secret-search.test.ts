import { describe, expect, it } from 'vitest';
import { findSecrets } from './secret-search.ts';
import { IN_CONTEXT, SHAPED, WRAPPINGS } from './testing/secret-samples.ts';
import { findInViews } from './text-views.ts';

function hidden(text: string): string {
  return findInViews(text, findSecrets)
    .toSorted((a, b) => b.start - a.start)
    .reduce((rest, { start, end }) => rest.slice(0, start) + '\u0000'.repeat(end - start) + rest.slice(end), text);
}

describe('a secret with a shape of its own', () => {
  it('is known in more than a hundred shapes', () => {
    expect(SHAPED.length).toBeGreaterThanOrEqual(100);
    expect(new Set(SHAPED.map(([, secret]) => secret)).size).toBe(SHAPED.length);
  });

  describe.each(WRAPPINGS)('is found in %s:', (_, wrap) => {
    it.each(SHAPED)('%s', (_name, secret) => {
      const text = wrap(secret);
      const left = hidden(text);
      // The secret in the way in which it stands there: nothing of it is left but what is too short to be of use.
      const gone = left.split('\u0000').length - 1;
      expect(gone).toBeGreaterThanOrEqual(secret.length * 0.6);
      for (let at = 0; at + 12 <= secret.length; at += 1) {
        const piece = secret.slice(at, at + 12);
        if (!/^(?:https|[-]{3,})/.test(piece) && !/webhook|discord|slack|office|BEGIN|END/i.test(piece))
          expect(left).not.toContain(piece);
      }
    });
  });
});

describe('a secret that is known by what stands around it', () => {
  it.each(IN_CONTEXT)('%s', (_, text, secret) => {
    const left = hidden(text);
    expect(left).toContain('\u0000');
    expect(left).not.toContain(secret);
  });
});

describe('two secrets that run into each other', () => {
  it('are found from the beginning of the first to the end of the second', () => {
    const first = `ghp_${'A1b2'.repeat(9)}`;
    const text = `a ${first}.atlasv1.${'x'.repeat(67)} b`;
    expect(findSecrets(text)).toEqual([{ start: 2, end: text.length - 2, kind: 'terraform_token' }]);
    expect(hidden(`a glpat-abcdefghijklmnop12345678:AA${'z'.repeat(33)}`)).not.toContain('abcdef');
  });
});

describe('what is no secret', () => {
  it.each([
    'Unexpected token < in JSON at position 0',
    'token: expected a string',
    'password: must be at least 8 characters',
    '{"token_type":"bearer","expires_in":3600}',
    'secret_name=db_password',
    'The bearer token authentication scheme is required',
    'Basic authentication is off',
    'https://registry.npmjs.org:443/@scope/pkg',
    'DB_PASSWORD={{ bw:item:password }}',
    'token=$TOKEN secret=<your secret>',
    '{"code":"invalid_token","token":null}',
    'sk-learn is a library',
    'git@github.com:owner/name.git',
    'ssh://git@example.com/x.git',
    '2026-11-20T10:11:12.123Z 200 GET /v1/rounds/next 12 ms',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '日本語の文章です。トークン: 期限切れ',
  ])('%j is left alone', (text) => {
    expect(hidden(text)).toBe(text);
  });
});
