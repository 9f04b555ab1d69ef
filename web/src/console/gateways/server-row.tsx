/** One remote MCP server: its state, and what can be done with it. */
import { useState } from 'preact/hooks';
import type { ApiError } from '../../../../shared/client.ts';
import type {
  ConnectRemoteServerReply,
  RemoteServer,
  TestRemoteServerReply,
} from '../../../../shared/remote-servers.schema.ts';
import { OAUTH_FAULTS, REMOTE_FAULTS, type RemoteStatus } from '../../../../shared/remote-servers.vocabulary.ts';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { Instant } from '../../desk/instant.tsx';
import { tell } from '../../desk/section-title.tsx';
import { useAction } from '../../desk/use-action.ts';
import { shownNumber } from '../../preferences.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { placeHash } from '../place.ts';
import { serverCalls, servers } from './gateways-state.ts';
import { gatewaysText } from './gateways-texts.ts';
import { OwnClientForm } from './own-client-form.tsx';

const MARKS: Readonly<Record<RemoteStatus, string>> = {
  registered: '',
  auth_required: 'tag-wait',
  authenticated: 'tag-good',
  disabled: '',
  error: 'tag-bad',
};

type Seen =
  | { readonly kind: 'connected'; readonly reply: ConnectRemoteServerReply }
  | { readonly kind: 'tested'; readonly reply: TestRemoteServerReply };

export function ServerRow({ server }: { readonly server: RemoteServer }) {
  const { server_id: id, name, status } = server;
  const t = gatewaysText.value.servers;
  const { about } = gatewaysText.value;
  const action = useAction(noticeFault);
  const [seen, setSeen] = useState<Seen>();
  const changed = (said: string): void => {
    setSeen(undefined);
    announce(said);
    void servers.load();
  };
  /** What is seen of a server changes its state as well, whatever came of it. */
  const look = <Reply,>(work: () => Promise<Reply>, done: (reply: Reply) => void): void => {
    setSeen(undefined);
    void action.run(() => work().finally(() => void servers.load()), done);
  };
  const signIn = (client = { id: '', secret: '' }): void => {
    void action.run(
      () => serverCalls.startSignIn(id, client),
      ({ auth_url }) => location.assign(auth_url),
    );
  };
  return (
    <li class="row">
      <h4>
        {name} <span class={`tag-mark ${MARKS[status]}`}>{t.statuses[status]}</span>
      </h4>
      <p>
        <code class="address">{server.endpoint}</code>
      </p>
      <dl class="facts">
        <div>
          <dt>{t.lastConnected}</dt>
          <dd>
            {server.last_connected_at === null ? gatewaysText.value.never : <Instant iso={server.last_connected_at} />}
          </dd>
        </div>
        {server.credential_expires_at !== null && (
          <div>
            <dt>{t.tokenEnds}</dt>
            <dd>
              <Instant iso={server.credential_expires_at} />
            </dd>
          </div>
        )}
        {server.scopes.length > 0 && (
          <div>
            <dt>{t.scopes}</dt>
            <dd>
              <code>{server.scopes.join(' ')}</code>
            </dd>
          </div>
        )}
      </dl>
      {server.error_message !== null && seen === undefined && action.error === undefined && (
        <p class="quiet">{t.faults[server.error_message]}</p>
      )}
      {seen !== undefined && <WhatWasSeen seen={seen} />}
      <FaultNotice error={action.error} message={action.error && faultOf(action.error)} />
      <div class="actions">
        {status !== 'disabled' && (
          <>
            <Act
              label={t.connect}
              name={name}
              isBusy={action.isBusy}
              onClick={() =>
                look(
                  () => serverCalls.connect(id),
                  (reply) => {
                    setSeen({ kind: 'connected', reply });
                    announce(t.spokeWith(reply.server.name, reply.server.version));
                  },
                )
              }
            />
            <Act
              label={t.test}
              name={name}
              isBusy={action.isBusy}
              onClick={() =>
                look(
                  () => serverCalls.test(id),
                  (reply) => {
                    setSeen({ kind: 'tested', reply });
                    announce(reply.error === null ? t.reached : t.faults[reply.error]);
                  },
                )
              }
            />
            <a
              class="button button-quiet"
              href={placeHash('gateways', id, 'inspect')}
              aria-label={about(t.inspect, name)}
            >
              {t.inspect}
            </a>
            <Act
              label={server.credential_key === null ? t.signIn : t.signInAgain}
              name={name}
              isBusy={action.isBusy}
              onClick={() => signIn()}
            />
          </>
        )}
        {server.credential_key !== null && (
          <ConfirmButton
            label={t.signOut}
            spoken={about(t.signOut, name)}
            question={t.signOutQuestion(name)}
            consequence={t.signOutConsequence}
            yes={t.signOut}
            work={() => serverCalls.forget(id)}
            done={() => changed(t.signedOut(name))}
            onError={noticeFault}
          />
        )}
        <Act
          label={status === 'disabled' ? t.enable : t.disable}
          name={name}
          isBusy={action.isBusy}
          onClick={() =>
            void action.run(
              () => (status === 'disabled' ? serverCalls.enable(id) : serverCalls.disable(id)),
              () => changed(status === 'disabled' ? t.enabled(name) : t.disabled(name)),
            )
          }
        />
        <ConfirmButton
          label={gatewaysText.value.remove}
          spoken={about(gatewaysText.value.remove, name)}
          question={t.removeQuestion(name)}
          consequence={t.removeConsequence}
          yes={gatewaysText.value.remove}
          work={() => serverCalls.remove(id)}
          done={() => {
            tell(t.removed(name));
            void servers.load();
          }}
          onError={noticeFault}
        />
      </div>
      {status !== 'disabled' && <OwnClientForm isBusy={action.isBusy} onSubmit={signIn} />}
    </li>
  );
}

interface ActProps {
  readonly label: string;
  readonly name: string;
  readonly isBusy: boolean;
  readonly onClick: () => void;
}

function Act({ label, name, isBusy, onClick }: ActProps) {
  return (
    <button
      type="button"
      class="button button-quiet"
      aria-label={gatewaysText.value.about(label, name)}
      aria-disabled={isBusy}
      onClick={onClick}
    >
      {label}
    </button>
  );
}

function WhatWasSeen({ seen }: { readonly seen: Seen }) {
  const t = gatewaysText.value.servers;
  if (seen.kind === 'tested') {
    const { error } = seen.reply;
    return <p class="notice">{error === null ? t.reached : t.faults[error]}</p>;
  }
  const { server, tools } = seen.reply;
  return (
    <div class="notice">
      <p>{t.spokeWith(server.name, server.version)}</p>
      {tools.length === 0 ? (
        <p>{t.noTools}</p>
      ) : (
        <>
          <p>{t.tools(tools.length, shownNumber(tools.length))}</p>
          <ul class="tool-names">
            {tools.map((tool) => (
              <li key={tool}>
                <code>{tool}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** @returns undefined where the common text of the code will do. */
function faultOf({ code, details }: ApiError): string | undefined {
  const t = gatewaysText.value.servers;
  if (code === 'url_refused') {
    return Object.entries(deskText.value.urlRefusals).find(([reason]) => reason === details?.reason)?.[1];
  }
  const remote = REMOTE_FAULTS.find((known) => known === details?.reason);
  if (remote !== undefined) return t.faults[remote];
  const oauth = OAUTH_FAULTS.find((known) => known === details?.reason);
  return oauth && t.oauthFaults[oauth];
}
