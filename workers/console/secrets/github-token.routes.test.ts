/** The addresses and field names of the earlier console, and what is kept in the place of the token. */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../testing/harness.ts';
import '../../testing/migrate.ts';
import { ITEM, scene } from './testing.ts';

const NONE = { configured: false, source: null, reference: null, updated_by: null, updated_at: null };

async function withVault(name: string) {
  const made = await scene(name);
  await made.vault.bw({ items: [ITEM], status: 'unlocked' });
  const ann = await made.visitor();
  await ann.json(ann.send('POST', '/api/secrets/providers', { provider: 'bw', url: made.vault.origin }), 201);
  return { ...made, ann };
}

describe('the GitHub token', () => {
  it('is saved, shown and deleted as the earlier console had it', async () => {
    const { ann } = await withVault('github-old');
    expect(await ann.json(ann.get('/api/github-token/status'))).toEqual(NONE);
    const saved = ann.send('POST', '/api/github-token', { item_id: ITEM.id, field: 'password' });
    const status = {
      configured: true,
      source: `bitwarden:${ITEM.id}:password`,
      reference: `{{ bw:${ITEM.id}:password }}`,
      updated_by: 'github-old',
      updated_at: expect.stringMatching(/Z$/),
    };
    expect(await ann.json(saved)).toEqual({ success: true, status });
    expect(await ann.json(ann.get('/api/github-token/status'))).toEqual(status);
    expect(await ann.json(ann.send('DELETE', '/api/github-token'))).toEqual({ success: true });
    expect(await ann.json(ann.get('/api/github-token'))).toEqual(NONE);
  });

  it('is searched for as the earlier console had it', async () => {
    const { ann } = await withVault('github-search');
    const found = await ann.json(ann.get('/api/github-token/search?query=git&limit=5'));
    const fields = ['password', 'username', 'totp', 'notes', 'uri', 'api key'];
    expect(found).toEqual({ items: [{ id: ITEM.id, name: 'GitHub', fields, type: '1' }] });
    for (const query of ['', '?query=', '?query=a&limit=0', '?query=a&limit=101', '?query=a&more=1'])
      expect(await errorOf(await ann.get(`/api/github-token/search${query}`))).toMatchObject({ code: 'bad_request' });
  });

  it('is kept as a reference, follows the vault, and is not saved when it leads nowhere', async () => {
    const { ann, vault } = await withVault('github-reference');
    const put = (reference: string) => ann.send('PUT', '/api/github-token', { reference });
    expect(await errorOf(await put('{{ bw:GitHub:nothing }}'))).toMatchObject({
      code: 'secret_unresolved',
      details: { reason: 'no_such_field' },
    });
    // The sanitiser of error answers must leave the name of what is missing.
    const missing = await errorOf(await put('{{ bw:GitLab:password }}'));
    expect(missing.message).toContain('{{ bw:GitLab:password }} could not be resolved');
    expect(await errorOf(await put('ghp_a_token_itself'))).toMatchObject({ details: { pointer: '/reference' } });
    expect(await ann.json(ann.get('/api/github-token'))).toEqual(NONE);
    await ann.json(put('{{bw:GitHub:api key}}'));
    const { results } = await env.DB.prepare(
      "SELECT * FROM console_github_tokens WHERE owner_id = 'github-reference'",
    ).all();
    expect(results).toMatchObject([{ reference: '{{ bw:GitHub:api key }}' }]);
    expect(JSON.stringify(results)).not.toContain('canary');
    await vault.bw({ status: 'locked' });
    expect(await ann.json(ann.get('/api/github-token'))).toMatchObject({ configured: true });
  });

  it('of one person is not there for another', async () => {
    const { ann, visitor } = await withVault('github-ann');
    await ann.json(ann.send('PUT', '/api/github-token', { reference: '{{ bw:GitHub:password }}' }));
    const bob = await visitor('github-bob');
    expect(await bob.json(bob.get('/api/github-token'))).toEqual(NONE);
    await bob.json(bob.send('DELETE', '/api/github-token'));
    expect(await ann.json(ann.get('/api/github-token'))).toMatchObject({ configured: true });
  });
});
