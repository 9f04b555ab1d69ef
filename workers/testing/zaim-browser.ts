/** A browser that connects Zaim accounts: keeps cookies as one would, and walks from our login over Zaim and back. */

import type { TestHouse } from './harness.ts';
import type { SimulatedZaim } from './simulated-zaim.ts';

export class ZaimBrowser {
  readonly #house: TestHouse;
  readonly #zaim: SimulatedZaim;
  readonly #authorization: string;
  readonly #cookies = new Map<string, string>();

  /** @param adminToken Of who begins the connection. */
  constructor(house: TestHouse, zaim: SimulatedZaim, adminToken: string) {
    this.#house = house;
    this.#zaim = zaim;
    this.#authorization = `Bearer ${adminToken}`;
  }

  get cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async get(path: string): Promise<Response> {
    const headers = { Authorization: this.#authorization, ...(this.#cookies.size > 0 && { Cookie: this.cookies }) };
    const response = await this.#house.fetch(path, { headers });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return response;
  }

  async post(path: string, body: object): Promise<Response> {
    const headers = { Authorization: this.#authorization, 'Content-Type': 'application/json' };
    return await this.#house.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Begins a connection and decides at Zaim; returns the path that Zaim leads back to. */
  async walkToCallback(account: string, user: string, decision: 'allow' | 'deny' = 'allow'): Promise<string> {
    const begun = await this.get(`/zaim/auth/login?account=${account}`);
    const back = await this.#zaim.decide(begun.headers.get('Location') ?? '', user, decision);
    return `${back.pathname}${back.search}`;
  }

  async connect(account: string, user: string): Promise<Response> {
    return await this.get(await this.walkToCallback(account, user));
  }

  #keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split('; ');
    const at = pair.indexOf('=');
    if (attributes.includes('Max-Age=0')) this.#cookies.delete(pair.slice(0, at));
    else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}
