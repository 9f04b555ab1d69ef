/** The contests of access by name: what a warm check costs, what each cache saves, and what a crowd waits. */
import type { AccessField } from './access-field.ts';
import type { Contestant } from './contest.ts';
import { hold } from './contest.ts';
import { type Given, simple, type Table, tableOf } from './contests.ts';
import type { Place } from './field.ts';
import { personOf } from './zipf-load.ts';

export const ACCESS_CONTESTS = ['tokens', 'decisions', 'offered'] as const;
export type AccessContestName = (typeof ACCESS_CONTESTS)[number];

/** Requests in a second that a crowd sends. */
const OFFERED = [100, 1000] as const;
/** For the crowd: more than are ever under way unless the server falls behind. */
const CROWD_CONNECTIONS = 256;
/** Of the one question that is asked again and again. */
const PERSON = personOf(0);

type Headers = () => Readonly<Record<string, string>>;

/** Holds one contest. */
export async function holdAccessContest(name: AccessContestName, field: AccessField, given: Given): Promise<Table[]> {
  const { house, twin, noTokens, noDecisions, noCache, issuer, cookie } = field;
  const service = bearer(issuer.service);
  const apiKey = inTurn(field.apiKeys);
  switch (name) {
    case 'tokens': {
      const of = (algorithm: 'RS256' | 'ES256') => {
        const headers = bearer(issuer.personal[algorithm]);
        return [
          proxied(`${algorithm}-verified`, `${algorithm}, verified`, noTokens, headers),
          proxied(`${algorithm}-known`, `${algorithm}, known`, house, headers),
        ];
      };
      const [rsa, ecdsa] = [of('RS256'), of('ES256')];
      const session = proxied('session', 'session cookie', house, () => ({ Cookie: cookie }));
      const slices = await hold([...rsa, ...ecdsa, session], { ...given, warmUpSlices: 3 });
      return [
        tableOf('A token known or verified, RSA: GET /access/v1/forward-auth', rsa, slices),
        tableOf('A token known or verified, P-256: GET /access/v1/forward-auth', ecdsa, slices),
        tableOf('A session cookie against a known token', [rsa[1] as Contestant, session], slices),
      ];
    }
    case 'decisions': {
      const remembered = question('remembered', 'remembered', house, service);
      const fromD1 = [
        question('d1', 'read from D1: policies and facts', noDecisions, service),
        question('no-cache', 'ENABLE_AUTH_CACHE=false', noCache, service),
        question('new', 'never asked, facts remembered', twin, service, () => `document-${crypto.randomUUID()}`),
        remembered,
      ];
      const withKey = question('api-key', 'remembered, with an API key', house, apiKey);
      const slices = await hold([...fromD1, withKey], { ...given, warmUpSlices: 3 });
      return [
        tableOf('A decision remembered or read: POST /access/v1/evaluation with a token', fromD1, slices),
        tableOf('An API key against a token', [remembered, withKey], slices),
      ];
    }
    case 'offered':
      return [
        await simple(
          'Remembered decisions at a fixed rate: POST /access/v1/evaluation with an API key',
          given,
          2,
          OFFERED.map((offeredPerSecond) => ({
            ...question(`offered-${offeredPerSecond}`, `${offeredPerSecond} a second`, house, apiKey),
            offeredPerSecond,
            connections: CROWD_CONNECTIONS,
          })),
        ),
      ];
  }
}

function bearer(token: string): Headers {
  return () => ({ Authorization: `Bearer ${token}` });
}

/** Each may call so often only, so they take turns. */
function inTurn(keys: readonly string[]): Headers {
  let turn = 0;
  return () => ({ 'X-API-Key': keys[turn++ % keys.length] ?? '' });
}

function proxied(id: string, label: string, { url, runtimePid }: Place, credential: Headers): Contestant {
  const asked = {
    'X-Forwarded-Method': 'GET',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Host': 'app.example',
    'X-Forwarded-Uri': '/reports/2026?page=2',
  };
  const headers = () => ({ ...asked, ...credential() });
  return { id, label, url: `${url}/access/v1/forward-auth`, headers, runtimePid };
}

function question(
  id: string,
  label: string,
  { url, runtimePid }: Place,
  headers: Headers,
  resource: () => string = () => 'document-0',
): Contestant {
  const body = () =>
    JSON.stringify({
      subject: { type: 'user', id: PERSON },
      action: { name: 'read' },
      resource: { type: 'document', id: resource() },
    });
  return { id, label, url: `${url}/access/v1/evaluation`, headers, body, runtimePid };
}
