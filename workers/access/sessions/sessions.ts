/** Wiring of the sessions. */
import { deriveKey } from './derived-key.ts';
import { MarkedIds } from './marked-ids.ts';
import { SUBJECT_TAG_BYTES } from './sessions.constants.ts';
import { Sessions, type SessionsParts } from './sessions.service.ts';
import { SubjectTags } from './subject-tags.ts';

/** @param secret SESSION_SECRET: another one ends all sessions. */
export async function buildSessions(secret: string, parts: Omit<SessionsParts, 'ids' | 'tags'>): Promise<Sessions> {
  return new Sessions({
    ...parts,
    ids: new MarkedIds(await deriveKey(secret, 'session id', 'mac'), SUBJECT_TAG_BYTES),
    tags: new SubjectTags(await deriveKey(secret, 'subject tag', 'mac')),
  });
}
