/**
 * Calls that make something: one that got no answer and is sent again with the same content carries the same key, so that it
 * makes nothing a second time. With an answer, or with other content, the next one is another call.
 */
import { ApiError } from '../../../shared/client.ts';
import { randomUuid } from '../connection/random-id.ts';

export type Once = <Value>(content: unknown, work: (idempotencyKey: string) => Promise<Value>) => Promise<Value>;

/** One for each form. */
export function createOnce(): Once {
  let unanswered: { readonly text: string; readonly key: string } | undefined;
  return async (content, work) => {
    const text = JSON.stringify(content);
    const sent = unanswered?.text === text ? unanswered : { text, key: randomUuid() };
    unanswered = undefined;
    try {
      return await work(sent.key);
    } catch (error) {
      if (error instanceof ApiError && (error.code === 'network' || error.code === 'unreadable')) unanswered = sent;
      throw error;
    }
  };
}
