/** A Prometheus on this machine that reads the local server with the generated rules; its data stays in .wrangler. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { ensureProgram } from '../debian-programs.ts';
import { inProject } from '../project.ts';
import { JOB } from './promql.ts';
import { promtool, rulesOf } from './rule-check.ts';
import { toYaml, type Yaml } from './yaml.ts';

const FOLDER = inProject('.wrangler', 'prometheus');
const LOOPBACK = '127.0.0.1';
/** Short, so that one can watch; production reads every 30 s. */
const SCRAPE_INTERVAL = '5s';

interface LocalPrometheus {
  readonly url: string;
  readonly process: ChildProcess;
}

/**
 * @param target Origin of the server to read, such as http://localhost:8787.
 * @throws Error when there is no local token yet, or promtool refuses the configuration.
 */
export async function startLocalPrometheus(target: URL): Promise<LocalPrometheus> {
  mkdirSync(FOLDER, { recursive: true });
  const tokenFile = path.join(FOLDER, 'metrics-token');
  writeFileSync(tokenFile, localToken(), { mode: 0o600 });
  const configFile = path.join(FOLDER, 'prometheus.yml');
  writeFileSync(configFile, toYaml(configuration(target, tokenFile)).slice(1));
  const problem = promtool(['check', 'config', configFile]);
  if (problem !== undefined) throw new Error(problem);
  const port = await freePort();
  const child = spawn(
    ensureProgram('prometheus'),
    [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${path.join(FOLDER, 'data')}`,
      `--web.listen-address=${LOOPBACK}:${port}`,
      '--enable-feature=exemplar-storage',
      '--log.level=warn',
    ],
    { stdio: 'inherit' },
  );
  return { url: `http://${LOOPBACK}:${port}`, process: child };
}

function localToken(): string {
  try {
    const token = parseEnv(readFileSync(inProject('.dev.vars'), 'utf8')).METRICS_TOKEN;
    if (token) return token;
  } catch {
    // The message below says what to do in either case.
  }
  throw new Error('There is no METRICS_TOKEN in .dev.vars: npm start makes one.');
}

function configuration(target: URL, tokenFile: string): Yaml {
  return {
    global: { scrape_interval: SCRAPE_INTERVAL, evaluation_interval: SCRAPE_INTERVAL },
    rule_files: rulesOf('local'),
    scrape_configs: [
      {
        job_name: JOB,
        scheme: target.protocol.slice(0, -1),
        authorization: { type: 'Bearer', credentials_file: tokenFile },
        static_configs: [{ targets: [target.host], labels: { env: 'local' } }],
      },
    ],
  };
}

/** A port that nobody listens on at this moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
