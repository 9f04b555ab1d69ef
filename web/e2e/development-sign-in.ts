/** Signing in at the development provider, which `npm test` starts beside the server. */
import { readFileSync } from 'node:fs';
import { type APIRequestContext, expect, type Page } from '@playwright/test';

/** Origin of the provider. */
export const PROVIDER = process.env.E2E_PROVIDER ?? '';
const SECRETS_FILE = process.env.E2E_SECRETS_FILE ?? '';
export const canSignIn = PROVIDER !== '' && SECRETS_FILE !== '';

/** For `visited` of the fixtures. */
export const PROVIDER_ORIGINS = URL.canParse(PROVIDER) ? [new URL(PROVIDER).origin] : [];

/** The operator's token of the server under test. */
export function adminToken(): string {
  return /^ADMIN_TOKEN=(.+)$/m.exec(readFileSync(SECRETS_FILE, 'utf8'))?.[1] ?? '';
}

/** One browser signs in far more often here than any person does. */
export async function liftSignInLimit(request: APIRequestContext): Promise<void> {
  const response = await request.put('/admin/limits/overrides', {
    headers: { Authorization: `Bearer ${adminToken()}` },
    data: {
      policy: 'sign_in',
      mode: 'off',
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      reason: 'browser tests of the sign-in',
      author: 'npm test',
    },
  });
  expect(response.status()).toBe(200);
}

/** Goes to the provider and stops at the choice of a person. */
export async function leave(page: Page, query = ''): Promise<void> {
  await page.goto(`/auth/login${query}`);
  await expect(page.getByText('Development only').first()).toBeVisible();
}

export async function choose(page: Page, name: 'Ann' | 'Ben' | 'Cleo' | 'Eva' | 'Cancel'): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
}
