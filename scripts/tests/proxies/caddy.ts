/** Debian's Caddy with the documented `forward_auth`, and certificates of its own making for the documented site. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureProgram } from '../../lib/debian-programs.ts';
import { freePort } from '../../lib/local-server.ts';
import { LOOPBACK } from '../../lib/runtime.ts';
import { documentedConfig, strictly } from './documented-config.ts';
import { type DrivenProxy, type Surroundings, startProxyProcess } from './proxy.ts';

export async function startCaddy({ folder, pagePort, decisionPoint }: Surroundings): Promise<DrivenProxy> {
  const program = ensureProgram('caddy');
  const [port, strictPort, httpPort] = [await freePort(), await freePort(), await freePort()];
  const site = documentedConfig('caddyfile', {
    'https://roundhouse.example': `https://${LOOPBACK}:${decisionPoint.port}`,
    'app:8080': `${LOOPBACK}:${pagePort}`,
  });
  const strictSite = strictly(site).replace('app.example {', `app.example:${strictPort} {`);
  const file = path.join(folder, 'Caddyfile');
  writeFileSync(
    file,
    `{
  admin off
  local_certs
  skip_install_trust
  auto_https disable_redirects
  default_bind ${LOOPBACK}
  http_port ${httpPort}
  https_port ${port}
  storage file_system "${folder}"
}
${site}
${strictSite}`,
  );
  const env = {
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    XDG_DATA_HOME: folder,
    // Which certificates it trusts, in the place of the system's.
    SSL_CERT_FILE: decisionPoint.certificateFile,
  };
  const args = ['run', '--config', file, '--adapter', 'caddyfile'];
  const running = await startProxyProcess(program, args, [port, strictPort], env);
  const ca = readFileSync(path.join(folder, 'pki', 'authorities', 'local', 'root.crt'), 'utf8');
  return { bounded: { port, ca }, strict: { port: strictPort, ca }, ...running };
}
