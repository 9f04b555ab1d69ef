import { describe, expect, it } from 'vitest';
import { errorOf, testHouse } from '../testing/harness.ts';
import '../testing/migrate.ts';
import { signIn } from '../testing/signed-in.ts';

describe('the console', () => {
  it.each([['gateway-operator'], ['admin']])('opens for a person with the role %s', async (role) => {
    const house = await testHouse();
    const { headers } = await signIn(`console-${role}`, [role]);
    const response = await house.fetch('/api/console', { headers });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      subject: { type: 'user', id: `console-${role}` },
      has_second_factor: true,
    });
  });

  it('stays closed for a person without it', async () => {
    const { headers } = await signIn('console-nobody', ['user']);
    const response = await (await testHouse()).fetch('/api/console', { headers });
    expect(await errorOf(response)).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('asks for a second factor where one is required', async () => {
    const { headers } = await signIn('console-one-factor', ['admin'], { hasSecondFactor: false });
    const response = await (await testHouse({ MFA_REQUIRED: 'true' })).fetch('/api/console', { headers });
    expect(await errorOf(response)).toMatchObject({ status: 401, code: 'step_up_required' });
  });

  it('is not there where it is turned off', async () => {
    const { headers } = await signIn('console-off', ['admin']);
    const response = await (await testHouse({ CONSOLE_ENABLED: 'false' })).fetch('/api/console', { headers });
    expect(await errorOf(response)).toMatchObject({ status: 404, code: 'not_found' });
  });

  it.each(['ENCRYPTION_KEY', 'SESSION_SECRET'])('stops the house without %s', async (variable) => {
    const house = await testHouse({ [variable]: undefined });
    const health = await (await house.fetch('/health')).json<{ problems: { variable: string }[] }>();
    expect(JSON.stringify(health)).toContain(variable);
    expect((await house.fetch('/api/console')).status).toBe(503);
  });
});
