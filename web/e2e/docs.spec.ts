/** The API viewer lives on the document of this very server and needs nothing else. */
import { ROUTES } from '../../shared/routes.ts';
import { apiEn } from '../src/docs/texts.en.ts';
import { expect, test } from './fixtures.ts';

test('lists every operation of the document', async ({ game, page, request }) => {
  const { paths } = (await (await request.get('/openapi.json')).json()) as { paths: Record<string, object> };
  await game.open('/docs');
  const index = page.getByRole('navigation', { name: apiEn.operations });
  for (const path of Object.keys(paths)) await expect(index.getByText(path, { exact: true })).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(await index.getByRole('link').count());
});

test('opens at the operation that a link names', async ({ game, page }) => {
  await game.open('/docs/#answerQuestion');
  const operation = page.getByRole('article').filter({ has: page.getByText(ROUTES.roundsNext.path, { exact: true }) });
  await expect(operation.getByRole('heading', { level: 3 })).toBeInViewport();
});

test('tries an operation, and the token of its answer goes into the next one', async ({ game, page }) => {
  await game.open('/docs/');
  const operation = (path: string) =>
    page.getByRole('article').filter({ has: page.getByRole('heading', { level: 3, name: path }) });
  const start = operation(ROUTES.roundsStart.path);
  await start.getByText(apiEn.tryIt).click();
  await start.getByRole('button', { name: apiEn.send }).click();
  const answer = start.getByRole('region', { name: apiEn.answer });
  await expect(answer).toContainText('200');
  await expect(answer).toContainText('x-request-id');
  await expect(answer).toContainText('continuationToken');

  const next = operation(ROUTES.roundsNext.path);
  await next.getByText(apiEn.tryIt).click();
  await next.getByRole('button', { name: apiEn.refill }).click();
  await next.getByRole('button', { name: apiEn.send }).click();
  await expect(next.getByRole('region', { name: apiEn.answer })).toContainText('"reveal"');
});

test.describe('a refused request', () => {
  test.use({ provoked: [/status of 400/] });

  test('shows its status and error', async ({ game, page }) => {
    await game.open('/docs/');
    const start = page.getByRole('article').filter({ hasText: ROUTES.roundsStart.path });
    await start.getByText(apiEn.tryIt).click();
    await start.getByRole('textbox', { name: apiEn.body }).fill('{');
    await expect(start.getByText(apiEn.bodyWrong)).toBeVisible();
    await start.getByRole('button', { name: apiEn.send }).click();
    await expect(start.getByRole('region', { name: apiEn.answer })).toContainText('bad_request');
  });
});
