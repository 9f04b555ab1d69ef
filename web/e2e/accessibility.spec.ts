/** Every page in both languages and themes: no serious finding of axe, and nothing wider than a small phone. */
import AxeBuilder from '@axe-core/playwright';
import { visitEveryPage } from './every-page.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const NARROW = { width: 320, height: 640 };

for (const [locale, colorScheme] of [
  ['en-GB', 'light'],
  ['en-GB', 'dark'],
  ['ja-JP', 'light'],
  ['ja-JP', 'dark'],
] as const) {
  test.describe(`${locale}, ${colorScheme}`, () => {
    test.use({ locale, colorScheme, viewport: NARROW, provoked: [FAILED_REQUEST] });

    test('every page is accessible and fits 320 pixels', async ({ game, page }) => {
      test.slow();
      const findings: string[] = [];
      await visitEveryPage(game, async (place) => {
        const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
        for (const { id, impact, nodes } of violations) {
          if (impact === 'serious' || impact === 'critical') findings.push(`${place}: ${id} ${nodes[0]?.html}`);
        }
        const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (excess > 0) findings.push(`${place}: ${excess} pixels too wide`);
      });
      expect(findings).toEqual([]);
    });
  });
}
