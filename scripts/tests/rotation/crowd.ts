/**
 * Players who play one short round after the other while the key is rotated under them. Each request goes to any of the
 * deployments that are live at the moment, so a round meets several of them.
 */
import { ApiError, createClient, type RoundhouseClient } from '../../../shared/client.ts';
import type { Deployments, Phase } from './deployments.ts';

/** Questions of a round: between the two answers the key may change. */
const ROUND_TOTAL = 2;

/** Which deployments are live, in order: every step of the runbook is rolled out beside the state before it. */
export const STAGES: readonly (readonly Phase[])[] = [
  ['before'],
  ['before', 'announced'],
  ['announced'],
  ['announced', 'switched'],
  ['switched'],
  ['switched', 'finished'],
  ['finished'],
];

export class Crowd {
  /** Rounds played to the end, by the stage in which they ended. */
  readonly finished = STAGES.map(() => 0);
  /** Tokens that were refused: code and stage. */
  readonly refused: string[] = [];
  /** Rounds whose tokens were signed by more than one key. */
  crossed = 0;
  readonly #clients: Readonly<Record<Phase, RoundhouseClient>>;
  readonly #rounds: number;
  readonly #random: () => number;
  /** The key of the token that each player holds. */
  readonly #held = new Map<number, string>();
  #stage = 0;

  constructor({ urls }: Deployments, rounds: number, random: () => number) {
    const phases = Object.entries(urls) as [Phase, string][];
    const clients = phases.map(([phase, baseUrl]) => [phase, createClient({ baseUrl, clientId: 'crowd' })]);
    this.#clients = Object.fromEntries(clients);
    this.#rounds = rounds;
    this.#random = random;
  }

  /** Plays through all stages, the same number of rounds in each. */
  async play(players: number): Promise<void> {
    await Promise.all(Array.from({ length: players }, (_, player) => this.#playOn(player)));
  }

  get #total(): number {
    return this.finished.reduce((sum, count) => sum + count, 0);
  }

  async #playOn(player: number): Promise<void> {
    while (this.#total < this.#rounds) {
      try {
        await this.#playRound(player);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
        this.refused.push(`${error.code} among ${STAGES[this.#stage]?.join(' and ')}`);
      }
      this.#held.delete(player);
      this.#advance();
    }
  }

  async #playRound(player: number): Promise<void> {
    const keys = new Set<string>();
    let token = (await this.#anyone().start({ total: ROUND_TOTAL })).continuationToken;
    for (;;) {
      keys.add(keyOf(token));
      this.#held.set(player, keyOf(token));
      const reply = await this.#anyone().next({ continuationToken: token, answer: 'a' });
      if (reply.finished) break;
      token = reply.continuationToken;
    }
    if (keys.size > 1) this.crossed += 1;
    this.finished[this.#stage] = (this.finished[this.#stage] ?? 0) + 1;
  }

  #anyone(): RoundhouseClient {
    const live = STAGES[this.#stage] ?? [];
    const phase = live[Math.floor(this.#random() * live.length)];
    if (phase === undefined) throw new RangeError('nobody is live');
    return this.#clients[phase];
  }

  #advance(): void {
    const next = STAGES[this.#stage + 1];
    if (next === undefined || this.#total < (this.#rounds * (this.#stage + 1)) / STAGES.length) return;
    // The runbook waits until the last token of the old key is dead; here, until no player holds one any more.
    if (next.includes('finished') && new Set(this.#held.values()).size > 1) return;
    this.#stage += 1;
  }
}

/** The id of the key that signed a token. */
function keyOf(token: string): string {
  const header = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8');
  return (JSON.parse(header) as { kid: string }).kid;
}
