/** Debian's nginx with the documented `auth_request`. One process without a master, so that it ends as a whole. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureProgram } from '../../lib/debian-programs.ts';
import { freePort } from '../../lib/local-server.ts';
import { LOOPBACK } from '../../lib/runtime.ts';
import { documentedConfig, strictly } from './documented-config.ts';
import { type DrivenProxy, type Surroundings, startProxyProcess } from './proxy.ts';

/** @param proxyKey Goes into the documented `$roundhouse_key`. */
export async function startNginx(around: Surroundings, proxyKey: string): Promise<DrivenProxy> {
  const program = ensureProgram('nginx');
  const { folder, decisionPoint } = around;
  const [bounded, strict] = [{ port: await freePort() }, { port: await freePort() }];
  const locations = documentedConfig('nginx', {
    '/etc/ssl/certs/ca-certificates.crt': `"${decisionPoint.certificateFile}"`,
  });
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off;
master_process off;
pid "${path.join(folder, 'nginx.pid')}";
error_log stderr;
events {}
http {
  access_log off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((use) => `  ${use}_temp_path "${path.join(folder, use)}";`).join('\n')}
  upstream app { server ${LOOPBACK}:${around.pagePort}; }
  upstream roundhouse.example { server ${LOOPBACK}:${decisionPoint.port}; }
  server {
    listen ${LOOPBACK}:${bounded.port};
    set $roundhouse_key ${proxyKey};
${locations}
  }
  server {
    listen ${LOOPBACK}:${strict.port};
    set $roundhouse_key ${proxyKey};
${strictly(locations)}
  }
}
`,
  );
  const args = ['-p', folder, '-c', file, '-e', 'stderr'];
  const ports = [bounded.port, strict.port];
  return { bounded, strict, ...(await startProxyProcess(program, args, ports, { HOME: folder })) };
}
