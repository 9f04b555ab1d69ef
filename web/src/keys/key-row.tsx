/** One API key: what it may, how long it lives, and its end. The key itself is not known here. */
import type { ApiKey, MadeKeyReply } from '../../../shared/api-keys.schema.ts';
import type { ApiError } from '../../../shared/client.ts';
import { ConfirmButton } from '../desk/confirm-button.tsx';
import { Instant } from '../desk/instant.tsx';
import { keyText } from './key-texts.ts';
import type { KeysApi } from './keys-api.ts';
import { RollButton } from './roll-button.tsx';

const STATE_MARKS: Readonly<Record<ApiKey['state'], string>> = {
  active: 'tag-mark tag-good',
  rolled: 'tag-mark tag-wait',
  expired: 'tag-mark',
  revoked: 'tag-mark tag-bad',
};

export interface KeyRowProps {
  readonly apiKey: ApiKey;
  readonly api: KeysApi;
  readonly showOwner?: boolean;
  readonly onMade: (made: MadeKeyReply) => void;
  readonly onRevoked: (name: string) => void;
  readonly onError?: (error: ApiError) => void;
}

export function KeyRow({ apiKey, api, showOwner = false, onMade, onRevoked, onError = () => {} }: KeyRowProps) {
  const t = keyText.value;
  const { id, name, hint, owner, scopes, state } = apiKey;
  const isUsable = state === 'active' || state === 'rolled';
  return (
    <li class="row">
      <h3>
        {name} <span class={STATE_MARKS[state]}>{t.states[state]}</span>
      </h3>
      <dl class="facts">
        <div>
          <dt>{t.begins}</dt>
          <dd>
            <code>{hint}</code>
          </dd>
        </div>
        {showOwner && (
          <div>
            <dt>{t.owner}</dt>
            <dd>
              <code>
                {owner.type}:{owner.id}
              </code>
            </dd>
          </div>
        )}
        <div>
          <dt>{t.scopes}</dt>
          <dd>{scopes.length === 0 ? t.noScopes : <code>{scopes.join(' ')}</code>}</dd>
        </div>
        <div>
          <dt>{apiKey.revoked_at === undefined ? t.expires : t.revokedAt}</dt>
          <dd>
            <Instant iso={apiKey.revoked_at ?? apiKey.expires_at} />
          </dd>
        </div>
        <div>
          <dt>{t.lastUsed}</dt>
          <dd>{apiKey.last_used_at === undefined ? t.neverUsed : <Instant iso={apiKey.last_used_at} />}</dd>
        </div>
      </dl>
      {isUsable && (
        <div class="actions">
          {state === 'active' && <RollButton apiKey={apiKey} api={api} onMade={onMade} onError={onError} />}
          <ConfirmButton
            label={t.revoke}
            spoken={t.revokeSpoken(name)}
            question={t.revokeSure(name)}
            consequence={t.revokeText}
            yes={t.revokeYes}
            work={() => api.revoke(id)}
            done={() => onRevoked(name)}
            onError={onError}
          />
        </div>
      )}
    </li>
  );
}
