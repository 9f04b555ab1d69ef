/** Secrets: where they come from, whether a text resolves, what the session holds, and which one GitHub is read with. */
import { useEffect, useState } from 'preact/hooks';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SectionTitle } from '../../desk/section-title.tsx';
import { CachedList } from './cached-list.tsx';
import { GithubTokenPanel } from './github-token-panel.tsx';
import { ProviderCard } from './provider-card.tsx';
import { ReferencePicker } from './reference-picker.tsx';
import { cached, github, providers } from './secrets-state.ts';
import { secretsText } from './secrets-texts.ts';

export function SecretsSection() {
  const t = secretsText.value;
  useEffect(() => {
    void providers.load();
    void cached.load();
    void github.load();
  }, []);
  return (
    <div class="stack">
      <SectionTitle>{t.title}</SectionTitle>
      <p>{t.lead}</p>
      <section class="stack-tight" aria-labelledby="secret-providers">
        <h3 id="secret-providers">{t.providers}</h3>
        <FaultNotice error={providers.error.value} onRetry={() => void providers.load()} />
        <ul class="rows" aria-labelledby="secret-providers" aria-busy={providers.isLoading.value}>
          {(providers.value.value ?? []).map((provider) => (
            <ProviderCard key={provider.provider} {...provider} />
          ))}
        </ul>
      </section>
      <TryOut />
      <CachedList />
      <GithubTokenPanel />
    </div>
  );
}

function TryOut() {
  const t = secretsText.value;
  const [text, setText] = useState('');
  return (
    <section class="sheet" aria-labelledby="secret-try">
      <h3 id="secret-try">{t.tryOut}</h3>
      <ReferencePicker label={t.tryOutLabel} hint={t.tryOutHint} value={text} onInput={setText} maxLength={4096} />
    </section>
  );
}
