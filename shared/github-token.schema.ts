/** The GitHub token of a person, as the earlier console spoke of it. Here it is a reference to a secret, never the token. */
import * as z from 'zod';
import { REFERENCE_CHARS_MAX } from './secret-references.ts';
import { FIELDS_MAX, FOUND_MAX } from './secrets.schema.ts';

const status = z.strictObject({
  configured: z.boolean(),
  /** Such as `bitwarden:item-id:field`. */
  source: z.string().nullable(),
  /** The reference that is resolved when GitHub is called. */
  reference: z.string().nullable(),
  updated_by: z.string().nullable(),
  updated_at: z.iso.datetime().nullable(),
});
export const githubTokenReply = status;

export const githubTokenPut = z.strictObject({ reference: z.string().max(REFERENCE_CHARS_MAX) });
/** As the earlier console sent it. */
export const githubTokenPost = z.strictObject({
  item_id: z.string().min(1).max(256),
  field: z.string().min(1).max(128),
});
export const githubTokenSaved = z.strictObject({ success: z.literal(true), status });
export const githubTokenDeleted = z.strictObject({ success: z.literal(true) });

export const githubSearchQuery = z.strictObject({
  query: z.string().min(1).max(100),
  limit: z.coerce.number().pipe(z.int().min(1).max(100)).default(20),
});
export const githubSearchReply = z.strictObject({
  items: z
    .array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        fields: z.array(z.string()).max(FIELDS_MAX),
        type: z.string().nullable(),
      }),
    )
    .max(FOUND_MAX),
});

export type GithubTokenStatus = z.infer<typeof status>;
