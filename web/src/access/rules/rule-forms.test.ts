import { describe, expect, it } from 'vitest';
import { putPolicyRequest, putRoleRequest } from '../../../../shared/access-admin.schema.ts';
import { condition } from '../../../../shared/access-rules.schema.ts';
import {
  BLANK_POLICY,
  CONDITION_EXAMPLES,
  CONDITION_KINDS,
  policyBody,
  policyDraft,
  roleBody,
  roleDraft,
  withExample,
} from './rule-forms.ts';

const permission = { action: 'read', resource_type: 'order', resource_id: '*' };

describe('the form of a role', () => {
  const role = { name: 'editor', precedence: 20, parents: ['user'], permissions: [permission] };

  it('gives back what it was filled with, as the server takes it', () => {
    const { name, ...body } = role;
    expect(putRoleRequest.parse(roleBody(roleDraft({ ...role, system: false, revision: 3 })))).toEqual(body);
    expect(name).toBe('editor');
  });

  it('leaves it to the server to refuse what is no number', () => {
    const body = roleBody({ ...role, precedence: 'ten' });
    const sent: unknown = JSON.parse(JSON.stringify(body));
    expect(putRoleRequest.safeParse(sent).error?.issues[0]?.path).toEqual(['precedence']);
  });
});

describe('the form of a policy', () => {
  const policy = {
    effect: 'deny' as const,
    subjects: [{ role: 'user' }, { type: 'service', id: 'shop-*' }],
    permission,
    conditions: [condition.parse(CONDITION_EXAMPLES.hours)],
    ttl_seconds: 0,
  };

  it('gives back what it was filled with, as the server takes it', () => {
    const draft = policyDraft({ ...policy, id: 'night', revision: 4 });
    expect(putPolicyRequest.parse(policyBody(draft))).toEqual(policy);
  });

  it('sends no time to keep when none is given', () => {
    const draft = { ...BLANK_POLICY, permission };
    expect(policyBody(draft)).not.toHaveProperty('ttl_seconds');
    expect(putPolicyRequest.safeParse(policyBody(draft)).success).toBe(true);
  });

  it('is not sent while the conditions are not JSON', () => {
    expect(policyBody({ ...BLANK_POLICY, conditions: '[{' })).toBeUndefined();
  });

  it.each(CONDITION_KINDS)('begins with an example of %s that the server takes', (kind) => {
    const text = withExample(withExample('', 'address'), kind);
    const list = JSON.parse(text) as unknown[];
    expect(list).toHaveLength(2);
    expect(condition.safeParse(list[1]).success).toBe(true);
  });

  it('does not overwrite what it cannot read', () => {
    expect([withExample('[{', 'hours'), withExample('{}', 'hours')]).toEqual(['[{', '{}']);
  });
});
