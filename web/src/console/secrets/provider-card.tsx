/** One provider: how it is, and what can be done with it. */
import { useState } from 'preact/hooks';
import type { ProviderStateReply, ProviderView } from '../../../../shared/secrets.schema.ts';
import type { ProviderState } from '../../../../shared/secrets.vocabulary.ts';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { Instant } from '../../desk/instant.tsx';
import { tell } from '../../desk/section-title.tsx';
import { useAction } from '../../desk/use-action.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { ProviderForm } from './provider-form.tsx';
import { reasonText } from './refusals.ts';
import { secretsApi } from './secrets-api.ts';
import { cached, providers } from './secrets-state.ts';
import { secretsText } from './secrets-texts.ts';
import { UnlockButton } from './unlock-button.tsx';

export function ProviderCard({ provider, state, address, registered_at: since, has_lock: hasLock }: ProviderView) {
  const t = secretsText.value;
  const name = t.names[provider];
  const [live, setLive] = useState<ProviderState | undefined>(undefined);
  const action = useAction(noticeFault);
  const learned = (reply: ProviderStateReply): void => {
    setLive(reply.state);
    announce(t.states[reply.state]);
    void cached.load();
  };
  const act = (what: 'test' | 'lock' | 'sync'): void =>
    void action.run(
      () => secretsApi.act(provider, what),
      (reply) => {
        learned(reply);
        if (what === 'sync') announce(t.synced);
      },
    );
  const button = (label: string, what: 'test' | 'lock' | 'sync') => (
    <button
      type="button"
      class="button button-quiet"
      aria-label={t.actionFor(label, name)}
      aria-disabled={action.isBusy}
      onClick={() => act(what)}
    >
      {label}
    </button>
  );
  return (
    <li class="row">
      <h4>
        {name}{' '}
        <span class={state === 'not_registered' ? 'tag-mark' : 'tag-mark tag-good'}>{t.registration[state]}</span>
      </h4>
      <p class="quiet">{t.about[provider]}</p>
      {provider === 'env' && state === 'not_registered' && <p>{t.noneForYou}</p>}
      {address !== undefined && (
        <dl class="facts">
          <div>
            <dt>{t.address}</dt>
            <dd>
              <code class="reference">{address}</code>
            </dd>
          </div>
          {since !== undefined && (
            <div>
              <dt>{t.since}</dt>
              <dd>
                <Instant iso={since} />
              </dd>
            </div>
          )}
        </dl>
      )}
      {live !== undefined && (
        <p class={live === 'ready' ? 'notice notice-good' : 'notice notice-wait'}>{t.states[live]}</p>
      )}
      <FaultNotice error={action.error} message={reasonText(action.error)} />
      {state === 'registered' && (
        <div class="actions">
          {button(t.test, 'test')}
          {hasLock && (
            <>
              <UnlockButton provider={provider} name={name} learned={learned} />
              {button(t.lock, 'lock')}
              {button(t.sync, 'sync')}
            </>
          )}
          <ConfirmButton
            label={t.remove}
            spoken={t.actionFor(t.remove, name)}
            question={t.removeQuestion(name)}
            consequence={t.removeConsequence}
            yes={t.remove}
            work={() => secretsApi.remove(provider)}
            done={() => {
              void providers.load();
              void cached.load();
              tell(t.removed(name));
            }}
            onError={noticeFault}
          />
        </div>
      )}
      {provider !== 'env' && (
        <ProviderForm
          key={since ?? ''}
          provider={provider}
          isNew={state === 'not_registered'}
          done={() => {
            void providers.load();
            void cached.load();
            tell(t.saved(name));
            // Whether it is locked, or does not let us in, without being asked.
            act('test');
          }}
        />
      )}
    </li>
  );
}
