import { expect, it } from 'vitest';
import { AppError } from '../kernel/errors.ts';
import type { Principal } from '../kernel/principal.ts';
import { testClock } from '../testing/harness.ts';
import { Administrators } from './administrators.ts';

const person = (id: string): Principal => ({
  subject: { type: 'user', id },
  credential: 'token',
  roles: [],
  scopes: [],
  hasSecondFactor: false,
});

it.each<[string, Record<string, string>, string, number]>([
  ['the token of the operator', { Authorization: 'Bearer 0a1b.right' }, 'operator', 1],
  ['another text in its place', { Authorization: 'Bearer 0a1b.wrong' }, 'somebody', 1],
  [
    'a token of an issuer, which is not compared',
    { Authorization: 'Bearer eyJhbGciOiJ9.eyJzdWIi.c2ln' },
    'somebody',
    0,
  ],
  ['no such header, with nothing to compare', { 'X-API-Key': 'rh_1' }, 'somebody', 0],
])('lets the operator in beside whom a guard lets in: %s', async (_, headers, id, comparisons) => {
  let compared = 0;
  const administrators = new Administrators({
    operator: async (request) => {
      compared += 1;
      if (!request.headers.get('Authorization')?.endsWith('right')) throw new AppError('not_found');
      return person('operator');
    },
    authenticate: async () => undefined,
    source: { factsOf: () => Promise.reject(new Error('not asked')) },
    isSecondFactorRequired: true,
    publicUrl: 'https://roundhouse.test',
    clock: testClock(),
  });
  const guard = administrators.orOperator(async () => person('somebody'));
  const { subject } = await guard(new Request('https://roundhouse.test/', { headers }), () => undefined);
  expect(subject.id).toBe(id);
  expect(compared).toBe(comparisons);
});
