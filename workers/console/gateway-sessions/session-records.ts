/** Ids and contents of what a session keeps sealed. A record opens under its own id alone. */
import * as z from 'zod';

/** First part of the ids. */
export const SESSION_RECORDS = 'gateway-sessions';

export const bundleRecordId = (sessionId: string) => `${SESSION_RECORDS}/${sessionId}/bundle`;
export const requestRecordId = (sessionId: string, execId: string) =>
  `${SESSION_RECORDS}/${sessionId}/request/${execId}`;
export const outputRecordId = (sessionId: string, jobId: string) => `${SESSION_RECORDS}/${sessionId}/output/${jobId}`;

/** The client's side; the server's key is in its container and nowhere else. */
export const keptBundle = z.strictObject({
  ca_certificate: z.string(),
  client_certificate: z.string(),
  client_key: z.string(),
});
export type KeptBundle = z.infer<typeof keptBundle>;

export const keptRequest = z.strictObject({
  command: z.array(z.string()),
  runSeconds: z.int(),
  outputBytesMax: z.int(),
});
export type KeptRequest = z.infer<typeof keptRequest>;

export const keptOutput = z.strictObject({ stdout: z.string(), stderr: z.string() });
export type KeptOutput = z.infer<typeof keptOutput>;
