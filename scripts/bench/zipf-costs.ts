/** What the benchmark and its Worker tell each other about a Zipf load. */

export interface ZipfOrder {
  readonly questions: number;
  /** Milliseconds that pass with each question. */
  readonly everyMs: number;
  /** Questions under way at the same time. */
  readonly atOnce: number;
}

export interface ZipfCosts {
  readonly questions: number;
  /** Decisions found in memory, found in KV, and made anew. */
  readonly memory: number;
  readonly kv: number;
  readonly truth: number;
  /** Reads of D1: what all decisions share, and what one subject has. */
  readonly policyReads: number;
  readonly subjectReads: number;
  /** Calls to the object of a subject. */
  readonly epochHops: number;
  readonly kvWrites: number;
  /** False when the breaker has put KV aside. */
  readonly isKvUsed: boolean;
}
