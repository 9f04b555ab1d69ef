/**
 * The catalogue and the inspector. What they do is shown with the real server, which reads a registry and a GitHub that are
 * played beside it; what they look like is shown with made-up answers.
 */
import { type APIRequestContext, devices, type Page } from '@playwright/test';
import type { CatalogueEntryReply, CatalogueReply } from '../../shared/catalogue.schema.ts';
import { catalogueEn } from '../src/console/catalogue/texts.en.ts';
import { catalogueJa } from '../src/console/catalogue/texts.ja.ts';
import { inspectorEn } from '../src/console/inspector/texts.en.ts';
import { inspectorJa } from '../src/console/inspector/texts.ja.ts';
import { deskEn } from '../src/desk/texts.en.ts';
import { expectAccessible } from './accessible.ts';
import { canSignIn, liftSignInLimit, PROVIDER_ORIGINS } from './development-sign-in.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';
import { FORECASTS } from './forecasts-entry.ts';

const SOURCES = process.env.E2E_CATALOGUE ?? '';

test.use({ visited: PROVIDER_ORIGINS, provoked: [FAILED_REQUEST] });

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test.describe('with the real server', () => {
  test.skip(!canSignIn || SOURCES === '', 'E2E_PROVIDER and E2E_CATALOGUE are needed; npm test sets them');
  test.beforeAll(({ request }) => liftSignInLimit(request));

  const play = async (request: APIRequestContext, part: 'registry' | 'github', world: object) => {
    expect((await request.post(`${SOURCES}/_control/${part}`, { data: world })).status()).toBe(200);
  };
  const version = (name: string, description: string) => ({
    updatedAt: '2026-11-01T00:00:00.000Z',
    server: {
      name,
      version: '1.2.0',
      description,
      packages: [
        {
          registryType: 'oci',
          identifier: `ghcr.io/${name}`,
          version: '1.2.0',
          environmentVariables: [{ name: 'WEATHER_KEY', isRequired: true, isSecret: true }],
        },
      ],
    },
  });

  test('servers are found, looked at and led to their installation', async ({ page, request }) => {
    // The last one is there for the spec that installs it: the sources are read once a minute at most.
    const many = Array.from({ length: 30 }, (_, index) => version(`io.test/tool-${index}`, 'One of many'));
    await play(request, 'registry', {
      versions: [version('io.test/weather', 'Tells the weather'), ...many, FORECASTS],
    });
    const brave = 'name: brave\ntype: server\nmeta: { category: search }\nabout: { title: Brave Search }\n';
    await play(request, 'github', { folders: { brave } });

    await page.goto('/console/#catalogue');
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    await page.getByRole('button', { name: /^Eva/ }).click();
    // Nobody has read the sources before: looking at the catalogue does.
    await expect(page.getByText(catalogueEn.found(33, '33'))).toBeVisible({ timeout: 20_000 });
    await button(page, catalogueEn.next).click();
    await expect(page.getByText(catalogueEn.page('2', '2'))).toBeVisible();

    await page.getByLabel(catalogueEn.words).fill('WEATHER tells');
    await button(page, catalogueEn.search).click();
    await expect(page.getByText(catalogueEn.found(1, '1'))).toBeVisible();
    await page.getByRole('link', { name: 'io.test/weather', exact: true }).click();
    await expect(page.getByRole('heading', { level: 2, name: 'io.test/weather' })).toBeFocused();
    await expect(page.getByText('ghcr.io/io.test/weather:1.2.0')).toBeVisible();
    await expect(page.getByText('WEATHER_KEY')).toBeVisible();
    await expect(page.getByText(catalogueEn.entry.latest, { exact: true })).toBeVisible();
    await expect(page.getByRole('link', { name: catalogueEn.install })).toHaveAttribute(
      'href',
      '#servers/install/official/io.test%2Fweather',
    );

    // The way back leads to what was searched for.
    await page.getByRole('link', { name: catalogueEn.entry.back }).click();
    await expect(page.getByLabel(catalogueEn.words)).toHaveValue('WEATHER tells');
    // The list is read anew on the way back: what is typed meanwhile is looked at before it is sent.
    await expect(async () => {
      await page.getByLabel(catalogueEn.words).fill('');
      await expect(page.getByLabel(catalogueEn.words)).toHaveValue('', { timeout: 500 });
    }).toPass();
    await button(page, catalogueEn.search).click();
    await expect(page.getByText(catalogueEn.found(33, '33'))).toBeVisible();
    await page.getByLabel(catalogueEn.category).selectOption('search');
    await expect(page.getByRole('link', { name: 'Brave Search', exact: true })).toBeVisible();
    await expect(page.getByText(catalogueEn.found(1, '1'))).toBeVisible();

    await button(page, catalogueEn.copy.refreshOf(catalogueEn.sources.docker)).click();
    await expect(page.getByText(catalogueEn.copy.tooSoon)).toBeVisible();
  });
});

const SUMMARY = {
  source: 'official',
  name: 'io.test/weather',
  title: 'Weather',
  description: `<b>The weather</b> of ${'averylongwordthatneverends'.repeat(6)}\nand more.`,
  category: 'science',
  version: '2.0.0',
  status: 'deprecated',
  updated_at: '2026-11-01T00:00:00.000Z',
  image: 'ghcr.io/vendor/weather:2.0.0',
  has_remote: true,
} as const;

const STATE = {
  source: 'official',
  entries: 1234,
  refreshed_at: '2026-11-19T00:00:00.000Z',
  age_seconds: 90_000,
  is_complete: false,
  is_refreshing: false,
  warning: 'source_failed',
  dropped: 3,
} as const;

const LIST: CatalogueReply = {
  servers: [
    SUMMARY,
    {
      ...SUMMARY,
      source: 'docker',
      name: 'brave',
      title: 'Brave Search',
      status: 'active',
      image: 'docker.io/mcp/brave:latest',
    },
  ],
  total: 60,
  page: 2,
  page_size: 24,
  categories: [{ name: 'science', count: 12 }],
  cached: true,
  sources: [
    STATE,
    {
      ...STATE,
      source: 'docker',
      entries: 0,
      refreshed_at: null,
      age_seconds: null,
      is_refreshing: true,
      warning: null,
      dropped: 0,
    },
  ],
};

const input = { is_required: true, is_secret: true, format: 'string' } as const;
const ENTRY: CatalogueEntryReply = {
  entry: {
    ...SUMMARY,
    status_message: 'Use the other one.',
    repository: 'https://github.com/vendor/weather',
    tags: [],
    images: [
      {
        image: SUMMARY.image,
        transport: 'streamable-http',
        port: 8080,
        path: '/mcp',
        environment: [
          { ...input, name: 'API_KEY', description: 'Your key' },
          { ...input, name: 'REGION', is_secret: false, default: 'eu', choices: ['eu', 'us'] },
        ],
        arguments: [{ ...input, name: 'argument', value: '--verbose', is_secret: false, is_required: false }],
        volumes: ['data:/data'],
      },
    ],
    remotes: [
      {
        transport: 'sse',
        url: 'https://mcp.vendor.com/sse',
        headers: [{ ...input, name: 'Authorization' }],
        inputs: [],
      },
    ],
    packages: [{ registry: 'npm', identifier: '@vendor/weather', version: '2.0.0' }],
  },
  versions: [
    { version: '2.0.0', status: 'active', published_at: '2026-11-01T00:00:00.000Z', is_latest: true },
    { version: '1.0.0', status: 'deprecated', published_at: null, is_latest: false },
  ],
  versions_state: 'stale',
};

const CAPABILITIES = {
  tools: true,
  resources: true,
  prompts: true,
  logging: false,
  completions: false,
  tells_changes: true,
  subscriptions: false,
};
const LISTED = { dropped: 1, is_complete: false };
const INSPECTED: Readonly<Record<string, object>> = {
  capabilities: {
    server: {
      name: 'weather',
      version: '1',
      instructions: 'Ask for a city.',
      protocol_version: '2025-06-18',
      capabilities: CAPABILITIES,
    },
  },
  tools: {
    tools: [
      {
        name: 'forecast',
        title: 'Forecast',
        description: '<img src=x onerror=alert(1)> The weather',
        input_schema: {
          type: 'object',
          properties: { city: { type: 'string', description: 'Where' } },
          required: ['city'],
        },
        hints: { read_only: true, destructive: true },
      },
      { name: 'big', input_schema_omitted: true },
    ],
    ...LISTED,
  },
  resources: {
    resources: [{ uri: 'weather://stations', name: 'stations', mime_type: 'application/json' }],
    resource_templates: [{ uri_template: 'weather://{city}', name: 'city' }],
    ...LISTED,
  },
  prompts: {
    prompts: [{ name: 'plan', arguments: [{ name: 'city', required: true }] }],
    dropped: 0,
    is_complete: true,
  },
};

/** Somebody who is signed in, and answers that nobody has given. */
async function pretend(page: Page, answers: Readonly<Record<string, object | number>>): Promise<void> {
  const me = { subject: { type: 'user', id: 'eva' }, has_second_factor: true };
  const all = { '/api/console': me, '/api/servers': { servers: [{ image: 'mcp/brave:1' }], hosts: [] }, ...answers };
  for (const [path, answer] of Object.entries(all)) {
    await page.route(
      (url) => url.pathname === path,
      (route) =>
        typeof answer === 'number'
          ? answer === 0
            ? route.abort('internetdisconnected')
            : route.fulfill({
                status: answer,
                json: { error: { code: 'unavailable', message: '', retryable: true, request_id: 'x' } },
              })
          : route.fulfill({ json: answer }),
    );
  }
}

const SEARCH = '/api/catalog/search';
const ENTRY_PATH = `/api/catalog/entries/official/${encodeURIComponent(SUMMARY.name)}`;
const ENTRY_PLACE = `/console/#catalogue/official/${encodeURIComponent(SUMMARY.name)}`;
const inspected = Object.fromEntries(
  Object.entries(INSPECTED).map(([name, told]) => [`/api/inspector/s1/${name}`, told]),
);

for (const { locale, t, i } of [
  { locale: 'en-GB', t: catalogueEn, i: inspectorEn },
  { locale: 'ja-JP', t: catalogueJa, i: inspectorJa },
]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${locale}, ${colorScheme}`, () => {
      test.use({ locale, colorScheme });

      test('the list, an entry and the inspector can be read by everybody', async ({ page }, info) => {
        await pretend(page, { [SEARCH]: LIST, [ENTRY_PATH]: ENTRY, ...inspected });
        const shoot = async (name: string) =>
          await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true });
        await page.goto('/console/#catalogue');
        await expect(page.getByText(t.copy.warnings.source_failed)).toBeVisible();
        await expect(page.getByText(t.installed, { exact: true })).toHaveCount(1);
        // What strangers write is text.
        await expect(page.getByText('<b>The weather</b>').first()).toBeVisible();
        await expectAccessible(page, 'list');
        await shoot('list');
        await page.setViewportSize({ width: 320, height: 700 });
        await expectAccessible(page, 'list, narrow');
        await shoot('list-narrow');
        await page.setViewportSize(devices['Desktop Chrome'].viewport);

        await page.goto(ENTRY_PLACE);
        await expect(page.getByText(t.entry.stale)).toBeVisible();
        await expectAccessible(page, 'entry');
        await shoot('entry');
        await page.setViewportSize({ width: 320, height: 700 });
        await expectAccessible(page, 'entry, narrow');

        await page.goto('/console/#servers/s1/inspect');
        await expect(page.getByText('<img src=x onerror=alert(1)> The weather')).toBeVisible();
        await page.getByText(i.schema).first().click();
        await expectAccessible(page, 'inspector, narrow');
        await page.setViewportSize(devices['Desktop Chrome'].viewport);
        await expectAccessible(page, 'inspector');
        await shoot('inspector');
      });
    });
  }
}

test('nothing found, nothing read yet, no server and no network are told apart', async ({ page }) => {
  const nothing = { ...LIST, servers: [], total: 0, page: 1, categories: [] };
  await pretend(page, { [SEARCH]: nothing });
  await page.goto('/console/#catalogue');
  await expect(page.getByText(catalogueEn.reading)).toBeVisible();
  await page.unrouteAll();
  await pretend(page, { [SEARCH]: { ...nothing, sources: [STATE] } });
  await page.reload();
  await expect(page.getByText(catalogueEn.found(0, '0'))).toBeVisible();
  await page.unrouteAll();
  await pretend(page, { [SEARCH]: 503 });
  await page.reload();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.unrouteAll();
  await pretend(page, { [SEARCH]: 0 });
  await button(page, deskEn.retry).click();
  await expect(page.getByText(catalogueEn.offline)).toBeVisible();
  await page.unrouteAll();
  await pretend(page, { [SEARCH]: LIST });
  await button(page, deskEn.retry).click();
  await expect(page.getByText(catalogueEn.found(60, '60'))).toBeVisible();
});

test('the inspector says why a server cannot be looked into', async ({ page }) => {
  await pretend(page, {});
  const path = '/api/inspector/s1/capabilities';
  const refuse = (reason: string) => ({
    status: 502,
    json: { error: { code: 'upstream_failed', message: 'x', retryable: true, request_id: 'x', details: { reason } } },
  });
  await page.route(
    (url) => url.pathname === path,
    (route) => route.fulfill(refuse('not_mcp')),
  );
  await page.goto('/console/#servers/s1/inspect');
  await expect(page.getByText(inspectorEn.reasons.not_mcp ?? '')).toBeVisible();
  let asked = '';
  await page.route(
    (url) => url.pathname === path,
    (route) => {
      asked = new URL(route.request().url()).searchParams.get('path') ?? '';
      return route.fulfill(refuse('timeout'));
    },
  );
  await page.getByLabel(inspectorEn.path).fill('/sse');
  await button(page, inspectorEn.inspect).click();
  await expect(page.getByText(inspectorEn.reasons.timeout ?? '')).toBeVisible();
  expect(asked).toBe('/sse');
});
