/** The operator's view of what is sealed at rest. Envelopes are sealed; nothing here holds a key or plain text. */
import * as z from 'zod';

/** Records that one export or import carries. */
export const SEALED_RECORDS_MAX = 1000;

const kid = z.string().regex(/^[0-9a-f]{16}$/);

const sealedRecord = z.strictObject({
  id: z.string().min(1).max(128),
  envelope: z.string().min(1).max(4096),
});

export const encryptionReply = z.strictObject({
  keys: z.array(z.strictObject({ kid, state: z.enum(['announced', 'sealing', 'open-only']) })),
  /** Records by the key that sealed them; a key that is not above is gone. */
  records: z.array(z.strictObject({ kid, records: z.int().min(0) })),
});

export const sweepReply = z.strictObject({
  resealed: z.int().min(0),
  /** Records that no key opens: bring back the key, or have their owners connect again. */
  unopenable: z.int().min(0),
  /** False when there may be more: call again. */
  complete: z.boolean(),
});

export const sealedExport = z.strictObject({
  version: z.literal(1),
  records: z.array(sealedRecord).max(SEALED_RECORDS_MAX),
});
export const sealedImportReply = z.strictObject({ imported: z.int().min(0) });

export type EncryptionReply = z.infer<typeof encryptionReply>;
