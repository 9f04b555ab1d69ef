/** A Docker host as it rests: sealed, with its owner inside, so that a record that was moved to another row does not count. */
import * as z from 'zod';
import { hostCredential } from '../../../shared/hosts.schema.ts';

export const HOST_RECORDS = 'docker_hosts';

export const hostRecord = z.strictObject({
  owner: z.strictObject({ type: z.string(), id: z.string() }),
  name: z.string(),
  url: z.string(),
  published_url: z.string().optional(),
  credential: hostCredential,
  created_at_ms: z.int(),
});
export type HostRecord = z.infer<typeof hostRecord>;

export interface Host extends HostRecord {
  readonly id: string;
}

/** Id of the record, to which its envelope is bound. */
export function hostRecordId(id: string): string {
  return `${HOST_RECORDS}/${id}`;
}

export function hostIdOf(recordId: string): string {
  return recordId.slice(HOST_RECORDS.length + 1);
}
