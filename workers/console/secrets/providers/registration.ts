/** A vault that somebody has set up, as it is sealed, and the id that it is sealed under. */
import * as z from 'zod';
import { registerRequest } from '../../../../shared/secrets.schema.ts';
import { REGISTERED_PREFIXES, type RegisteredPrefix } from '../../../../shared/secrets.vocabulary.ts';
import { sha256Hex } from '../../../kernel/digest.ts';
import type { Subject } from '../../../kernel/principal.ts';

/** First part of the ids of all sealed records of this folder. */
export const SECRET_RECORDS = 'console-secrets';

/** Whose it is stands inside as well: a record that is brought back finds its owner. */
export const registration = z.strictObject({
  version: z.literal(1),
  owner: z.strictObject({ type: z.string().min(1), id: z.string().min(1) }),
  registeredAtMs: z.int(),
  access: registerRequest,
});
export type Registration = Readonly<z.infer<typeof registration>>;

/** The one place where the id of a record is made. Ids of subjects may be long: a digest stands for them. */
export async function registrationId(owner: Subject, provider: RegisteredPrefix): Promise<string> {
  return `${SECRET_RECORDS}/${await sha256Hex(`${owner.type}\n${owner.id}`)}/${provider}`;
}

export function isRegisteredPrefix(text: string): text is RegisteredPrefix {
  return (REGISTERED_PREFIXES as readonly string[]).includes(text);
}
