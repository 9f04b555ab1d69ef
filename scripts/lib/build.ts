/** Builds what the Worker serves as static assets: the browser app and the API description. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { openapiDocument } from './openapi.ts';
import { inProject, requireTool } from './project.ts';

export async function buildAssets(): Promise<void> {
  await requireTool('vite', ['build', '--config', 'web/vite.config.ts', '--logLevel', 'warn']);
  const { version } = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as { version: string };
  mkdirSync(inProject('web', 'dist'), { recursive: true });
  writeFileSync(inProject('web', 'dist', 'openapi.json'), `${JSON.stringify(openapiDocument(version), null, 2)}\n`);
}
