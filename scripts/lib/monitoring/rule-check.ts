/** Lets promtool judge the rule files: their grammar, and whether each alert fires when it should and only then. */
import { spawnSync } from 'node:child_process';
import { ensureProgram } from '../debian-programs.ts';
import { inProject } from '../project.ts';
import { RULE_TESTS_FILE, RULES_FOLDER } from './generated-files.ts';
import { ENVIRONMENTS } from './promql.ts';
import { alertFile, RECORDING_FILE } from './rule-files.ts';

/** Rule files that hold in one environment. */
export function rulesOf(env: (typeof ENVIRONMENTS)[number]): string[] {
  return [RECORDING_FILE, alertFile(env)].map((name) => inProject(RULES_FOLDER, name));
}

/** @returns What promtool has to say, or undefined when all is well. */
export function checkRules(): string | undefined {
  const files = [...new Set(ENVIRONMENTS.flatMap(rulesOf))];
  return promtool(['check', 'rules', ...files]) ?? promtool(['test', 'rules', inProject(RULE_TESTS_FILE)]);
}

/** @returns Its output when it fails. */
export function promtool(args: readonly string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(ensureProgram('promtool'), args, { encoding: 'utf8' });
  return status === 0 ? undefined : `promtool ${args.slice(0, 2).join(' ')} failed:\n${stdout}${stderr}`;
}
