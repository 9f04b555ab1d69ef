/** The game as a player meets it: everything is found by role and name, in the language of the test. */
import { expect, type Locator, type Page } from '@playwright/test';
import { en } from '../src/i18n/en.ts';
import { ja } from '../src/i18n/ja.ts';

/** What one reveal showed. */
export interface SeenReveal {
  readonly right: boolean;
  readonly points: number;
}

export class GamePage {
  readonly page: Page;
  readonly language: 'en' | 'ja';
  readonly t: typeof en;

  constructor(page: Page, language: 'en' | 'ja') {
    this.page = page;
    this.language = language;
    this.t = language === 'ja' ? (ja as typeof en) : en;
  }

  /** The same game in another tab or window. */
  on(page: Page): GamePage {
    return new GamePage(page, this.language);
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get startButton(): Locator {
    return this.page.getByRole('button', { name: this.language === 'ja' ? /^\d+問ではじめる$/ : /^Start with/ });
  }

  get choices(): Locator {
    return this.page.getByRole('list', { name: this.t.play.choices }).getByRole('button');
  }

  get question(): Locator {
    return this.page.getByRole('heading', { level: 1, name: this.t.play.ask });
  }

  get timer(): Locator {
    return this.page.getByRole('timer', { name: this.t.play.timeLeft });
  }

  /** Next question, or the result after the last one. */
  get onward(): Locator {
    const { next, toResult } = this.t.play;
    return this.page.getByRole('button', { name: new RegExp(`^(${next}|${toResult})$`) });
  }

  get verdict(): Locator {
    const { right, wrong, timedOut, skipped } = this.t.play;
    return this.page.getByText(new RegExp(`^(${[right, wrong, timedOut, skipped].join('|')})$`));
  }

  async open(path = '/'): Promise<void> {
    await this.page.goto(path);
  }

  /** From the start page into a round of five. */
  async startRound(): Promise<void> {
    await this.open();
    await this.page.getByRole('radio', { name: this.t.start.sizeOption('5'), exact: true }).check();
    await this.startButton.click();
    await expect(this.choices).toHaveCount(4);
  }

  async expectQuestion(index: number, total = 5): Promise<void> {
    await expect(this.page.getByText(this.t.play.progress(String(index), String(total)))).toBeVisible();
    await expect(this.question).toBeVisible();
  }

  /** Reads the reveal that is on screen. */
  async readReveal(): Promise<SeenReveal> {
    const right = (await this.verdict.textContent()) === this.t.play.right;
    if (!right) return { right, points: 0 };
    const points = await this.page.getByText(/^\+\d+/).textContent();
    return { right, points: Number.parseInt(String(points).slice(1), 10) };
  }

  /** Answers the open question by mouse and reads the reveal. */
  async answer(position: number): Promise<SeenReveal> {
    await this.choices.nth(position).click();
    await expect(this.onward).toBeFocused();
    return await this.readReveal();
  }

  /** Answers from the open question to the end and opens the result. */
  async playOn(from: number, seen: readonly SeenReveal[] = [], total = 5): Promise<readonly SeenReveal[]> {
    const all = [...seen];
    for (let index = from; index <= total; index += 1) {
      await this.expectQuestion(index, total);
      all.push(await this.answer(index % 4));
      await this.onward.click();
    }
    return all;
  }

  /** The result page agrees with what the reveals showed, and so does the server's receipt. */
  async expectResult(seen: readonly SeenReveal[]): Promise<void> {
    await expect(this.heading(this.t.result.title)).toBeVisible();
    const right = String(seen.filter((reveal) => reveal.right).length);
    const score = seen.reduce((sum, reveal) => sum + reveal.points, 0);
    const shownScore = new Intl.NumberFormat(this.language).format(score);
    await expect(
      this.page.getByText(`${shownScore} ${this.t.result.scoreUnit}`, { exact: true }).first(),
    ).toBeVisible();
    await expect(this.page.getByText(this.t.result.receiptValid(right, String(seen.length)))).toBeVisible();
    await expect(
      this.page.getByRole('listitem').filter({ has: this.page.getByRole('heading', { level: 3 }) }),
    ).toHaveCount(seen.length);
  }
}
