/**
 * Token rotation: one round is played across all phases, and the player notices nothing. The secrets of the server are
 * changed in the order of docs/runbooks/key-rotation.md; the server follows them, as a new version of the Worker would.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { type APIRequestContext, expect, test } from '@playwright/test';
import { GamePage } from './game-page.ts';
import { keyIdOf, signedLike } from './past-token.ts';

const SECRETS_FILE = process.env.E2E_SECRETS_FILE ?? '';
/** The server needs some seconds to start again. */
const PHASE_TIMEOUT_MS = 30_000;

let before = '';
test.beforeAll(() => {
  test.skip(SECRETS_FILE === '', 'E2E_SECRETS_FILE is needed to rotate keys; npm test sets it');
  before = readFileSync(SECRETS_FILE, 'utf8');
});

test.afterAll(async ({ playwright, baseURL }) => {
  if (before === '') return;
  const request = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
  const { signs } = await enterPhase(request, before);
  expect(signs).toBe(keyIdOf(secretIn(before)));
  await request.dispose();
});

test('token rotation: a round that crosses every phase loses nothing', async ({ page, request, locale }) => {
  test.setTimeout(180_000);
  const game = new GamePage(page, locale?.startsWith('ja') ? 'ja' : 'en');
  const [oldKey, newKey] = [secretIn(before), randomBytes(32).toString('hex')];
  const promoted = before.replace(`JWT_SECRET=${oldKey}`, `JWT_SECRET=${newKey}`);
  const phases = [
    { name: 'announced', secrets: `${before}JWT_SECRET_NEW=${newKey}\n`, signs: oldKey, verifies: [oldKey, newKey] },
    {
      name: 'switched',
      secrets: `${before}JWT_SECRET_NEW=${newKey}\nJWT_SIGNER=new\n`,
      signs: newKey,
      verifies: [oldKey, newKey],
    },
    { name: 'retired', secrets: promoted, signs: newKey, verifies: [newKey] },
  ];

  await game.startRound();
  const seen = [await game.answer(0)];
  for (const [nth, phase] of phases.entries()) {
    // While the reveal is on screen: no timer runs, and the token in hand is from the phase before.
    const { signs, verifies } = await enterPhase(request, phase.secrets, [oldKey, newKey]);
    expect(signs, phase.name).toBe(keyIdOf(phase.signs));
    expect(verifies, phase.name).toEqual(phase.verifies.map(keyIdOf));
    await game.onward.click();
    await game.expectQuestion(nth + 2);
    seen.push(await game.answer(nth % 4));
  }
  await game.onward.click();
  await game.expectResult(await game.playOn(5, seen));
});

interface Ring {
  /** Id of the key that signs. */
  readonly signs: string;
  /** Ids of those keys, of the ones asked for, that verify. */
  readonly verifies: readonly string[];
}

/** Writes the secrets and waits until the server that has them answers. */
async function enterPhase(request: APIRequestContext, secrets: string, keys: readonly string[] = []): Promise<Ring> {
  const marked = `${secrets.replace(/^CORS_ALLOWED_ORIGINS=.*\n/m, '')}CORS_ALLOWED_ORIGINS=https://${randomUUID()}.example\n`;
  writeFileSync(SECRETS_FILE, marked);
  const origin = /^CORS_ALLOWED_ORIGINS=(.*)$/m.exec(marked)?.[1] ?? '';
  // A server tells by its allowlist which secrets it has.
  await expect(async () => {
    const response = await request.get('/health', { headers: { Origin: origin }, timeout: 3000 });
    expect(response.headers()['access-control-allow-origin']).toBe(origin);
    expect(response.ok()).toBe(true);
  }).toPass({ timeout: PHASE_TIMEOUT_MS });
  const started = await request.post('/v1/rounds/start', { headers: { 'X-Client-Id': randomUUID() }, data: {} });
  const { continuationToken } = (await started.json()) as { continuationToken: string };
  const verifies: string[] = [];
  for (const key of keys) {
    const data = { continuationToken: signedLike(continuationToken, key, -200), answer: 'a' };
    const { error } = (await (await request.post('/v1/rounds/next', { data })).json()) as { error: { code: string } };
    if (error.code === 'token_expired') verifies.push(keyIdOf(key));
  }
  const header = JSON.parse(Buffer.from(continuationToken.split('.')[0] ?? '', 'base64url').toString('utf8')) as {
    kid: string;
  };
  return { signs: header.kid, verifies };
}

function secretIn(text: string): string {
  return /^JWT_SECRET=(.+)$/m.exec(text)?.[1] ?? '';
}
