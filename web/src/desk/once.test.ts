import { expect, it } from 'vitest';
import { ApiError, type ClientErrorCode } from '../../../shared/client.ts';
import { createOnce } from './once.ts';

const failing = (code: ClientErrorCode) => new ApiError({ code, message: '', status: 0, retryable: true });

it('keeps its key for the same content until an answer comes', async () => {
  const once = createOnce();
  const keys: string[] = [];
  const send = async (content: object, error?: unknown) => {
    const sent = once(content, async (key) => {
      keys.push(key);
      if (error !== undefined) throw error;
    });
    await sent.catch(() => undefined);
  };
  await send({ name: 'a' }, failing('network'));
  await send({ name: 'a' }, failing('unreadable'));
  await send({ name: 'a' });
  const [first] = keys;
  expect(keys).toEqual([first, first, first]);
  await send({ name: 'a' }, failing('conflict'));
  await send({ name: 'a' }, failing('network'));
  await send({ name: 'b' });
  await send({ name: 'a' });
  expect(new Set(keys.slice(2)).size).toBe(5);
});
