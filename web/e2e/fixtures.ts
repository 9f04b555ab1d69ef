/**
 * What every browser test has: a page that must stay free of errors and policy violations, and the game on it in a
 * language. A test that provokes failing requests names the console messages that those leave.
 */
import { test as base, expect } from '@playwright/test';
import { GamePage } from './game-page.ts';

interface Options {
  /** Console errors that the test provokes; anything else fails it. */
  readonly provoked: readonly RegExp[];
  /** Origins that the test goes to besides our own; a request to any other fails it. */
  readonly visited: readonly string[];
}

interface Fixtures {
  readonly game: GamePage;
}

export const test = base.extend<Options & Fixtures>({
  provoked: [[], { option: true }],
  visited: [[], { option: true }],
  context: async ({ context, provoked, visited, baseURL }, use) => {
    const faults: string[] = [];
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    context.on('console', (message) => {
      const text = message.text();
      const expected = provoked.some((pattern) => pattern.test(text));
      if (message.type() === 'error' && !expected) faults.push(text);
    });
    context.on('weberror', (error) => faults.push(error.error().message));
    context.on('request', (request) => {
      const { origin } = new URL(request.url());
      if (origin !== new URL(String(baseURL)).origin && !visited.includes(origin))
        faults.push(`foreign: ${request.url()}`);
    });
    await use(context);
    expect(faults, 'console errors, page errors, policy violations and foreign requests').toEqual([]);
  },
  game: async ({ page, locale }, use) => {
    await use(new GamePage(page, locale?.startsWith('ja') ? 'ja' : 'en'));
  },
});

export { expect };

/** What Chromium writes about a request that failed on purpose. */
export const FAILED_REQUEST = /^Failed to load resource/;
