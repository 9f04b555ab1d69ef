/** What no route tells: walks over all contracts with planted texts, at the most talkative log level and with failing stores. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CONTRACTS } from '../../shared/contracts.ts';
import { encodedForms } from '../kernel/sanitise/encoded-forms.ts';
import { testHouse } from './harness.ts';
import './migrate.ts';
import { signIn } from './signed-in.ts';

const ADMIN_TOKEN = 'b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56';
/** Without a shape: no sanitiser would know it, so it must not be written at all. */
const PLANTED = 'quiet planted sentence';
/** With a shape, as upstream texts bring it along. */
const TOKEN = `glpat-${'x7Yz'.repeat(6)}`;
const FORMS = encodedForms(PLANTED).filter((form) => form.length >= 12);

const written: string[] = [];

beforeEach(() => {
  written.length = 0;
  for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((...parts) => void written.push(parts.map(String).join(' ')));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

const { own } = await signIn('teller-of-nothing', ['admin', 'gateway-operator']);
const headers = { ...own, Authorization: `Bearer ${ADMIN_TOKEN}` };

/** Every way in which a caller can hand something over. */
function requestsWith(text: string, { method, path }: (typeof CONTRACTS)[number]): [string, RequestInit][] {
  const address = path.replaceAll(/:\w+/g, encodeURIComponent(text));
  const asked: [string, RequestInit][] = [
    [`${address}?${new URLSearchParams({ q: text, [text]: '1' }).toString()}`, { method, headers }],
    [address, { method, headers: { ...headers, 'X-Note': text, Authorization: `Bearer ${text}`, 'X-API-Key': text } }],
  ];
  if (method === 'GET') return asked;
  for (const body of [JSON.stringify({ [text]: text, password: text, note: { text } }), `{"broken":"${text}`, text]) {
    asked.push([address, { method, headers, body }]);
  }
  return asked;
}

describe.each(CONTRACTS)('$method $path', (contract) => {
  it('writes nothing of what it was sent into the log, nor back into an error', async () => {
    const house = await testHouse({ ADMIN_TOKEN, LOG_LEVEL: 'debug' });
    for (const [address, init] of requestsWith(PLANTED, contract)) {
      const response = await house.fetch(address, { redirect: 'manual', ...init });
      const isText = response.status >= 400;
      const answer = isText ? await response.text() : '';
      if (!isText) await response.body?.cancel();
      for (const form of FORMS) {
        expect(written.join('\n')).not.toContain(form);
        // A pointer names the member that is wrong.
        expect(answer.replace(/"pointer":"[^"]*"/, '')).not.toContain(form);
      }
    }
    expect(written.length).toBeGreaterThan(0);
  });

  it('tells nothing of what broke inside, and the log no secret of it', async () => {
    const house = await testHouse({ ADMIN_TOKEN, LOG_LEVEL: 'debug', ...brokenStores() });
    for (const [address, init] of requestsWith('x', contract)) {
      const response = await house.fetch(address, { redirect: 'manual', ...init });
      const answer = response.status >= 400 ? await response.text() : '';
      for (const inside of ['inner.host', 'someone', TOKEN, 'TypeError', '.ts:', 'stack']) {
        expect(answer).not.toContain(inside);
      }
      if (response.status >= 400 && !contract.replyWhenUnavailable) {
        expect(JSON.parse(answer)).toHaveProperty('error.request_id');
      }
    }
    expect(written.join('\n')).not.toContain(TOKEN);
  });
});

/** Stores that fail with texts that nobody outside may read. Those that let the caller in stay whole. */
function brokenStores(): Record<string, unknown> {
  const fail = () => {
    throw new TypeError(`connect someone@inner.host:5432 with ${TOKEN} failed at /srv/store.ts:12`);
  };
  const broken: unknown = new Proxy(fail, { get: (_, name) => (name === 'then' ? undefined : broken), apply: fail });
  const whole = new Set(['SESSIONS', 'LIMITS', 'METRICS']);
  const names = Object.entries(env).filter(
    ([name, value]) => typeof value === 'object' && value !== null && !whole.has(name),
  );
  return Object.fromEntries(names.map(([name]) => [name, broken]));
}
