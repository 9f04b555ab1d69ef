/** Keeps the rate limits of people behind one address apart. Made anew with every page, so it follows nobody. */
import { randomHex } from './random-id.ts';

export const clientId = randomHex();
