/** Who gains or loses what, and by which rule. */
import { useId } from 'preact/hooks';
import type { DryRunReply } from '../../../../shared/access-admin.schema.ts';
import { accessText } from '../access-texts.ts';
import { RulePath } from './rule-path.tsx';

interface DifferencesProps {
  readonly title: string;
  readonly differences: DryRunReply['gain'];
}

export function DifferenceList({ title, differences }: DifferencesProps) {
  const t = accessText.value.dryRun;
  const id = useId();
  return (
    <div>
      <h3 id={id}>{title}</h3>
      <ul class="differences" aria-labelledby={id}>
        {differences.map(({ subject, credential_role: role, action, resource, after }) => {
          const who = subject === undefined ? t.whoever(role ?? '') : `${subject.type}:${subject.id}`;
          const what = `${action} → ${resource.type}:${resource.id}`;
          return (
            <li key={`${who}\n${what}`}>
              <strong>{who}</strong> <code>{what}</code> <RulePath path={after.path} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
