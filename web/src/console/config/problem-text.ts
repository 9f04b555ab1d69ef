/** What is wrong with gateway settings, in words. */
import type { ConfigProblem } from '../../../../shared/gateway-config.schema.ts';
import { configText } from './config-texts.ts';

export function problemText({ kind, reason }: ConfigProblem): string {
  const t = configText.value;
  return reason === undefined ? t.problems[kind] : t.explained(t.problems[kind], t.reasons[reason]);
}

/** What is wrong at a place or inside of it, if anything. */
export function faultAt(problems: readonly ConfigProblem[], pointer: string): string | undefined {
  const problem = problems.find(({ pointer: at }) => at === pointer || at.startsWith(`${pointer}/`));
  return problem && problemText(problem);
}
