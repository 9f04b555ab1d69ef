/** Labels by which we know our containers on an engine, whoever else uses it. */
import { sha256Hex } from '../../kernel/digest.ts';
import type { Subject } from '../../kernel/principal.ts';

export const SERVER_LABEL = 'io.roundhouse.server';
export const OWNER_LABEL = 'io.roundhouse.owner';
/** Of the job that made it: by this a second attempt, and whoever takes back, finds it. */
export const JOB_LABEL = 'io.roundhouse.job';

/** Tells owners apart without naming them to whoever looks at the engine. */
export async function ownerLabel({ type, id }: Subject): Promise<string> {
  return (await sha256Hex(`${type.length}:${type}:${id}`)).slice(0, 32);
}
