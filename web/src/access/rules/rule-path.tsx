/** The rules that decided, in their order. */
import { accessText } from '../access-texts.ts';

export interface RuleStep {
  readonly kind: 'role' | 'grant' | 'policy' | 'default';
  readonly id: string;
  readonly effect: 'allow' | 'deny';
}

export function RulePath({ path }: { readonly path: readonly RuleStep[] }) {
  const t = accessText.value.rules;
  return (
    <span class="rule-path">
      {path.map(({ kind, id, effect }) => (
        <span key={`${kind}\n${id}`} class={effect === 'allow' ? 'tag-mark tag-good' : 'tag-mark tag-bad'}>
          {t.steps[kind]}
          {kind !== 'default' && (
            <>
              {' '}
              <code>{id}</code>
            </>
          )}
          : {t.effects[effect]}
        </span>
      ))}
    </span>
  );
}
