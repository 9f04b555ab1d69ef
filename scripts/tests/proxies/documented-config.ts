/** The proxies' configurations as docs/decisions-api.md prints them: what is tested is what people copy. */
import { readFileSync } from 'node:fs';
import { inProject } from '../../lib/project.ts';

const PAGE = 'docs/decisions-api.md';

/**
 * The code block of one language.
 *
 * @param here What stands in the documentation to what it is on this machine. Each must be there, so that none goes stale.
 * @throws Error unless there is exactly one such block.
 */
export function documentedConfig(language: 'nginx' | 'caddyfile', here: Readonly<Record<string, string>>): string {
  const text = readFileSync(inProject(PAGE), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language);
  const [block] = blocks;
  if (block?.[2] === undefined || blocks.length > 1) throw new Error(`${PAGE} should have one block of ${language}.`);
  let config = block[2];
  for (const [documented, actual] of Object.entries(here)) {
    if (!config.includes(documented)) throw new Error(`"${documented}" is gone from the ${language} in ${PAGE}.`);
    config = config.replaceAll(documented, actual);
  }
  return config;
}

const DOOR = /\/access\/v1\/forward-auth(?:\?consistency=bounded)?(?=[;\s])/g;

/** The same with every answer as fresh as can be. */
export function strictly(config: string): string {
  if (config.match(DOOR)?.length !== 1) throw new Error(`${PAGE} should name the door once for each proxy.`);
  return config.replace(DOOR, '/access/v1/forward-auth?consistency=strict');
}
