import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseMetricsPage } from '../lib/metrics-page.ts';
import { inProject } from '../lib/project.ts';

const TOKEN = '0f5b8e7a1c3d9f2b6a4e8d7c5b3a1f09';
const PAGE = '# TYPE a counter\n# HELP a Text.\na_total{x="1"} 2 # {request_id="r"} 1 1.5\n# EOF\n';
const OPENMETRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

let folder: string;
let server: Server | undefined;

beforeAll(() => {
  mkdirSync(inProject('.wrangler'), { recursive: true });
  folder = mkdtempSync(inProject('.wrangler', 'exposure-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => server?.close());

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A deployment that lets in whoever this says, as the Worker would answer. */
const guarded =
  (isAdmitted: (headers: Readonly<Record<string, unknown>>) => boolean, page = PAGE): RequestListener =>
  (request, response) => {
    const admitted = request.url === '/metrics' && isAdmitted(request.headers);
    response.writeHead(admitted ? 200 : 403, { 'Content-Type': admitted ? OPENMETRICS : 'application/json' });
    response.end(admitted ? page : '{}');
  };
const withToken = (headers: Readonly<Record<string, unknown>>) => headers.authorization === `Bearer ${TOKEN}`;

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const script = inProject('scripts', 'check-metrics-exposure.ts');
  const { METRICS_TOKEN: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [script, ...args], { env: { ...inherited, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  const [code] = (await once(child, 'close')) as [number];
  expect(output).not.toContain(TOKEN);
  return { code, output };
}

describe('npm run check:metrics-exposure', () => {
  it('is content with a door that is closed outside and open inside', async () => {
    const url = await serve(guarded(withToken));
    expect(await run([url], { METRICS_TOKEN: TOKEN })).toMatchObject({ code: 0 });
    const file = path.join(folder, 'token');
    writeFileSync(file, `${TOKEN}\n`);
    expect(await run([`${url}/metrics`, '--token-file', file])).toMatchObject({ code: 0 });
  });

  it('probes only the outside without a token, and says so', async () => {
    const { code, output } = await run([await serve(guarded(withToken))]);
    expect(code).toBe(0);
    expect(output).toContain('not probed');
  });

  it.each<[string, (headers: Readonly<Record<string, unknown>>) => boolean]>([
    ['is open', () => true],
    ['takes any token', ({ authorization }) => authorization !== undefined],
    ['believes X-Forwarded-For', (headers) => headers['x-forwarded-for'] !== undefined],
  ])('says exposed when the door %s', async (_, isAdmitted) => {
    expect(await run([await serve(guarded(isAdmitted))], { METRICS_TOKEN: TOKEN })).toMatchObject({ code: 1 });
  });

  it.each<[string, RequestListener]>([
    ['the token does not open', guarded(() => false)],
    ['the page is cut off', guarded(withToken, PAGE.replace('# EOF\n', ''))],
    ['the page is empty', guarded(withToken, '# EOF\n')],
    ['the page makes no sense', guarded(withToken, 'hello\n# EOF\n')],
    ['there is nothing', (_, response) => void response.writeHead(404).end()],
    ['it is somewhere else', (_, response) => void response.writeHead(302, { Location: 'https://x.invalid/' }).end()],
    ['it is broken', (_, response) => void response.writeHead(503).end()],
    ['it hangs up', (request) => void request.socket.destroy()],
  ])('cannot verify when %s', async (_, listener) => {
    expect(await run([await serve(listener)], { METRICS_TOKEN: TOKEN })).toMatchObject({ code: 3 });
  });

  it('gives up on an address that does not answer in time, or at all', async () => {
    expect(await run([await serve(() => undefined), '--timeout', '0.2'])).toMatchObject({ code: 3 });
    server?.closeAllConnections();
    expect(await run(['http://127.0.0.1:1/'])).toMatchObject({ code: 3 });
  });

  it.each([
    [[]],
    [['not an address']],
    [['ftp://host/']],
    [['http://localhost:1', 'http://localhost:2']],
    [['http://localhost:1', '--unknown']],
    [['http://localhost:1', '--timeout', 'soon']],
    [['http://localhost:1', '--token-file', '/does/not/exist']],
  ])('explains itself when used wrongly: %j', async (args) => {
    const { code, output } = await run(args);
    expect(code).toBe(2);
    expect(output).toContain('Exit codes');
  });

  it('does not send the token in the clear', async () => {
    expect(await run(['http://roundhouse.invalid'], { METRICS_TOKEN: TOKEN })).toMatchObject({ code: 2 });
  });
});

describe('parseMetricsPage', () => {
  it('reads names, labels and values of either format', () => {
    const page = 'a_total{x="1,}\\"",y="\\\\n\\n"} 2\nb 1e-7\nc_bucket{le="+Inf"} 3 # {id="x"} 1 1.5\nd +Inf\n';
    const samples = parseMetricsPage(`${page}# EOF\n`, OPENMETRICS);
    expect(samples).toEqual(parseMetricsPage(page, 'text/plain; version=0.0.4'));
    expect(samples.map(({ name, labels, value }) => [name, Object.fromEntries(labels), value])).toEqual([
      ['a_total', { x: '1,}"', y: '\\n\n' }, 2],
      ['b', {}, 1e-7],
      ['c_bucket', { le: '+Inf' }, 3],
      ['d', {}, Number.POSITIVE_INFINITY],
    ]);
  });

  it('refuses another kind of page', () => {
    expect(() => parseMetricsPage('a 1\n', 'text/html')).toThrow(SyntaxError);
    expect(() => parseMetricsPage('a 1\n', null)).toThrow(SyntaxError);
    expect(() => parseMetricsPage('a one\n', 'text/plain')).toThrow(SyntaxError);
  });
});
