/** Two tabs, or two browsers, on one token: exactly one answer counts, and the other side is told. */
import type { Page } from '@playwright/test';
import type { NextRequest } from '../../shared/rounds.schema.ts';
import { ROUTES } from '../../shared/routes.ts';
import { expect, test } from './fixtures.ts';

test.use({ provoked: [/status of 409/] });

test('two tabs that answer differently at once: one counts, the other follows', async ({ game, page, context }) => {
  await game.startRound();
  const otherPage = await context.newPage();
  const other = game.on(otherPage);
  await other.open('/play');
  await other.expectQuestion(1);

  const accepted = [page, otherPage].map(collectAcceptedAnswers);
  // By key: a click would first wait for a button that the other tab may have stopped already.
  await Promise.all([page.keyboard.press('1'), otherPage.keyboard.press('2')]);
  const stopped = (tab: typeof game) => tab.heading(tab.t.overtaken.answeredTitle);
  await expect(game.onward.or(stopped(game))).toBeVisible();
  await expect(other.onward.or(stopped(other))).toBeVisible();
  const [winner, loser] = (await stopped(game).isVisible()) ? [other, game] : [game, other];
  await expect(winner.onward).toBeVisible();
  await expect(stopped(loser)).toBeVisible();

  const first = await winner.readReveal();
  // A tab in the background draws about once a second, and every click waits for that.
  await loser.page.bringToFront();
  await loser.button(loser.t.overtaken.follow).click();
  await expect(loser.onward).toBeVisible();
  expect(await loser.readReveal()).toEqual(first);

  await loser.onward.click();
  await loser.expectResult(await loser.playOn(2, [first]));
  await expect(stopped(winner)).toBeVisible();
  const toFirstQuestion = accepted.flat().filter(({ token }) => token === accepted.flat()[0]?.token);
  expect(new Set(toFirstQuestion.map(({ answer }) => answer)).size).toBe(1);
});

test('two browsers with one token: the server lets one answer count', async ({ game, context, browser }) => {
  await game.startRound();
  const otherContext = await browser.newContext({ storageState: await context.storageState() });
  const other = game.on(await otherContext.newPage());
  await other.open('/play');
  await other.expectQuestion(1);

  const first = await game.answer(0);
  const conflict = other.page.waitForResponse((response) => response.status() === 409);
  await other.choices.nth(1).click();
  await conflict;
  await expect(other.heading(other.t.overtaken.answeredTitle)).toBeVisible();
  await expect(other.page.getByText(other.t.overtaken.waiting)).toBeVisible();
  await other.button(other.t.overtaken.newRound).click();
  await other.expectQuestion(1);
  await otherContext.close();

  await game.onward.click();
  await game.expectResult(await game.playOn(2, [first]));
});

test('a tab learns that a newer round was begun elsewhere', async ({ game, context }) => {
  await game.startRound();
  const other = game.on(await context.newPage());
  await other.startRound();
  await expect(game.heading(game.t.overtaken.newerTitle)).toBeVisible();
  await game.page.bringToFront();
  await game.button(game.t.overtaken.follow).click();
  await expect(game.question).toHaveText(String(await other.question.textContent()));
});

interface Accepted {
  readonly token: string;
  readonly answer: string;
}

/** What one page sent and the server accepted, in order; grows while the page plays. */
function collectAcceptedAnswers(page: Page): Accepted[] {
  const accepted: Accepted[] = [];
  page.on('response', (response) => {
    if (!response.url().endsWith(ROUTES.roundsNext.path) || !response.ok()) return;
    const { continuationToken, answer } = response.request().postDataJSON() as NextRequest & {
      continuationToken: string;
    };
    accepted.push({ token: continuationToken, answer });
  });
  return accepted;
}
