/**
 * The built house on its own runtime, which is killed with SIGKILL and started again on the same stores and the same
 * address while players use it. When it dies is counted in answers that players got, so that it always dies at work;
 * a few seeded milliseconds on top let it die at any point of that work.
 */
import { freePort } from '../../lib/local-server.ts';
import { openLimits } from '../../lib/open-limits.ts';
import { LOOPBACK, type Runtime, type RuntimeOptions, startRuntime } from '../../lib/runtime.ts';
import { bundleWorker } from '../../lib/worker-bundle.ts';

/** Values for this test only; any text that passes for a secret would do. */
const BINDINGS = {
  JWT_SECRET: '3b0e5d1a7c924f68b1d04e8a95c7f2631f6a0bd8e4c37592',
  ADMIN_TOKEN: '9d41f7c06ab82e53d0947b1ce85f3a62704e9bd8f15c6a23',
  ROUND_ORDER_SECRET: 'c58f1e27d09b4a63871e5fb20c6d94a8e37b15f0d2a68c49',
  LOG_LEVEL: 'error',
};
/** Answers that reach players in one life, before the kill is due. Lives differ by up to as many again. */
const ANSWERS_BEFORE_KILL = 25;
/** Longer than an answer takes under this load. */
const KILL_DELAY_MS_MAX = 6;

export class MortalHouse {
  readonly baseUrl: string;
  /** Answers that reached players, one number for each life. */
  readonly acknowledged: number[] = [0];
  readonly #options: RuntimeOptions;
  readonly #kills: number;
  readonly #random: () => number;
  #runtime: Runtime;
  #up: Promise<void> = Promise.resolve();
  #due: number;

  private constructor(options: RuntimeOptions, runtime: Runtime, kills: number, random: () => number) {
    this.baseUrl = `http://${LOOPBACK}:${options.workers[0]?.port}`;
    this.#options = options;
    this.#runtime = runtime;
    this.#kills = kills;
    this.#random = random;
    this.#due = this.#nextLifeSpan();
  }

  /**
   * Bundles the Worker into the folder and starts it.
   *
   * @param limits `off` for callers who answer in milliseconds and repeat a lot.
   */
  static async open(
    folder: string,
    kills: number,
    random: () => number,
    limits: 'on' | 'off' = 'off',
  ): Promise<MortalHouse> {
    const script = await bundleWorker(`${folder}/bundle`);
    const options = { folder, workers: [{ name: 'house', script, port: await freePort(), bindings: BINDINGS }] };
    const house = new MortalHouse(options, await startRuntime(options), kills, random);
    if (limits === 'off') await openLimits(house.baseUrl, BINDINGS.ADMIN_TOKEN);
    return house;
  }

  /** How often it was killed so far. */
  get deaths(): number {
    return this.acknowledged.length - 1;
  }

  /** True while a kill is still to come. */
  get isDoomed(): boolean {
    return this.deaths < this.#kills;
  }

  /** Resolves when it answers; at once unless it is being restarted. Rejects when a restart failed. */
  whenUp(): Promise<void> {
    return this.#up;
  }

  /** Told by a player for every answer that reached it. */
  noteAcknowledged(): void {
    this.acknowledged[this.deaths] = (this.acknowledged[this.deaths] ?? 0) + 1;
    this.#due -= 1;
    if (this.#due === 0 && this.isDoomed) setTimeout(() => this.#die(), this.#random() * KILL_DELAY_MS_MAX);
  }

  /** Kills it now, beyond the kills that are due. Resolves when it answers again. */
  async dieNow(): Promise<void> {
    await this.#up;
    this.#die();
    await this.#up;
  }

  async close(): Promise<void> {
    await this.#up.catch(() => undefined);
    await this.#runtime.kill();
  }

  #die(): void {
    this.#up = this.#restart();
    // Players see the rejection too; without this, nobody waiting at the moment would make it unhandled.
    this.#up.catch(() => undefined);
  }

  async #restart(): Promise<void> {
    const killed = this.#runtime.kill();
    this.acknowledged.push(0);
    this.#due = this.#nextLifeSpan();
    await killed;
    this.#runtime = await startRuntime(this.#options);
  }

  #nextLifeSpan(): number {
    return ANSWERS_BEFORE_KILL + Math.floor(this.#random() * ANSWERS_BEFORE_KILL);
  }
}
