/** Finds a Chromium for the browser tests, and installs one where that is possible without asking. */
import { spawnSync } from 'node:child_process';
import { chromium } from '@playwright/test';
import { findProgram, isExecutable } from './executables.ts';
import { runTool } from './project.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_APPS = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/**
 * Path of a Chromium: `CHROMIUM_PATH`, one on the PATH, the one that Playwright keeps, or a freshly installed one (the
 * system's package manager when we are root on Debian, else Playwright's download).
 *
 * @throws Error that says what to do when there is none and none can be installed.
 */
export async function ensureChromium(): Promise<string> {
  const present = findChromium();
  if (present !== undefined) return present;
  console.log('Installing Chromium for the browser tests …');
  if (process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get')) {
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
      spawnSync('apt-get', ['-qq', ...args], {
        stdio: 'inherit',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    }
  } else {
    await runTool('playwright', ['install', 'chromium'], { stdio: 'inherit' });
  }
  const installed = findChromium();
  if (installed !== undefined) return installed;
  throw new Error(
    'The browser tests need Chromium, and none could be installed. Install it (Debian: apt-get install chromium; ' +
      'elsewhere: npx playwright install chromium), or set CHROMIUM_PATH to the executable.',
  );
}

function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  return findProgram(NAMES) ?? [...MAC_APPS, chromium.executablePath()].find(isExecutable);
}
