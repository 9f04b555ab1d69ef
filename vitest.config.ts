import { availableParallelism } from 'node:os';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { startIssuers } from './scripts/lib/played-issuers.ts';
import { isPlayedCatalogue, toPlayedCatalogue } from './scripts/tests/catalogue/relay.ts';
import { isMcpServer, toMcpServer } from './scripts/tests/mcp/relay.ts';
import { isPlayedOutside, toPlayedOutside } from './scripts/tests/outside/relay.ts';
import { isSimulatedVault, toSimulatedVault } from './scripts/tests/secrets/relay.ts';
import { isSimulatedZaim, toSimulatedZaim } from './scripts/tests/zaim/relay.ts';

// Values for tests only; any text that passes for a secret would do.
const testSecrets = {
  JWT_SECRET: '7f3c1f0e9bb04d2d8a5e6c4b1290fa37d8e6b5a4c3f2e1d0',
  ROUND_ORDER_SECRET: 'a1907be4c6d24f0f93b85c7d6e2f4a1b0c9d8e7f6a5b4c3d',
  SESSION_SECRET: '2b8e1f7c94d3a06b5e8c7d1f0a4b39e6c2d5f8071b3a6e9d',
  ENCRYPTION_KEY: 'mVv0a6o1oNn2Jb3r0m1q8yZ0l3K4u5X6w7Y8z9A0b1c=',
  ZAIM_CONSUMER_KEY: 'simulated-consumer',
  ZAIM_CONSUMER_SECRET: 'simulated-consumer-word',
  METRICS_TOKEN: '5d1c9e07b2a84f36914e7dc0a3b8f625e4d7190cba362f58',
};

// What scripts/tests/zaim/relay.ts answers for.
const simulatedZaim = { ZAIM_API_URL: 'http://api.zaim.test', ZAIM_AUTH_URL: 'http://api.zaim.test' };
// What scripts/tests/outside/relay.ts answers for.
const playedResolver = { DNS_OVER_HTTPS_URL: 'http://doh.outside.test/dns-query' };

/** Parties outside that are played on this machine. */
const played = [
  [isSimulatedZaim, toSimulatedZaim],
  [isSimulatedVault, toSimulatedVault],
  [isPlayedOutside, toPlayedOutside],
  [isMcpServer, toMcpServer],
  [isPlayedCatalogue, toPlayedCatalogue],
] as const;
// What scripts/tests/catalogue/relay.ts and scripts/tests/mcp/relay.ts answer for.
const playedCatalogue = {
  CATALOGUE_REGISTRY_URL: 'http://registry.catalogue.test',
  CATALOGUE_DOCKER_URL: 'http://github.catalogue.test/repos/docker/mcp-registry/contents/servers',
  OUTBOUND_TRUSTED_ORIGINS: 'http://registry.catalogue.test,http://github.catalogue.test,http://events.mcp.test',
};

const issuers = await startIssuers();
const migrations = await readD1Migrations('workers/migrations');

export default defineConfig({
  test: {
    // Most suites of the commands wait for processes that they started: one worker would leave half of a small machine idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                ...testSecrets,
                ...simulatedZaim,
                ...playedResolver,
                ...playedCatalogue,
                CONSOLE_ENABLED: 'true',
                LOG_LEVEL: 'silent',
                TEST_MIGRATIONS: migrations,
              },
              // Nothing in these tests may reach the outside; issuers and a Zaim are played on this machine.
              outboundService: (request) =>
                issuers.plays(request.url)
                  ? issuers.forward(request)
                  : (played.find(([isMeant]) => isMeant(request.url))?.[1](request) ??
                    new Response('the network is closed in tests', { status: 599 })),
            },
          }),
        ],
        test: { name: 'workers', include: ['workers/**/*.test.ts', 'shared/**/*.test.ts'] },
      },
      {
        test: { name: 'scripts', include: ['scripts/**/*.test.ts'], environment: 'node', testTimeout: 120_000 },
      },
      './web/vitest.config.ts',
    ],
  },
});
