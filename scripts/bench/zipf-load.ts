/**
 * Questions as many people ask them about a few things: who asks and what about are drawn apart, each by Zipf's law, so the
 * n-th most frequent comes 1/n times as often as the first. The same seed gives the same questions.
 */

export const SUBJECTS = 10_000;
export const RESOURCES = 200;
export const EXPONENT = 1;

/** Draws questions, for ever. */
export function zipfQuestions(seed: number): () => { readonly subject: string; readonly resource: string } {
  const random = randomNumbers(seed);
  const subject = zipf(SUBJECTS, random);
  const resource = zipf(RESOURCES, random);
  return () => ({ subject: personOf(subject()), resource: `document-${resource()}` });
}

/** Id of the n-th most frequent person, from 0. */
export function personOf(nth: number): string {
  return `person-${nth}`;
}

function zipf(count: number, random: () => number): () => number {
  const upTo: number[] = [];
  let sum = 0;
  for (let nth = 1; nth <= count; nth += 1) {
    sum += nth ** -EXPONENT;
    upTo.push(sum);
  }
  return () => {
    const wanted = random() * sum;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? sum) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Numbers from 0 to below 1: a linear congruence modulo 2^48 (Knuth, TAOCP vol. 2, §3.3.4), good enough to draw with. */
function randomNumbers(seed: number): () => number {
  const [factor, term, mask] = [0x5deece66dn, 11n, (1n << 48n) - 1n];
  let state = BigInt(seed) & mask;
  return () => {
    state = (state * factor + term) & mask;
    return Number(state >> 16n) / 2 ** 32;
  };
}
