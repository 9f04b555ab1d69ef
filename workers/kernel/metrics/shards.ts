/** The door to the metrics shards: an isolate sends to one of them, chosen at random; a scrape reads them all. */
import { type Sample, sumOf } from './cells.ts';
import { METRICS_SHARDS } from './metrics.constants.ts';
import type { MetricsShard } from './metrics.do.ts';
import type { Parcel } from './recorder.ts';

export class MetricsShards {
  readonly #namespace: DurableObjectNamespace<MetricsShard>;
  readonly #ours: number;

  constructor(namespace: DurableObjectNamespace<MetricsShard>, random: () => number = Math.random) {
    this.#namespace = namespace;
    this.#ours = Math.floor(random() * METRICS_SHARDS);
  }

  /**
   * Takes a parcel to the shard of this isolate.
   *
   * @throws What the platform throws when the shard does not answer; the parcel may have arrived all the same.
   */
  async send(parcel: Parcel): Promise<void> {
    await this.#shard(this.#ours).add(parcel);
  }

  /**
   * Adds up all shards.
   *
   * @throws When one of them does not answer: a sum without it would look like a counter that fell, and then rose by all
   * it ever held.
   */
  async read(): Promise<Sample[]> {
    const shards = Array.from({ length: METRICS_SHARDS }, (_, nth) => this.#shard(nth));
    const parts = await Promise.all(shards.map((shard) => shard.read()));
    return sumOf(parts);
  }

  /** A new stub each time: one that threw stays broken. */
  #shard(nth: number): DurableObjectStub<MetricsShard> {
    return this.#namespace.getByName(`metrics-${nth}`);
  }
}
