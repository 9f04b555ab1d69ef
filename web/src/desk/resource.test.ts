import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/client.ts';
import { createResource } from './resource.ts';

const gone = () => new ApiError({ code: 'not_signed_in', status: 401, message: '', retryable: false });

function deferred<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('a resource', () => {
  it('shows only the answer to the latest question', async () => {
    const first = deferred<string>();
    const second = deferred<string>();
    const answers = [first.promise, second.promise];
    const resource = createResource(() => answers.shift() ?? Promise.resolve('more'));
    const loads = [resource.load(), resource.load()];
    second.resolve('new');
    first.resolve('old');
    await Promise.all(loads);
    expect([resource.value.value, resource.isLoading.value]).toEqual(['new', false]);
  });

  it('keeps what it had when a later question fails, and tells the page', async () => {
    const told: string[] = [];
    let works = true;
    const resource = createResource(
      async () => {
        if (!works) throw gone();
        return 'value';
      },
      ({ code }) => void told.push(code),
    );
    await resource.load();
    works = false;
    await resource.load();
    expect([resource.value.value, resource.error.value?.code, told]).toEqual([
      'value',
      'not_signed_in',
      ['not_signed_in'],
    ]);
  });

  it('brings nothing back after it was cleared', async () => {
    const answer = deferred<string>();
    const resource = createResource(() => answer.promise);
    const load = resource.load();
    resource.clear();
    answer.resolve('late');
    await load;
    expect([resource.value.value, resource.isLoading.value]).toEqual([undefined, false]);
  });

  it('does not hide a fault of ours', async () => {
    const resource = createResource(() => Promise.reject(new RangeError('bug')));
    await expect(resource.load()).rejects.toThrow('bug');
  });
});
