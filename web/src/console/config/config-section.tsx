/** The part of the console about gateway settings: the form, and the copies. */
import { useEffect } from 'preact/hooks';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SECTION_TITLE_ID, SectionTitle, tell } from '../../desk/section-title.tsx';
import { BackupList } from './backup-list.tsx';
import { ConfigForm } from './config-form.tsx';
import { backups, saved } from './config-state.ts';
import { configText } from './config-texts.ts';

export function ConfigSection() {
  const t = configText.value;
  useEffect(() => {
    void saved.load();
    void backups.load();
  }, []);
  const reply = saved.value.value;
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.title}</SectionTitle>
      <p class="quiet">{t.lead}</p>
      <FaultNotice error={saved.error.value} onRetry={() => void saved.load()} />
      {reply === undefined && saved.isLoading.value && <p class="quiet">{deskText.value.loading}</p>}
      {reply !== undefined && (
        <>
          <ConfigForm
            // Filled anew from every answer of the server.
            key={`${reply.revision} ${reply.updated_at}`}
            reply={reply}
            onSaved={() => {
              void saved.load();
              tell(t.saved);
            }}
          />
          <BackupList revision={reply.revision} />
        </>
      )}
    </section>
  );
}
