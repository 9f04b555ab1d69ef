/** The decision caches: how they do, and the ways to fill and to empty them. */
import { useEffect } from 'preact/hooks';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SECTION_TITLE_ID, SectionTitle } from '../../desk/section-title.tsx';
import { cacheStats } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { EmptyForms } from './empty-forms.tsx';
import { StatsPanel } from './stats-panel.tsx';
import { WarmUpForm } from './warm-up-form-panel.tsx';

export function CachesSection() {
  const t = accessText.value.caches;
  const stats = cacheStats.value.value;
  useEffect(() => void cacheStats.load(), []);
  return (
    <section class="stack" aria-labelledby={SECTION_TITLE_ID}>
      <div class="stack-tight">
        <SectionTitle>{t.title}</SectionTitle>
        <p class="quiet">{t.lead}</p>
      </div>
      <FaultNotice error={cacheStats.error.value} onRetry={() => void cacheStats.load()} />
      {stats === undefined && cacheStats.isLoading.value && <p class="quiet">{deskText.value.loading}</p>}
      {stats !== undefined && <StatsPanel stats={stats} />}
      <WarmUpForm />
      <EmptyForms />
    </section>
  );
}
