/** The static checks: each is one command that passes or fails as a whole. */
import { lockFileGaps } from './lock-file.ts';
import { inProject, runTool } from './project.ts';

export interface Check {
  readonly name: string;
  /** What is wrong, or undefined when all is well. */
  readonly run: () => Promise<string | undefined>;
}

type ToolArguments = Parameters<typeof runTool>;

const tool = (name: string, ...[command, args]: ToolArguments): Check => ({
  name,
  run: async () => {
    const { code, output } = await runTool(command, args);
    return code === 0 ? undefined : output;
  },
});

const typesOf = (project: string) => tool(`types of ${project}`, 'tsc', ['-p', `${project}/tsconfig.json`]);

/** In the order in which they are cheapest to fail; the Worker's types are generated before. */
export const CHECKS: readonly Check[] = [
  tool('formatting and lint', 'biome', ['ci', '--diagnostic-level=warn', '--max-diagnostics=20', '--colors=off']),
  tool('import direction and promises', 'oxlint', ['--type-aware', '--deny-warnings']),
  typesOf('workers'),
  typesOf('scripts'),
  typesOf('scripts/bench/worker'),
  typesOf('web'),
  typesOf('web/e2e'),
  tool('unused code', 'knip', ['--no-progress', '--no-config-hints']),
  tool('size of the browser app', 'check-size', []),
  {
    name: 'lock file',
    run: async () => lockFileGaps(inProject('package-lock.json')).join('\n') || undefined,
  },
];

/** Generates the types of the Worker's bindings and runtime; they are not committed. */
export async function generateWorkerTypes(): Promise<void> {
  const { code, output } = await runTool('wrangler', ['types', '--env-file', '.dev.vars.example']);
  if (code !== 0) throw new Error(`The Worker's types could not be generated:\n${output}`);
}
