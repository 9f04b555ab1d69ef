import { describe, expect, it } from 'vitest';
import { evaluationRequest } from '../../../shared/authzen.schema.ts';
import { BLANK_QUESTION, explanationOf, PROPERTY_FIELDS, questionOf } from './question.ts';

const DRAFT = { ...BLANK_QUESTION, subjectId: 'ann', action: 'read', resourceType: 'order', resourceId: '7' };
const PLAIN = { subject: { type: 'user', id: 'ann' }, action: { name: 'read' }, resource: { type: 'order', id: '7' } };

describe('a question of the try-it box', () => {
  it('is what AuthZEN takes', () => {
    expect(evaluationRequest.parse(questionOf(DRAFT))).toEqual(PLAIN);
  });

  it('carries properties, context and the demand for fresh knowledge', () => {
    const draft = { ...DRAFT, subjectProperties: '{"team":1}', context: '{"ip":"192.0.2.1"}', isStrict: true };
    expect(evaluationRequest.parse(questionOf(draft))).toEqual({
      ...PLAIN,
      subject: { ...PLAIN.subject, properties: { team: 1 } },
      context: { ip: '192.0.2.1' },
      options: { consistency: 'strict' },
    });
  });

  it.each(PROPERTY_FIELDS)('is not sent while %s is no JSON', (field) => {
    expect(questionOf({ ...DRAFT, [field]: '{' })).toBeUndefined();
  });
});

describe('the explanation', () => {
  it('is read where it is, and missed where it is not', () => {
    const explanation = { path: [] };
    expect(explanationOf({ explanation })).toBe(explanation);
    expect([explanationOf(undefined), explanationOf({}), explanationOf({ explanation: 'x' })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
