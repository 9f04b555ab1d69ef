/**
 * The simulated Zaim as tests in workerd meet it (scripts/tests/zaim/): set what a user's household holds and how calls go
 * wrong, and walk through Zaim's page of consent as a browser would.
 */

export const ZAIM_ORIGIN = 'http://api.zaim.test';

export interface SimulatedEntry {
  readonly id: number;
  readonly mode: 'payment' | 'income' | 'transfer';
  readonly date: string;
  readonly amount: number;
  readonly category_id: number;
  readonly genre_id: number;
  readonly from_account_id: number;
  readonly to_account_id: number;
  readonly currency_code?: string;
  readonly active?: number;
}

interface SimulatorLog {
  readonly calls: Readonly<Record<string, number>>;
  readonly refused: readonly string[];
  readonly exchanges: number;
}

/** A Zaim of its own for each host, a household for each user of it. */
export class SimulatedZaim {
  readonly origin: string;

  constructor(origin: string = ZAIM_ORIGIN) {
    this.origin = origin;
  }

  household(user: string, household: object): Promise<SimulatorLog> {
    return this.#control('household', user, household);
  }

  faults(user: string, faults: object): Promise<SimulatorLog> {
    return this.#control('faults', user, faults);
  }

  permissions(user: string, permissions: object): Promise<SimulatorLog> {
    return this.#control('permissions', user, permissions);
  }

  revoke(user: string): Promise<SimulatorLog> {
    return this.#control('revoke', user, {});
  }

  log(user = 'anybody'): Promise<SimulatorLog> {
    return this.#control('log', user, {});
  }

  /** Decides on Zaim's page; returns where the browser is sent. */
  async decide(authorizeUrl: string, user: string, decision: 'allow' | 'deny' = 'allow'): Promise<URL> {
    const url = new URL(authorizeUrl);
    const token = url.searchParams.get('oauth_token') ?? '';
    const body = new URLSearchParams({ oauth_token: token, user, decision });
    const answer = await fetch(`${url.origin}${url.pathname}`, { method: 'POST', body, redirect: 'manual' });
    return new URL(answer.headers.get('Location') ?? 'about:blank');
  }

  async #control(what: string, user: string, body: object): Promise<SimulatorLog> {
    const url = `${this.origin}/_control/${what}?user=${encodeURIComponent(user)}`;
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    return await answer.json();
  }
}
