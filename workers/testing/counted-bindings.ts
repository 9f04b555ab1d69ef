/** The real bindings of the house, with every call to a store counted by the name of its binding; they can be made to hang. */

/** Takes parcels of counts behind the answers, whatever the request was: nothing waits for it. */
const NOT_COUNTED = 'METRICS';

export interface CountedBindings {
  readonly bindings: Cloudflare.Env;
  /** Calls by binding since they were last cleared. */
  readonly calls: Map<string, number>;
  /** From now on nothing answers, until what is returned is disposed of. */
  hang(): Disposable;
}

export function countedBindings(env: Cloudflare.Env): CountedBindings {
  const calls = new Map<string, number>();
  let isHanging = false;
  const called = (binding: string, call: () => unknown): unknown => {
    calls.set(binding, (calls.get(binding) ?? 0) + 1);
    return isHanging ? Promise.withResolvers<never>().promise : call();
  };
  /** Every method of a store or of an object's stub is a call. */
  const counted = <Store extends object>(binding: string, store: Store): Store =>
    new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...parameters: unknown[]) => called(binding, () => Reflect.apply(member, target, parameters));
      },
    });
  /** To name an object costs nothing. */
  const countedObjects = <Namespace extends object>(binding: string, namespace: Namespace): Namespace =>
    new Proxy(namespace, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...parameters: unknown[]) => {
          const made: unknown = Reflect.apply(member, target, parameters);
          return name === 'getByName' || name === 'get' ? counted(binding, made as object) : made;
        };
      },
    });
  const wrapped = Object.entries(env).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null || name === NOT_COUNTED) return [name, value];
    return [name, 'getByName' in value ? countedObjects(name, value) : counted(name, value)];
  });
  return {
    bindings: Object.fromEntries(wrapped) as Cloudflare.Env,
    calls,
    hang: () => {
      isHanging = true;
      return {
        [Symbol.dispose]: () => {
          isHanging = false;
        },
      };
    },
  };
}
