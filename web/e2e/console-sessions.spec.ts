/**
 * Gateway sessions and the overview, with made-up answers: what they show, and what they send. That the server does it is
 * shown on a real engine in scripts/tests/gateway-sessions.test.ts.
 */
import type { Page } from '@playwright/test';
import type { ExecReply, GatewaySessionView } from '../../shared/gateway-sessions.schema.ts';
import { dashboardEn } from '../src/console/dashboard/texts.en.ts';
import { dashboardJa } from '../src/console/dashboard/texts.ja.ts';
import { sessionsEn } from '../src/console/sessions/texts.en.ts';
import { sessionsJa } from '../src/console/sessions/texts.ja.ts';
import { expectAccessible } from './accessible.ts';
import { expect, FAILED_REQUEST, test } from './fixtures.ts';

test.use({ provoked: [FAILED_REQUEST] });

const NOW = Date.now();
const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();
const HOST = { id: '3f6c1a52-7d0e-4b8a-9c35-1e2f4a6b8c0d', name: 'workshop', condition: 'up' };
const ID = '0b0f4c0e-4d3a-4c53-8f27-0c8f5f6d7a11';
const RUNNING: GatewaySessionView = {
  session_id: ID,
  phase: 'running',
  host_id: HOST.id,
  image: 'ghcr.io/owner/a-gateway-with-a-long-name:1.2.3-20261120',
  container_name: `roundhouse-gateway-${ID}`,
  gateway_endpoint: 'https://gateway.example.com:49153',
  cpus: 0.5,
  memory_mb: 512,
  idle_minutes: 30,
  runtime: { max_run_seconds: 60, output_bytes_limit: 262_144 },
  created_at: at(-20),
  idle_deadline: at(12),
  expires_at: at(400),
  certificate: { server_serial: '44', client_serial: '45', fetched: 1, last_fetched_at: at(-10) },
  commands_running: 0,
};
const STRANDED: GatewaySessionView = {
  ...RUNNING,
  session_id: '0b0f4c0e-4d3a-4c53-8f27-0c8f5f6d7a12',
  phase: 'stranded',
  end_reason: 'idle',
  cleanup: { failures: 99, since: at(-1500), problem: 'unreachable' },
};
const OVER: GatewaySessionView = {
  ...RUNNING,
  session_id: '0b0f4c0e-4d3a-4c53-8f27-0c8f5f6d7a13',
  phase: 'ended',
  end_reason: 'expired',
  ended_at: at(-100),
};
const EXEC: ExecReply = {
  status: 'running',
  job_id: 'aa',
  started_at: at(0),
  finished_at: null,
  exit_code: null,
  timeout: false,
  truncated: false,
  stdout: null,
  stderr: null,
};
const BUNDLE = { session_id: ID, not_after: at(400), ca_certificate: 'CA', client_certificate: 'C', client_key: 'K' };

type Answers = Readonly<Record<string, object>>;
const ANSWERS: Answers = {
  'GET /api/console': { subject: { type: 'user', id: 'ann' }, has_second_factor: true },
  'GET /api/hosts': { hosts: [HOST] },
  'GET /api/sessions': { sessions: [RUNNING, STRANDED, OVER] },
  [`GET /api/sessions/${ID}`]: RUNNING,
  [`POST /api/sessions/${ID}/exec`]: EXEC,
  [`GET /api/sessions/${ID}/jobs/aa`]: { ...EXEC, status: 'succeeded', exit_code: 0, stdout: 'hello\n', stderr: '' },
  [`POST /api/sessions/${ID}/bundle`]: BUNDLE,
  [`POST /api/sessions/${ID}/keep-alive`]: { ...RUNNING, idle_deadline: at(30) },
  'POST /api/sessions': { ...RUNNING, phase: 'starting' },
  'GET /api/servers': {
    servers: [{ status: 'running' }, { status: 'running' }, { status: 'error' }, { status: 'stopped' }],
    hosts: [],
  },
  'GET /api/jobs': { jobs: [{ status: 'running' }] },
  'GET /api/secrets/providers': { providers: [{ provider: 'bw', state: 'registered', has_lock: true }] },
  'GET /api/catalog': { sources: [{ source: 'official', entries: 1234, refreshed_at: at(-90) }] },
};

/** @returns What was sent, as it is sent. */
async function open(page: Page, hash: string, answers: Answers = ANSWERS): Promise<{ what: string; body: unknown }[]> {
  const sent: { what: string; body: unknown }[] = [];
  await page.route('**/api/**', async (route) => {
    const request = route.request();
    const what = `${request.method()} ${new URL(request.url()).pathname}`;
    if (request.method() !== 'GET') sent.push({ what, body: request.postDataJSON() });
    const answer = answers[what];
    if (answer !== undefined) return await route.fulfill({ json: answer });
    const error = { code: 'unavailable', message: 'x', retryable: true, request_id: 'r' };
    return await route.fulfill({ status: 503, json: { error } });
  });
  await page.goto(`/console/${hash}`);
  return sent;
}

test('a command is run as typed, and its outcome is shown and said', async ({ page }) => {
  const sent = await open(page, `#sessions/${ID}`);
  const field = page.getByLabel(sessionsEn.execField, { exact: true });
  await field.fill('echo "two words" three');
  await field.press('Enter');
  await expect(page.locator('pre', { hasText: 'hello' })).toBeVisible();
  await expect(page.getByText(sessionsEn.execExit('0')).first()).toBeVisible();
  await expect(page.locator('[aria-live=polite]')).toContainText(sessionsEn.execExit('0'));
  expect(sent).toContainEqual({
    what: `POST /api/sessions/${ID}/exec`,
    body: { command: ['echo', 'two words', 'three'], async: true },
  });
});

test('the certificate is fetched when asked for, saved as files, and hidden again', async ({ page }) => {
  const sent = await open(page, `#sessions/${ID}`);
  await expect(page.getByRole('button', { name: sessionsEn.bundleGet })).toBeVisible();
  expect(sent).toEqual([]);
  await page.getByRole('button', { name: sessionsEn.bundleGet }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: sessionsEn.bundleSave('client.key') }).click();
  expect((await download).suggestedFilename()).toBe('client.key');
  await expect(page.getByText('curl --cacert ca.pem')).toBeVisible();
  await page.getByRole('button', { name: sessionsEn.bundleHide }).click();
  await expect(page.getByText('curl --cacert ca.pem')).toBeHidden();
});

test('a session ends only after a second yes', async ({ page }) => {
  const sent = await open(page, '#sessions', { ...ANSWERS, [`DELETE /api/sessions/${ID}`]: OVER });
  await page.getByRole('button', { name: sessionsEn.endSpoken(RUNNING.image) }).click();
  await page.keyboard.press('Escape');
  expect(sent).toEqual([]);
  await page.getByRole('button', { name: sessionsEn.endSpoken(RUNNING.image) }).click();
  await page.getByRole('button', { name: sessionsEn.endYes, exact: true }).click();
  await expect(page.locator('[aria-live=polite]')).toContainText(sessionsEn.endedNote);
  expect(sent).toEqual([{ what: `DELETE /api/sessions/${ID}`, body: null }]);
});

test('a session is started on the only host, and its page opens', async ({ page }) => {
  const sent = await open(page, '#sessions');
  await page.getByLabel(sessionsEn.imageField, { exact: true }).fill('ghcr.io/owner/gateway:1');
  await page.getByRole('button', { name: sessionsEn.start, exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`#sessions/${ID}$`));
  expect(sent[0]?.body).toMatchObject({
    host_id: HOST.id,
    image: 'ghcr.io/owner/gateway:1',
    cpus: 0.5,
    memory_mb: 512,
  });
});

test('without a host the list leads to where one is registered', async ({ page }) => {
  await open(page, '#sessions', { ...ANSWERS, 'GET /api/hosts': { hosts: [] }, 'GET /api/sessions': { sessions: [] } });
  await expect(page.getByText(sessionsEn.none)).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: sessionsEn.toHosts }).last()).toHaveAttribute(
    'href',
    '#hosts',
  );
});

test('a part that is away leaves the rest of the overview as it is', async ({ page }) => {
  const { 'GET /api/servers': _, ...answers } = ANSWERS;
  await open(page, '#dashboard', answers);
  await expect(page.getByText(dashboardEn.jobsUnderWay('1'))).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(1);
});

for (const [locale, texts, overview] of [
  ['en-GB', sessionsEn, dashboardEn],
  ['ja-JP', sessionsJa, dashboardJa],
] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`in ${locale}, ${colorScheme}`, () => {
      test.use({ locale, colorScheme });

      test('sessions and the overview can be read at 320 px and wide', async ({ page }, testInfo) => {
        const shown = [
          ['#dashboard', overview.jobsUnderWay('1')],
          ['#sessions', texts.phases.stranded],
          [`#sessions/${ID}`, texts.execTitle],
        ] as const;
        for (const [hash, text] of shown) {
          await page.unrouteAll();
          await open(page, hash);
          await page.reload();
          await expect(page.getByText(text, { exact: true }).first()).toBeVisible();
          if (hash.endsWith(ID)) await page.getByRole('button', { name: texts.bundleGet }).click();
          for (const width of [320, 1100]) {
            await page.setViewportSize({ width, height: 900 });
            await expectAccessible(page, `${hash} at ${width} px`);
            const file = `${hash.slice(1, 12).replace('/', '-')}-${width}.png`;
            await page.screenshot({ path: testInfo.outputPath(file), fullPage: true });
          }
        }
      });
    });
  }
}
