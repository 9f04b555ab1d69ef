/** The real KV with its bad days: each test says which. */

export interface WilfulKv {
  readonly namespace: KVNamespace;
  /** Operations that reached it. */
  readonly calls: { get: number; put: number };
  /** Keys of what was written, in order. */
  readonly written: string[];
  /** `down`: every call fails. `hanging`: none answers. `frozen`: reads answer what was there when it froze. */
  mood: 'well' | 'down' | 'hanging' | 'frozen';
}

/** @param real A binding of the test's environment. */
export function wilfulKv(real: KVNamespace): WilfulKv {
  const frozen = new Map<string, string | null>();
  const calls = { get: 0, put: 0 };
  const kv: WilfulKv = {
    calls,
    written: [],
    mood: 'well',
    namespace: new Proxy(real, {
      get: (target, name) => {
        if (name === 'get') return get;
        if (name === 'put') return put;
        const member = Reflect.get(target, name) as unknown;
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    }),
  };
  const outage = async (): Promise<void> => {
    if (kv.mood === 'down') throw new Error('KV is away');
    if (kv.mood === 'hanging') await Promise.withResolvers<never>().promise;
  };
  const get = async (key: string): Promise<unknown> => {
    calls.get += 1;
    await outage();
    const text = kv.mood === 'frozen' ? (frozen.get(key) ?? null) : await real.get(key);
    if (kv.mood === 'well') frozen.set(key, text);
    return text === null ? null : JSON.parse(text);
  };
  const put = async (key: string, text: string, options: KVNamespacePutOptions): Promise<void> => {
    calls.put += 1;
    await outage();
    if (kv.mood === 'well') frozen.set(key, text);
    await real.put(key, text, options);
    kv.written.push(key);
  };
  return kv;
}
