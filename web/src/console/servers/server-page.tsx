/** One server: where it stands, its settings with their references, its log, and what can be done with it. */
import { useEffect, useState } from 'preact/hooks';
import type { JobView } from '../../../../shared/jobs.schema.ts';
import type { ServerReply, ServerView } from '../../../../shared/servers.schema.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { Instant } from '../../desk/instant.tsx';
import { createOnce } from '../../desk/once.ts';
import { createResource } from '../../desk/resource.ts';
import { SECTION_TITLE_ID, SectionTitle, tell } from '../../desk/section-title.tsx';
import { useAction } from '../../desk/use-action.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { JobProgressView } from '../jobs/job-view.tsx';
import { placeHash } from '../place.ts';
import { RemoveServer } from './remove-server.tsx';
import { ServerActions } from './server-actions.tsx';
import { type Draft, draftOf, faultIn, settingsOf } from './server-draft.ts';
import { ServerLogs } from './server-logs.tsx';
import { ServerStatus } from './server-status.tsx';
import { serversApi } from './servers-api.ts';
import { serversText } from './servers-texts.ts';
import { SettingsFields } from './settings-fields.tsx';

export function ServerPage({ id }: { readonly id: string }) {
  const t = serversText.value;
  const [reply] = useState(() => createResource(() => serversApi.get(id), noticeFault));
  const [jobId, setJobId] = useState<string>();
  const [isChanging, setChanging] = useState(false);
  useEffect(() => {
    void reply.load();
  }, []);
  const server = reply.value.value;
  const job = jobId ?? server?.job_id;
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <p>
        <a href={placeHash('servers')}>← {t.toList}</a>
      </p>
      <SectionTitle>{server?.name ?? t.title}</SectionTitle>
      <FaultNotice error={reply.error.value} onRetry={() => void reply.load()} />
      {server === undefined && reply.isLoading.value && (
        <p class="quiet" role="status">
          {deskText.value.loading}
        </p>
      )}
      {server !== undefined && (
        <>
          <ServerStatus server={server} />
          <Facts server={server} />
          {job !== undefined && (
            <section class="sheet">
              <h3>{t.underWay}</h3>
              <JobProgressView
                key={job}
                jobId={job}
                onEnd={({ status }) => {
                  if (status === 'succeeded') announce(t.changed(server.name));
                  void reply.load().then(() => {
                    if (status === 'succeeded') setJobId(undefined);
                  });
                }}
              />
            </section>
          )}
          <div class="actions">
            <ServerActions
              server={server}
              onChanged={(changed) => reply.set({ ...changed, settings: server.settings })}
            />
            {server.status === 'running' && (
              <a class="button button-quiet" href={placeHash('servers', id, 'inspect')}>
                {t.inspect}
              </a>
            )}
            <RemoveServer
              server={server}
              onRemoved={() => {
                location.hash = placeHash('servers');
                announce(t.removed(server.name));
              }}
            />
          </div>
          {isChanging ? (
            <ChangeForm
              server={server}
              onBegun={({ job_id }) => {
                setChanging(false);
                setJobId(job_id);
                tell(t.underWay);
              }}
              onCancel={() => setChanging(false)}
            />
          ) : (
            <Settings server={server} onChange={() => setChanging(true)} />
          )}
          {server.container_id !== undefined && (
            <ServerLogs key={server.container_id + server.status} id={id} name={server.name} />
          )}
        </>
      )}
    </section>
  );
}

function Facts({ server }: { readonly server: ServerView }) {
  const t = serversText.value;
  return (
    <dl class="facts">
      <div>
        <dt>{t.image}</dt>
        <dd>
          <code>{server.image}</code>
        </dd>
      </div>
      <div>
        <dt>{t.host}</dt>
        <dd>{server.host_name}</dd>
      </div>
      <div>
        <dt>{t.created}</dt>
        <dd>
          <Instant iso={server.created_at} />
        </dd>
      </div>
      {server.ports.length > 0 && (
        <div>
          <dt>{t.ports}</dt>
          <dd>
            <ul>
              {server.ports.map(({ container, protocol, host, address = '' }) => (
                <li key={`${container}/${protocol}/${host}/${address}`}>
                  {host === undefined
                    ? t.portInside(`${container}/${protocol}`)
                    : t.port(`${container}/${protocol}`, `${address}:${host}`)}
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Settings({ server, onChange }: { readonly server: ServerReply; readonly onChange: () => void }) {
  const t = serversText.value;
  const variables = Object.entries(server.settings.env);
  return (
    <section class="stack-tight" aria-labelledby="server-settings-title">
      <h3 id="server-settings-title">{t.settings}</h3>
      {variables.length === 0 ? (
        <p class="quiet">{t.noEnv}</p>
      ) : (
        <dl class="facts">
          {variables.map(([name, value]) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>
                <code>{typeof value === 'string' ? value : value.value}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {server.job_id === undefined && (
        <div class="actions">
          <button type="button" class="button button-quiet" onClick={onChange}>
            {t.change}
          </button>
        </div>
      )}
    </section>
  );
}

interface ChangeFormProps {
  readonly server: ServerReply;
  readonly onBegun: (job: JobView) => void;
  readonly onCancel: () => void;
}

function ChangeForm({ server, onBegun, onCancel }: ChangeFormProps) {
  const t = serversText.value;
  const [draft, setDraft] = useState<Draft>(() => draftOf(server.settings));
  const action = useAction(noticeFault);
  const [once] = useState(createOnce);
  const save = (event: Event): void => {
    event.preventDefault();
    if (faultIn(draft) !== undefined) return;
    const wanted = settingsOf(draft, server.settings);
    void action.run(() => once(wanted, (key) => serversApi.change(server.id, wanted, key)), onBegun);
  };
  return (
    <form class="sheet form" onSubmit={save}>
      <h3>{t.changeTitle}</h3>
      <p class="quiet">{t.changeLead}</p>
      <SettingsFields draft={draft} onChange={setDraft} />
      <FaultNotice
        error={action.error}
        fields={{ '/image': t.image, '/env': t.variables, '/args': t.args, '/ports': t.published }}
        message={action.error?.code === 'secret_refused' ? t.secretRefused : undefined}
      />
      <div class="actions">
        <button type="submit" class="button" aria-disabled={action.isBusy}>
          {action.isBusy ? t.working : t.save}
        </button>
        <button type="button" class="button button-quiet" onClick={onCancel}>
          {t.cancel}
        </button>
      </div>
    </form>
  );
}
