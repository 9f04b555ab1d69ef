/**
 * A player who plays one round after the other, remembers every answer that was acknowledged, and after a request that
 * got no answer sends the very same request again, as a browser does.
 */
import { ApiError, createClient, type RoundhouseClient } from '../../../shared/client.ts';
import type { Answer, NextReply } from '../../../shared/rounds.schema.ts';
import { ANSWER_SKIP, CHOICE_IDS } from '../../../shared/rounds.vocabulary.ts';
import type { MortalHouse } from './mortal-house.ts';

const ANSWERS: readonly Answer[] = [...CHOICE_IDS, ANSWER_SKIP];

/** One question as the player saw it. */
export interface Acknowledged {
  readonly token: string;
  readonly answer: Answer;
  readonly reply: NextReply;
}

export type PlayedRound = readonly Acknowledged[];

export class Player {
  readonly rounds: PlayedRound[] = [];
  /** Requests that were under way when the house was killed. */
  cutOff = 0;
  readonly #name: string;
  readonly #house: MortalHouse;
  readonly #random: () => number;
  readonly #client: RoundhouseClient;

  constructor(name: string, house: MortalHouse, random: () => number) {
    this.#name = name;
    this.#house = house;
    this.#random = random;
    this.#client = createClient({ baseUrl: house.baseUrl, clientId: crypto.randomUUID() });
  }

  /** Plays until the house will not be killed again, and finishes the round under way. */
  async play(): Promise<void> {
    while (this.#house.isDoomed) this.rounds.push(await this.#playRound());
  }

  async #playRound(): Promise<PlayedRound> {
    const seed = `${this.#name}, round ${this.rounds.length}`;
    const answers: Acknowledged[] = [];
    let token = (await this.#untilAnswered(() => this.#client.start({ seed }))).continuationToken;
    for (;;) {
      const answer = ANSWERS[Math.floor(this.#random() * ANSWERS.length)] ?? ANSWER_SKIP;
      const request = { continuationToken: token, answer };
      const reply = await this.#untilAnswered(() => this.#client.next(request));
      answers.push({ token, answer, reply });
      this.#house.noteAcknowledged();
      if (reply.finished) return answers;
      token = reply.continuationToken;
    }
  }

  /** Repeats a call for as long as kills cut it off. Anything else that goes wrong fails the test. */
  async #untilAnswered<Reply>(call: () => Promise<Reply>): Promise<Reply> {
    for (;;) {
      await this.#house.whenUp();
      const life = this.#house.deaths;
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'network' || this.#house.deaths === life) throw error;
        this.cutOff += 1;
      }
    }
  }
}

/** A repeatable source of numbers from 0 up to but not including 1: "mulberry32", 32 bits of state. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
