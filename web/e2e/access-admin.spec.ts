/**
 * The page of access. What it looks like is shown with made-up answers, what it does with the real server: rules are made,
 * asked about and taken back, by the operator's token and by an administrator who signs in.
 */
import type { Page } from '@playwright/test';
import { placeHash, SECTIONS } from '../src/access/place.ts';
import { accessEn } from '../src/access/texts.en.ts';
import { accessJa } from '../src/access/texts.ja.ts';
import { deskEn } from '../src/desk/texts.en.ts';
import { deskJa } from '../src/desk/texts.ja.ts';
import { keyEn } from '../src/keys/texts.en.ts';
import { expectAccessible } from './accessible.ts';
import { adminToken, canSignIn, choose, liftSignInLimit, PROVIDER_ORIGINS } from './development-sign-in.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';

test.skip(!canSignIn, 'E2E_PROVIDER and E2E_SECRETS_FILE are needed; npm test sets them');
test.use({ visited: PROVIDER_ORIGINS, provoked: [FAILED_REQUEST] });

const { rules, roles, policies, subjects, tryIt, dryRun, caches, changes, door } = accessEn;
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const part = (page: Page, name: string) => page.getByRole('heading', { level: 2, name, exact: true });

const tokenField = (page: Page, d: { readonly adminToken: string } = deskEn) =>
  page.getByLabel(d.adminToken, { exact: true });

async function openWithToken(
  page: Page,
  hash = '',
  d: Pick<typeof deskEn, 'adminToken' | 'open'> = deskEn,
): Promise<void> {
  await page.goto(`/access/${hash}`);
  await tokenField(page, d).fill(adminToken());
  await button(page, d.open).click();
  await expect(tokenField(page, d)).toHaveCount(0);
}

/** Asks in the box whether a user may do something. */
async function ask(page: Page, subject: string, action: string, type: string, id: string): Promise<void> {
  await page.goto(`/access/${placeHash('try')}`);
  await page.getByLabel(rules.subjectId, { exact: true }).fill(subject);
  await page.getByLabel(rules.action, { exact: true }).fill(action);
  await page.getByLabel(rules.resourceType, { exact: true }).fill(type);
  await page.getByLabel(rules.resourceId, { exact: true }).fill(id);
  await page.getByLabel(tryIt.strict).check();
  await button(page, tryIt.ask).click();
}

test.describe('the door', () => {
  test('opens for the operator’s token, in this tab only, and closes again', async ({ page }) => {
    await page.goto('/access/');
    await tokenField(page).fill('wrong');
    await button(page, deskEn.open).click();
    await expect(page.getByRole('alert')).toContainText(door.tokenRefused);
    await button(page, door.forgetToken).click();
    await openWithToken(page);
    await page.reload();
    await expect(part(page, subjects.title)).toBeVisible();
    expect(await page.evaluate(() => JSON.stringify(localStorage) + location.href)).not.toContain(adminToken());
    await button(page, accessEn.lock).click();
    await expect(tokenField(page)).toBeVisible();
    expect(await page.evaluate(() => sessionStorage.getItem('roundhouse.ops.token'))).toBeNull();
  });

  test('opens for an administrator, at the place that was asked for, and for nobody else', async ({
    page,
    request,
  }) => {
    await liftSignInLimit(request);
    await page.goto(`/access/${placeHash('policies')}`);
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    await choose(page, 'Ann');
    await expect(part(page, policies.title)).toBeVisible();
    await expect(page).toHaveURL(`/access/${placeHash('policies')}`);

    await page.context().clearCookies();
    await page.goto('/account/');
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    await choose(page, 'Ben');
    await page.goto('/access/');
    await expect(page.getByText(door.notAdmin('Ben'))).toBeVisible();
    await expect(part(page, subjects.title)).toHaveCount(0);
  });

  test('closes when the session ends under it', async ({ page, request }) => {
    await liftSignInLimit(request);
    await page.goto('/access/');
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    const listed = page.waitForResponse('**/admin/access/subjects*');
    await choose(page, 'Ann');
    await listed;
    await expect(part(page, subjects.title)).toBeVisible();
    await page.context().clearCookies();
    await page.getByRole('link', { name: accessEn.sections.changes }).click();
    await expect(page.getByRole('link', { name: /^Sign in with/ })).toBeVisible();
    await expect(part(page, changes.title)).toHaveCount(0);
  });
});

test('a role is made, given, asked about, kept while in use, and taken back', async ({ page }) => {
  await openWithToken(page, placeHash('roles'));
  await page.getByRole('link', { name: roles.create }).click();
  await expect(part(page, roles.create)).toBeFocused();
  await page.getByLabel(roles.name, { exact: true }).fill('e2e-reader');
  await page.getByLabel(rules.action, { exact: true }).fill('read');
  await page.getByLabel(rules.resourceType, { exact: true }).fill('e2e-order');
  await page.getByLabel(rules.reason).fill('browser test');
  await button(page, roles.save).click();
  await expect(part(page, roles.title)).toBeFocused();
  await expect(page.getByRole('link', { name: 'e2e-reader', exact: true })).toBeVisible();

  await page.goto(`/access/${placeHash('subjects', 'user', 'e2e/one')}`);
  const give = page.getByRole('form', { name: subjects.giveRole });
  await give.getByLabel(subjects.role).selectOption('e2e-reader');
  await give.getByRole('button', { name: dryRun.ask }).click();
  await expect(give.getByText('user:e2e/one')).toBeVisible();
  await expect(give.getByText(/read → e2e-order:/)).toBeVisible();
  await give.getByRole('button', { name: subjects.giveRole }).click();
  const given = page.getByRole('list', { name: subjects.roles }).getByRole('listitem');
  await expect(given).toContainText('e2e-reader');
  await expect(given).toContainText('in 89 days');

  await ask(page, 'e2e/one', 'read', 'e2e-order', '7');
  await expect(page.getByText(tryIt.allowed, { exact: true }).first()).toBeVisible();
  await expect(page.getByText(tryIt.layer)).toBeVisible();
  await ask(page, 'e2e/one', 'write', 'e2e-order', '7');
  await expect(page.getByText(tryIt.denied, { exact: true }).first()).toBeVisible();
  await expect(page.getByText(rules.steps.default)).toBeVisible();

  await page.goto(`/access/${placeHash('roles', 'e2e-reader')}`);
  await button(page, roles.remove).click();
  await button(page, rules.deleteYes).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText(rules.refusals.in_use);
  await button(page, deskEn.cancel).click();

  await page.goto(`/access/${placeHash('subjects', 'user', 'e2e/one')}`);
  await button(page, rules.removeSpoken('e2e-reader')).click();
  await page.getByRole('dialog').getByRole('button', { name: rules.removeYes }).click();
  await expect(page.getByText(subjects.noRoles)).toBeVisible();
  await ask(page, 'e2e/one', 'read', 'e2e-order', '7');
  await expect(page.getByText(tryIt.denied, { exact: true }).first()).toBeVisible();

  await page.goto(`/access/${placeHash('roles', 'e2e-reader')}`);
  await button(page, roles.remove).click();
  await button(page, rules.deleteYes).click();
  await expect(part(page, roles.title)).toBeFocused();
  await expect(page.getByRole('link', { name: 'e2e-reader', exact: true })).toHaveCount(0);

  await page.goto(`/access/${placeHash('changes', 'role:e2e-reader')}`);
  const log = page.getByRole('list', { name: changes.title }).getByRole('listitem');
  await expect(log.first()).toContainText(changes.kinds.delete_role);
  await expect(log.last()).toContainText('browser test');
});

test('a policy is refused at the place that is wrong, then saved, changed by two, and deleted', async ({ page }) => {
  await openWithToken(page, placeHash('policies', '+'));
  await page.getByLabel(policies.id, { exact: true }).fill('e2e-night');
  await page.getByRole('radio', { name: rules.effects.deny }).check();
  await page.getByLabel(rules.action, { exact: true }).fill('*');
  await page.getByLabel(rules.resourceType, { exact: true }).fill('e2e-order');
  await button(page, policies.addCondition.hours).click();
  const conditions = page.getByLabel(policies.conditions);
  await conditions.fill((await conditions.inputValue()).replace('Asia/Tokyo', 'Mars/Base'));
  await button(page, policies.save).click();
  await expect(page.getByRole('alert')).toContainText(deskEn.badField(policies.conditions));
  await conditions.fill('[{');
  await expect(page.getByText(deskEn.noJson)).toBeVisible();
  await conditions.fill('');
  await button(page, policies.save).click();
  await expect(part(page, policies.title)).toBeFocused();

  await page.getByRole('link', { name: 'e2e-night' }).click();
  const other = await page.context().newPage();
  await openWithToken(other, placeHash('policies', 'e2e-night'));
  for (const one of [page, other]) await one.getByLabel(policies.ttl).fill(one === page ? '0' : '5');
  await button(page, policies.save).click();
  await expect(part(page, policies.title)).toBeFocused();
  await button(other, policies.save).click();
  await expect(other.getByRole('alert')).toContainText(rules.refusals.revision);
  await other.close();

  await page.getByRole('link', { name: 'e2e-night' }).click();
  await button(page, policies.remove).click();
  await button(page, rules.deleteYes).click();
  await expect(part(page, policies.title)).toBeFocused();
  await expect(page.getByRole('link', { name: 'e2e-night' })).toHaveCount(0);
});

test('a key is made for a service, found by its owner, and revoked', async ({ page }) => {
  await openWithToken(page, placeHash('keys'));
  const form = page.getByRole('form', { name: keyEn.create });
  await form.getByLabel(keyEn.ownerId, { exact: true }).fill('e2e-shop');
  await form.getByLabel(keyEn.name, { exact: true }).fill('shop');
  await form.getByLabel(keyEn.scopesField).fill('access:evaluate');
  await form.getByRole('button', { name: keyEn.create }).click();
  await expect(page.locator('code.secret')).toHaveText(/^rh_/);
  await button(page, keyEn.stored).click();
  await page.goto(`/access/${placeHash('keys', 'service', 'e2e-shop')}`);
  await button(page, keyEn.revokeSpoken('shop')).click();
  await button(page, keyEn.revokeYes).click();
  await expect(part(page, accessEn.keys.title)).toBeFocused();
  await expect(page.getByText(keyEn.states.revoked, { exact: true }).first()).toBeVisible();
});

test('caches are warmed, looked at and emptied', async ({ page }) => {
  await openWithToken(page, placeHash('caches'));
  await expect(page.getByText(caches.on)).toBeVisible();
  await page.getByLabel(caches.warmUpSubjects).fill('user:e2e-one\nuser:e2e-two');
  await page.getByLabel(caches.warmUpQuestions).fill('read e2e-order 7');
  await button(page, caches.warmUp).click();
  await expect(page.getByText(caches.warmedUp('2', '0', '0', '0'))).toBeVisible();
  await page.getByLabel(rules.subjectId, { exact: true }).fill('e2e-one');
  await button(page, caches.emptyOne).click();
  await button(page, caches.emptyYes).click();
  await expect(part(page, caches.title)).toBeFocused();
  await button(page, caches.emptyAll).click();
  await button(page, caches.emptyYes).click();
  await expect(part(page, caches.title)).toBeFocused();
});

test('a dry run of an example answers its question', async ({ page }) => {
  await openWithToken(page, placeHash('dry-run'));
  await button(page, 'put_grant').click();
  await button(page, dryRun.questionExample).click();
  await button(page, dryRun.ask).click();
  await expect(page.getByText(dryRun.answer('1', dryRun.denied, dryRun.allowed))).toBeVisible();
});

test('its parts are reached by keyboard, and by the way back', async ({ page }) => {
  await openWithToken(page);
  const links = page.getByRole('navigation', { name: accessEn.parts }).getByRole('link');
  await expect(links).toHaveCount(SECTIONS.length);
  await links.nth(1).focus();
  await page.keyboard.press('Enter');
  await expect(part(page, roles.title)).toBeFocused();
  await expect(links.nth(1)).toHaveAttribute('aria-current', 'page');
  await expect(page).toHaveTitle(new RegExp(`^${accessEn.sections.roles} `));
  await page.goBack();
  await expect(part(page, subjects.title)).toBeFocused();
});

for (const [locale, colorScheme, t, d] of [
  ['en-GB', 'light', accessEn, deskEn],
  ['en-GB', 'dark', accessEn, deskEn],
  ['ja-JP', 'light', accessJa, deskJa],
  ['ja-JP', 'dark', accessJa, deskJa],
] as const) {
  test.describe(`${locale}, ${colorScheme}`, () => {
    test.use({ locale, colorScheme, viewport: { width: 320, height: 640 } });

    test('every part of the access page is accessible and fits 320 pixels', async ({ page }) => {
      test.slow();
      await openWithToken(page, '', d);
      const hashes = [
        ...SECTIONS.map((section) => placeHash(section)),
        placeHash('roles', 'user'),
        placeHash('policies', '+'),
        placeHash('subjects', 'user', 'somebody-with-a-long-id-0123456789'),
      ];
      for (const hash of hashes) {
        await page.goto(`/access/${hash}`);
        await expect(page.getByText(d.loading)).toHaveCount(0);
        await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
        await expectAccessible(page, hash);
      }
      await page.getByRole('button', { name: t.dryRun.ask }).first().click();
      await expect(page.getByText(/\d/).first()).toBeVisible();
      await expectAccessible(page, 'dry run');
    });
  });
}
