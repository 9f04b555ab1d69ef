/** One Docker host: whether it answers, who it is when asked, and what can be done with it. */
import { useState } from 'preact/hooks';
import type { HostTestReply, HostView } from '../../../../shared/hosts.schema.ts';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { useAction } from '../../desk/use-action.ts';
import { shownNumber } from '../../preferences.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { HostForm } from './host-form.tsx';
import { hostsApi } from './hosts-api.ts';
import { hostsText, reasonInWords } from './hosts-texts.ts';

const GIBIBYTE = 1024 ** 3;
const MARKS = {
  up: 'tag-mark tag-good',
  down: 'tag-mark tag-bad',
  refused: 'tag-mark tag-bad',
  unknown: 'tag-mark',
} as const satisfies Record<HostView['condition'], string>;

interface HostRowProps {
  readonly host: HostView;
  readonly onChanged: (said: string) => void;
}

export function HostRow({ host, onChanged }: HostRowProps) {
  const t = hostsText.value;
  const [isChanging, setChanging] = useState(false);
  const [tested, setTested] = useState<HostTestReply>();
  const test = useAction(noticeFault);
  const { condition, reason } = tested ?? host;
  if (isChanging) {
    return (
      <li class="row">
        <HostForm
          host={host}
          onSaved={({ name }) => {
            setChanging(false);
            setTested(undefined);
            onChanged(t.changed(name));
          }}
          onCancel={() => setChanging(false)}
        />
      </li>
    );
  }
  return (
    <li class="row">
      <h3>{host.name}</h3>
      <p>
        <span class={MARKS[condition]}>{t.conditions[condition]}</span>{' '}
        <span class="quiet">{condition === 'up' ? '' : reasonInWords(reason)}</span>
      </p>
      <p>
        <code>{host.url}</code>
      </p>
      <p class="quiet">
        {t.servers(shownNumber(host.servers))} · {t.credentials[host.credential]}
      </p>
      {tested?.engine !== undefined && <EngineFacts engine={tested.engine} />}
      <FaultNotice error={test.error} />
      <div class="actions">
        <button
          type="button"
          class="button button-quiet"
          aria-label={t.testSpoken(host.name)}
          aria-disabled={test.isBusy}
          onClick={() =>
            void test.run(
              () => hostsApi.test(host.id),
              (reply) => {
                setTested(reply);
                announce(`${host.name}: ${t.conditions[reply.condition]}`);
              },
            )
          }
        >
          {test.isBusy ? t.testing : t.test}
        </button>
        <button
          type="button"
          class="button button-quiet"
          aria-label={t.changeTitle(host.name)}
          onClick={() => setChanging(true)}
        >
          {t.change}
        </button>
        <ConfirmButton
          label={t.remove}
          spoken={t.removeSpoken(host.name)}
          question={t.removeSure(host.name)}
          consequence={t.removeText}
          yes={t.removeYes}
          work={() => hostsApi.remove(host.id)}
          done={() => onChanged(t.removed(host.name))}
          onError={noticeFault}
          refusal={({ code }) => (code === 'conflict' ? t.stillUsed : undefined)}
        />
      </div>
    </li>
  );
}

function EngineFacts({ engine }: { readonly engine: NonNullable<HostTestReply['engine']> }) {
  const t = hostsText.value;
  const { cpus, memory_bytes: memory, operating_system: system } = engine;
  return (
    <ul class="quiet">
      <li>{t.engine(engine.version, engine.api_version)}</li>
      {system !== undefined && <li>{system}</li>}
      {cpus !== undefined && memory !== undefined && (
        <li>{t.machine(shownNumber(cpus), shownNumber(Math.round((memory / GIBIBYTE) * 10) / 10))}</li>
      )}
    </ul>
  );
}
