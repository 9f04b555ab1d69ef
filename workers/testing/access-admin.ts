/** The admin API of access as a test calls it. */
import type { PermissionBody, PolicyBody, RoleBody } from '../../shared/access-rules.schema.ts';
import { type TestHouse, testHouse } from './harness.ts';

export const ADMIN_TOKEN = 'b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56';

interface AccessAdmin {
  readonly house: TestHouse;
  /** Sends a request under `/admin/access`. */
  call(method: string, path: string, body?: unknown): Promise<Response>;
  /** Sends one that must succeed. */
  ok<Reply = unknown>(method: string, path: string, body?: unknown): Promise<Reply>;
}

export async function accessAdmin(bindings: Readonly<Record<string, unknown>> = {}): Promise<AccessAdmin> {
  const house = await testHouse({ ADMIN_TOKEN, ...bindings });
  const headers = { Authorization: `Bearer ${ADMIN_TOKEN}`, 'Content-Type': 'application/json' };
  const call: AccessAdmin['call'] = (method, path, body) =>
    house.fetch(`/admin/access${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    house,
    call,
    ok: async <Reply>(method: string, path: string, body?: unknown) => {
      const response = await call(method, path, body);
      if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return await response.json<Reply>();
    },
  };
}

export const onDocs = (action: string, id = '*'): PermissionBody => ({
  action,
  resource_type: 'doc',
  resource_id: id,
});

export function roleBody(permissions: PermissionBody[] = [], parents: string[] = []): RoleBody {
  return { precedence: 50, parents, permissions };
}

export function policyBody(effect: PolicyBody['effect'], more: Partial<PolicyBody> = {}): PolicyBody {
  return { effect, subjects: [{ type: 'user', id: '*' }], permission: onDocs('read'), conditions: [], ...more };
}
