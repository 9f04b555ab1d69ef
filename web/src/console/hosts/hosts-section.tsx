/** The part of the console about Docker hosts. */
import { useEffect, useState } from 'preact/hooks';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { createResource } from '../../desk/resource.ts';
import { SECTION_TITLE_ID, SectionTitle, tell } from '../../desk/section-title.tsx';
import { noticeFault } from '../console-state.ts';
import { HostForm } from './host-form.tsx';
import { HostRow } from './host-row.tsx';
import { hostsApi } from './hosts-api.ts';
import { hostsText } from './hosts-texts.ts';

export function HostsSection() {
  const t = hostsText.value;
  const [hosts] = useState(() => createResource(hostsApi.list, noticeFault));
  const [isAdding, setAdding] = useState(false);
  useEffect(() => {
    void hosts.load();
  }, []);
  const found = hosts.value.value?.hosts;
  const changed = (said: string): void => {
    setAdding(false);
    tell(said);
    void hosts.load();
  };
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.title}</SectionTitle>
      <p class="quiet">{t.lead}</p>
      {isAdding ? (
        <HostForm host={undefined} onSaved={({ name }) => changed(t.added(name))} onCancel={() => setAdding(false)} />
      ) : (
        <div class="actions">
          <button type="button" class="button" onClick={() => setAdding(true)}>
            {t.add}
          </button>
        </div>
      )}
      <FaultNotice error={hosts.error.value} onRetry={() => void hosts.load()} />
      <p class="quiet" role="status">
        {found === undefined ? hosts.isLoading.value && deskText.value.loading : found.length === 0 && t.none}
      </p>
      {found !== undefined && found.length > 0 && (
        <ul class="rows" aria-labelledby={SECTION_TITLE_ID}>
          {found.map((host) => (
            <HostRow key={host.id} host={host} onChanged={changed} />
          ))}
        </ul>
      )}
    </section>
  );
}
