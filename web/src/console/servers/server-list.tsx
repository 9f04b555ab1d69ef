/** All servers, looked at anew now and then while the page is shown. */
import { useEffect, useState } from 'preact/hooks';
import type { ServersReply, ServerView } from '../../../../shared/servers.schema.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { createResource } from '../../desk/resource.ts';
import { SECTION_TITLE_ID, SectionTitle } from '../../desk/section-title.tsx';
import { noticeFault } from '../console-state.ts';
import { placeHash } from '../place.ts';
import { ServerActions } from './server-actions.tsx';
import { ServerStatus } from './server-status.tsx';
import { serversApi } from './servers-api.ts';
import { serversText } from './servers-texts.ts';

/** Milliseconds: what an operator bears to be late, without asking hosts all the time. */
const RELOAD_MS = 10_000;

export function ServerList() {
  const t = serversText.value;
  const [reply] = useState(() => createResource(serversApi.list, noticeFault));
  useEffect(() => {
    void reply.load();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void reply.load();
    }, RELOAD_MS);
    return () => clearInterval(timer);
  }, []);
  const known = reply.value.value;
  const replace = (changed: ServerView): void => {
    if (known !== undefined) reply.set(withServer(known, changed));
  };
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.title}</SectionTitle>
      <p class="quiet">{t.lead}</p>
      <div class="actions">
        <a class="button" href={placeHash('servers', 'install')}>
          {t.install}
        </a>
        <a class="button button-quiet" href={placeHash('catalogue')}>
          {t.toCatalogue}
        </a>
        <button type="button" class="button button-quiet" onClick={() => void reply.load()}>
          {t.refresh}
        </button>
      </div>
      <FaultNotice error={reply.error.value} onRetry={() => void reply.load()} />
      {known?.hosts
        .filter(({ condition }) => condition === 'down')
        .map(({ id, name }) => (
          <p key={id} class="notice notice-wait">
            {t.hostDown(name)}
          </p>
        ))}
      <p class="quiet" role="status">
        {known === undefined ? reply.isLoading.value && deskText.value.loading : known.servers.length === 0 && t.none}
      </p>
      {known !== undefined && known.servers.length > 0 && (
        <ul class="rows" aria-labelledby={SECTION_TITLE_ID}>
          {known.servers.map((server) => (
            <li key={server.id} class="row">
              <h3>
                <a href={placeHash('servers', server.id)}>{server.name}</a>
              </h3>
              <ServerStatus server={server} />
              <p class="quiet">
                <code>{server.image}</code> {t.on(server.host_name)}
              </p>
              <div class="actions">
                <ServerActions server={server} onChanged={replace} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function withServer(reply: ServersReply, changed: ServerView): ServersReply {
  return { ...reply, servers: reply.servers.map((server) => (server.id === changed.id ? changed : server)) };
}
