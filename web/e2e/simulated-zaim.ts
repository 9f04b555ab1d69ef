/** The simulated Zaim that `npm test` starts beside the server: what it keeps, how it misbehaves, and a browser in it. */
import { type APIRequestContext, expect, type Page } from '@playwright/test';
import type { StatusReply } from '../../shared/zaim.schema.ts';
import { zaimEn } from '../src/zaim/texts.en.ts';
import { adminToken, canSignIn, choose, PROVIDER_ORIGINS } from './development-sign-in.ts';

/** Origin of the simulator. */
const ZAIM = process.env.E2E_ZAIM ?? '';
export const canConnect = canSignIn && ZAIM !== '';

/** For `visited` of the fixtures. */
export const ZAIM_ORIGINS = URL.canParse(ZAIM) ? [...PROVIDER_ORIGINS, new URL(ZAIM).origin] : [];

export interface Entry {
  readonly mode: 'payment' | 'income' | 'transfer';
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly amount: number;
  readonly category_id: number;
}

interface Faults {
  readonly request?: object;
  readonly access?: object;
  readonly money?: object;
  readonly verify?: object;
}

/** Sets something about the one user of the simulator; `household`, `faults` or `permissions`. */
async function set(request: APIRequestContext, what: string, value: object): Promise<void> {
  expect((await request.post(`${ZAIM}/_control/${what}`, { data: value })).status()).toBe(200);
}

/** Disconnects every account, as the operator. */
export async function disconnectAll(request: APIRequestContext): Promise<void> {
  const headers = { Authorization: `Bearer ${adminToken()}` };
  const status = await request.get('/zaim/auth/status', { headers });
  const { accounts } = (await status.json()) as StatusReply;
  for (const { account } of accounts) {
    expect((await request.post('/zaim/auth/reset', { headers, data: { account } })).status()).toBe(200);
  }
}

/** Everything as it should be, and nothing in the books. */
export async function resetZaim(request: APIRequestContext): Promise<void> {
  await set(request, 'faults', {});
  await set(request, 'permissions', { mayRead: true, isPermanent: true, tokensOlderSeconds: 0 });
  await keep(request, {}, []);
}

export async function misbehave(request: APIRequestContext, faults: Faults): Promise<void> {
  await set(request, 'faults', faults);
}

/** What access that ended after a day looks like: the token is given out, and refused from then on. */
export async function endAccess(request: APIRequestContext): Promise<void> {
  await set(request, 'permissions', { isPermanent: false, tokensOlderSeconds: 86_400 });
}

/** @param names Of the categories, by id. */
export async function keep(
  request: APIRequestContext,
  names: Readonly<Record<number, string>>,
  entries: readonly Entry[],
): Promise<void> {
  await set(request, 'household', {
    categories: Object.entries(names).map(([id, name]) => ({ id: Number(id), name, mode: 'payment' })),
    entries: entries.map((entry, index) => ({
      id: index + 1,
      genre_id: 0,
      from_account_id: 0,
      to_account_id: 0,
      ...entry,
    })),
  });
}

/** Signs in as the administrator and opens the page. */
export async function openAsAdministrator(page: Page): Promise<void> {
  await page.goto('/zaim/');
  await page.getByRole('link', { name: /^Sign in with/ }).click();
  await choose(page, 'Ann');
  await expect(page).toHaveURL('/zaim/');
  await expect(page.getByRole('heading', { name: /^Connect a/ })).toBeVisible();
}

/** Types the account's label and goes to Zaim, up to its question. */
export async function begin(page: Page, account: string): Promise<void> {
  const { connect } = zaimEn;
  const fold = page.locator('details > summary').filter({ hasText: connect.nextTitle });
  if (await fold.isVisible()) await fold.click();
  await page.getByLabel(connect.label).fill(account);
  await page.getByRole('button', { name: connect.submit, exact: true }).click();
}

export async function decide(page: Page, decision: 'allow' | 'deny'): Promise<void> {
  await page.getByRole('button', { name: decision, exact: true }).click();
}

/** Allows access without following the way back. @returns Where Zaim would lead the browser. */
export async function callbackOf(page: Page): Promise<string> {
  await expect(page.getByRole('button', { name: 'allow', exact: true })).toBeVisible();
  const token = new URL(page.url()).searchParams.get('oauth_token') ?? '';
  const answer = await page.request.post(`${ZAIM}/users/auth`, {
    form: { oauth_token: token, decision: 'allow' },
    maxRedirects: 0,
  });
  return answer.headers().location ?? '';
}
