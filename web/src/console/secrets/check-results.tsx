/** What a dry run said: which references resolve, which do not and why. Of the values nothing is known here. */
import type { Checked } from '../../../../shared/secrets.schema.ts';
import { Instant } from '../../desk/instant.tsx';
import { secretsText } from './secrets-texts.ts';

export function CheckResults({ results }: { readonly results: readonly Checked[] }) {
  const t = secretsText.value;
  return (
    <ul class="stack-tight">
      {results.map((result) => (
        <li key={result.reference}>
          <code class="reference">{result.reference}</code>{' '}
          <span class={result.ok ? 'tag-mark tag-good' : 'tag-mark tag-bad'}>
            {result.ok ? t.resolves : t.resolvesNot}
          </span>
          {!result.ok && <p class="quiet">{t.unresolved[result.reason]}</p>}
          {result.ok && result.cached_at !== undefined && (
            <p class="quiet">
              {t.fetchedAt} <Instant iso={result.cached_at} plain />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
