/** Runs the browser tests against a server of their own: fresh stores, fresh secrets, a free port. */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startCatalogueSimulator } from '../tests/catalogue/simulator.ts';
import { startLoopbackParties } from '../tests/outside/loopback.ts';
import { startPodman } from '../tests/podman/podman.ts';
import { startVaultSimulator } from '../tests/secrets/simulator.ts';
import { startZaimSimulator } from '../tests/zaim/simulator.ts';
import { ensureChromium } from './chromium.ts';
import { ensureDevVars } from './dev-vars.ts';
import { startDevelopmentProvider } from './development-provider.ts';
import { freePort, keepServing, waitUntilReady } from './local-server.ts';
import { confinedEnv, exitCode, inProject, startTool } from './project.ts';
import { ProviderMoods } from './provider-moods.ts';
import { readPlaywrightReport, type Tally } from './test-reports.ts';

const HOST = '127.0.0.1';

/** @param grep Runs only the tests whose names match. */
export async function runBrowserTests(reports: string, grep?: string): Promise<Tally> {
  const chromiumPath = await ensureChromium();
  mkdirSync(inProject('.wrangler'), { recursive: true });
  const folder = mkdtempSync(inProject('.wrangler', 'browser-tests-'));
  const secretsFile = path.join(folder, 'secrets.env');
  ensureDevVars(secretsFile);
  const port = await freePort();
  const baseUrl = `http://${HOST}:${port}`;
  const moods = new ProviderMoods();
  const provider = await startDevelopmentProvider({
    publicUrl: baseUrl,
    port: await freePort(),
    before: (request, response) => moods.answer(request, response),
  });
  const zaim = await startZaimSimulator();
  const vault = await startVaultSimulator();
  const podman = await startPodman();
  const catalogue = await startCatalogueSimulator();
  const outside = await startLoopbackParties();
  // Of a server that a test installs and looks into.
  const publishedPort = await freePort();
  const { key, secret } = zaim.provider().consumer;
  appendFileSync(secretsFile, `ZAIM_CONSUMER_KEY=${key}\nZAIM_CONSUMER_SECRET=${secret}\n`);
  const vars = {
    ...provider.vars,
    PUBLIC_URL: baseUrl,
    CONSOLE_ENABLED: 'true',
    ZAIM_API_URL: zaim.origin,
    ZAIM_AUTH_URL: zaim.origin,
    CATALOGUE_REGISTRY_URL: catalogue.origin,
    CATALOGUE_DOCKER_URL: `${catalogue.origin}/repos/docker/mcp-registry/contents/servers`,
    OUTBOUND_TRUSTED_ORIGINS: [
      vault.origin,
      podman.origin,
      `http://127.0.0.1:${publishedPort}`,
      catalogue.origin,
      outside.mcp,
      outside.login,
    ].join(','),
  };
  const server = await keepServing({ host: HOST, port, persistTo: folder, secretsFile, vars, stdio: 'ignore' });
  try {
    await waitUntilReady(baseUrl, server.process());
    const report = path.join(reports, 'playwright.json');
    const env = confinedEnv({
      BASE_URL: baseUrl,
      CHROMIUM_PATH: chromiumPath,
      E2E_JWT_SECRET: /^JWT_SECRET=(.+)$/m.exec(readFileSync(secretsFile, 'utf8'))?.[1] ?? '',
      E2E_SECRETS_FILE: secretsFile,
      E2E_PROVIDER: provider.issuer,
      E2E_ZAIM: zaim.origin,
      E2E_VAULT: vault.origin,
      E2E_ENGINE: podman.origin,
      E2E_IMAGES: podman.registry.host,
      E2E_PUBLISHED_PORT: String(publishedPort),
      E2E_CATALOGUE: catalogue.origin,
      E2E_REMOTE_MCP: outside.mcp,
      E2E_REMOTE_LOGIN: outside.login,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    });
    const args = [
      'test',
      '--config',
      'web/playwright.config.ts',
      '--reporter=list,json',
      ...(grep === undefined ? [] : ['--grep', grep]),
    ];
    const code = await exitCode(startTool('playwright', args, { stdio: ['ignore', 'inherit', 'inherit'], env }));
    return readPlaywrightReport(report, code);
  } finally {
    await server.stop();
    await provider.stop();
    await zaim.close();
    await vault.close();
    await podman.close();
    await catalogue.close();
    await outside.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
