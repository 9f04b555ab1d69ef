/** The simulated vaults as tests in workerd meet them (scripts/tests/secrets/): a `bw serve` and a Secrets Manager per host. */

interface Told {
  /** What was asked, in order, without bodies. */
  readonly calls: readonly string[];
}

export interface BwChange {
  readonly items?: readonly object[];
  readonly password?: string;
  readonly status?: 'locked' | 'unlocked' | 'unauthenticated';
  readonly token?: { readonly id: string; readonly secret: string };
  readonly down?: 'server' | 'tunnel' | 'slow' | null;
}

export interface BwsChange {
  readonly secrets?: Readonly<
    Record<string, { readonly key: string; readonly value: string; readonly as?: 'type0' | 'type7' | 'forged' }>
  >;
  readonly down?: boolean;
  readonly isRevoked?: boolean;
  readonly payloadAs?: 'type2' | 'type7';
}

export class SimulatedVault {
  readonly origin: string;

  /** @param name A host of its own. */
  constructor(name: string) {
    this.origin = `http://${name}.vault.test`;
  }

  /** Changes the `bw serve` of the host, or nothing, and tells what it was asked. */
  bw(change: BwChange = {}): Promise<Told> {
    return this.#control('bw', change);
  }

  bws(change: BwsChange = {}): Promise<Told & { readonly accessToken: string }> {
    return this.#control('bws', change);
  }

  async #control<Answer>(which: string, change: object): Promise<Answer> {
    const answer = await fetch(`${this.origin}/_control/${which}`, { method: 'POST', body: JSON.stringify(change) });
    return await answer.json<Answer>();
  }
}
