/** What the tests of the secrets share: a house that may call a simulated vault, and calls of a person who signed in. */
import { type TestHouse, testHouse } from '../../testing/harness.ts';
import { type SignedIn, signIn } from '../../testing/signed-in.ts';
import { SimulatedVault } from '../../testing/simulated-vault.ts';

export interface Visitor extends SignedIn {
  get(path: string): Promise<Response>;
  send(method: string, path: string, body?: object): Promise<Response>;
  /** The body of an answer with the expected status; the answer’s text where it has another. */
  json<Body>(response: Promise<Response>, status?: number): Promise<Body>;
}

export interface Scene {
  readonly vault: SimulatedVault;
  readonly house: TestHouse;
  visitor(id?: string): Promise<Visitor>;
}

/** @param name Of the test: its vault and its people are its own. */
export async function scene(name: string, bindings: Readonly<Record<string, unknown>> = {}): Promise<Scene> {
  const vault = new SimulatedVault(name);
  const house = await testHouse({ OUTBOUND_TRUSTED_ORIGINS: vault.origin, ...bindings });
  return { vault, house, visitor: async (id = name) => visitorOf(house, await signIn(id)) };
}

export function visitorOf(house: TestHouse, signedIn: SignedIn): Visitor {
  return {
    ...signedIn,
    get: (path) => house.fetch(path, { headers: signedIn.headers }),
    send: (method, path, body) =>
      house.fetch(path, { method, headers: signedIn.own, ...(body && { body: JSON.stringify(body) }) }),
    json: async (pending, status = 200) => {
      const response = await pending;
      if (response.status !== status) throw new Error(`${response.status}: ${await response.text()}`);
      return await response.json();
    },
  };
}

export const ITEM = {
  id: '0e8c1d46-6a4b-4751-a310-af9601317f2d',
  name: 'GitHub',
  type: 1,
  notes: 'canary-notes-5b2e',
  login: {
    username: 'ann',
    password: 'canary-password-91c3f7',
    totp: 'canary-totp-77',
    uris: [{ match: null, uri: 'https://github.com' }],
  },
  fields: [{ name: 'api key', value: 'canary-api-key-44ab', type: 1 }],
};
export const SECRET_ID = '15744a66-341a-4c62-af50-af960166b6bc';
