/** All API keys, or those of one owner; a key for somebody. */
import { useEffect, useState } from 'preact/hooks';
import type { MadeKeyReply } from '../../../shared/api-keys.schema.ts';
import { deskText } from '../desk/desk-texts.ts';
import { FaultNotice } from '../desk/fault-notice.tsx';
import { focusOn } from '../desk/focus.ts';
import { SECTION_TITLE_ID, SectionTitle, tell } from '../desk/section-title.tsx';
import { CreateKeyForm } from '../keys/create-key-form.tsx';
import { KeyRow } from '../keys/key-row.tsx';
import { keyText } from '../keys/key-texts.ts';
import { MADE_KEY_ID, MadeKeyNotice } from '../keys/made-key-notice.tsx';
import { announce } from '../ui/announcer.tsx';
import { allKeysApi, noticeFault, place } from './access-state.ts';
import { accessText } from './access-texts.ts';
import { MoreButton } from './more-button.tsx';
import { placeHash } from './place.ts';
import { usePages } from './use-pages.ts';

export function KeysSection() {
  const [type, id] = place.value.names;
  const [secret, setSecret] = useState<string>();
  const t = accessText.value.keys;
  const owner = type === undefined || id === undefined ? {} : { owner_type: type, owner_id: id };
  const pages = usePages(async (after: string | undefined) => {
    const { keys, next } = await allKeysApi.list({ ...owner, after });
    return { items: keys, next: next ?? null };
  }, noticeFault);
  useEffect(pages.first, []);
  const show = ({ key }: MadeKeyReply): void => {
    setSecret(key);
    announce(keyText.peek().made);
    focusOn(MADE_KEY_ID);
    pages.first();
  };
  const revoked = (name: string): void => {
    tell(keyText.peek().revoked(name));
    pages.first();
  };
  const stored = (): void => {
    setSecret(undefined);
    focusOn(SECTION_TITLE_ID);
  };
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.title}</SectionTitle>
      {id === undefined ? (
        <p class="quiet">{t.lead}</p>
      ) : (
        <p>
          {t.ofOwner}{' '}
          <code>
            {type}:{id}
          </code>{' '}
          <a href={placeHash('keys')}>{t.all}</a>
        </p>
      )}
      {secret !== undefined && <MadeKeyNotice secret={secret} onStored={stored} />}
      <FaultNotice error={pages.error} onRetry={pages.first} />
      <p class="quiet" role="status">
        {pages.isBusy ? deskText.value.loading : pages.items?.length === 0 && t.none}
      </p>
      {pages.items !== undefined && pages.items.length > 0 && (
        <ul class="rows" aria-labelledby={SECTION_TITLE_ID}>
          {pages.items.map((key) => (
            <KeyRow
              key={key.id}
              apiKey={key}
              api={allKeysApi}
              showOwner
              onMade={show}
              onRevoked={revoked}
              onError={noticeFault}
            />
          ))}
        </ul>
      )}
      <MoreButton pages={pages} />
      <CreateKeyForm api={allKeysApi} forOthers onMade={show} onError={noticeFault} />
    </section>
  );
}
