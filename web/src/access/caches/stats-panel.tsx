/** What the caches did in the last minute, in the isolate that answered: numbers with small bars. */
import { deskText } from '../../desk/desk-texts.ts';
import { language, shownNumber } from '../../preferences.ts';
import { Bar } from '../../ui/bar.tsx';
import { shownShare } from '../../ui/shown-share.ts';
import { cacheStats } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import type { CacheStats } from './cache-api.ts';

export function StatsPanel({ stats }: { readonly stats: CacheStats }) {
  const t = accessText.value.caches;
  const { decisions, subjects, kv, bypass_reason: reason, last_minute: minute } = stats.isolate;
  const { lookups, misses, operations, errors, slow } = minute;
  return (
    <div class="sheet">
      <p>
        <span class={stats.enabled ? 'tag-mark tag-good' : 'tag-mark tag-bad'}>{stats.enabled ? t.on : t.off}</span>{' '}
        <span class={kv === 'used' ? 'tag-mark tag-good' : 'tag-mark tag-wait'}>{t.kv[kv]}</span>{' '}
        {reason !== undefined && t.bypassed[reason]}
      </p>
      <p class="quiet">{t.bound(shownNumber(stats.freshness_bound_ms / 1000))}</p>
      <dl class="facts">
        <div>
          <dt>{t.decisions}</dt>
          <dd>{shownNumber(decisions)}</dd>
        </div>
        <div>
          <dt>{t.subjects}</dt>
          <dd>{shownNumber(subjects)}</dd>
        </div>
      </dl>
      <dl class="facts bars" aria-label={t.lastMinute}>
        <Share label={t.hits} part={lookups - misses} whole={lookups} />
        <Share label={t.errors} part={errors} whole={operations} />
        <Share label={t.slow} part={slow} whole={operations} />
      </dl>
      <div class="actions">
        <button type="button" class="button button-quiet" onClick={() => void cacheStats.load()}>
          {deskText.value.reload}
        </button>
      </div>
    </div>
  );
}

interface ShareProps {
  readonly label: string;
  readonly part: number;
  readonly whole: number;
}

function Share({ label, part, whole }: ShareProps) {
  const t = accessText.value.caches;
  const share = whole === 0 ? null : part / whole;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {shownShare(share, language.value) ?? deskText.value.none}{' '}
        <small class="quiet">{t.of(shownNumber(part), shownNumber(whole))}</small>
        <Bar share={share ?? 0} />
      </dd>
    </div>
  );
}
