/** Runs the browser tests against a server of their own: fresh stores, fresh secrets, a free port. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureChromium } from './chromium.ts';
import { ensureDevVars } from './dev-vars.ts';
import { freePort, startLocalServer, stopLocalServer, waitUntilReady } from './local-server.ts';
import { confinedEnv, exitCode, inProject, startTool } from './project.ts';
import { readPlaywrightReport, type Tally } from './test-reports.ts';

const HOST = '127.0.0.1';

export async function runBrowserTests(reports: string): Promise<Tally> {
  const chromiumPath = await ensureChromium();
  mkdirSync(inProject('.wrangler'), { recursive: true });
  const folder = mkdtempSync(inProject('.wrangler', 'browser-tests-'));
  const secretsFile = path.join(folder, 'secrets.env');
  ensureDevVars(secretsFile);
  const port = await freePort();
  const server = await startLocalServer({ host: HOST, port, persistTo: folder, secretsFile, stdio: 'ignore' });
  try {
    const baseUrl = `http://${HOST}:${port}`;
    await waitUntilReady(baseUrl, server);
    const report = path.join(reports, 'playwright.json');
    const env = confinedEnv({
      BASE_URL: baseUrl,
      CHROMIUM_PATH: chromiumPath,
      E2E_JWT_SECRET: /^JWT_SECRET=(.+)$/m.exec(readFileSync(secretsFile, 'utf8'))?.[1] ?? '',
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    });
    const args = ['test', '--config', 'web/playwright.config.ts', '--reporter=list,json', ...process.argv.slice(4)];
    const code = await exitCode(startTool('playwright', args, { stdio: ['ignore', 'inherit', 'inherit'], env }));
    return readPlaywrightReport(report, code);
  } finally {
    await stopLocalServer(server);
    rmSync(folder, { recursive: true, force: true });
  }
}
