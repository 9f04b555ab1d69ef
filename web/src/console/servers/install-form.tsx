/** Installing a server: the form, filled in from the catalogue where somebody comes from there, then the job as it goes. */
import { useEffect, useState } from 'preact/hooks';
import type { JobView } from '../../../../shared/jobs.schema.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SelectField, TextField } from '../../desk/fields.tsx';
import { createOnce } from '../../desk/once.ts';
import { createResource } from '../../desk/resource.ts';
import { SECTION_TITLE_ID, SectionTitle, tell } from '../../desk/section-title.tsx';
import { useAction } from '../../desk/use-action.ts';
import { noticeFault } from '../console-state.ts';
import { hostsApi } from '../hosts/hosts-api.ts';
import { JobProgressView } from '../jobs/job-view.tsx';
import { placeHash } from '../place.ts';
import { BLANK, type Draft, draftOfEntry, faultIn, settingsOf, suggestedName } from './server-draft.ts';
import { serversApi } from './servers-api.ts';
import { serversText } from './servers-texts.ts';
import { SettingsFields } from './settings-fields.tsx';

interface InstallFormProps {
  /** Where in the catalogue it stands; undefined for an image that somebody knows. */
  readonly source: string | undefined;
  readonly entry: string | undefined;
}

export function InstallForm({ source, entry }: InstallFormProps) {
  const t = serversText.value;
  const isFromCatalogue = source !== undefined && entry !== undefined;
  const [hosts] = useState(() => createResource(hostsApi.list, noticeFault));
  const [found] = useState(() =>
    createResource(
      async () => (isFromCatalogue ? (await serversApi.entry(source, entry)).entry : undefined),
      noticeFault,
    ),
  );
  const [hostId, setHostId] = useState('');
  const [name, setName] = useState(entry === undefined ? '' : suggestedName(entry));
  const [draft, setDraft] = useState<Draft>(BLANK);
  const [job, setJob] = useState<JobView>();
  const action = useAction(noticeFault);
  const [once] = useState(createOnce);
  useEffect(() => {
    void hosts.load();
    void found.load().then(() => {
      const known = found.value.peek();
      if (known !== undefined) setDraft(draftOfEntry(known));
    });
  }, []);
  const list = hosts.value.value?.hosts;
  const host = list?.find(({ id }) => id === hostId) ?? list?.[0];
  if (job !== undefined) return <Progress job={job} name={name} onAgain={() => setJob(undefined)} />;
  const install = (event: Event): void => {
    event.preventDefault();
    if (host === undefined || faultIn(draft) !== undefined) return;
    const wanted = { host_id: host.id, name: name.trim(), ...settingsOf(draft) };
    void action.run(
      () => once(wanted, (key) => serversApi.install(wanted, key)),
      (begun) => {
        setJob(begun);
        tell(t.installing(name));
      },
    );
  };
  const isWithoutImage = found.value.value !== undefined && found.value.value.images.length === 0;
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.installTitle}</SectionTitle>
      <p class="quiet">{t.installLead}</p>
      <FaultNotice error={hosts.error.value} onRetry={() => void hosts.load()} />
      <FaultNotice error={found.error.value} onRetry={() => void found.load()} />
      {list === undefined && hosts.isLoading.value && (
        <p class="quiet" role="status">
          {deskText.value.loading}
        </p>
      )}
      {list?.length === 0 && (
        <p class="notice notice-wait">
          {t.noHost} <a href={placeHash('hosts')}>{t.toHosts}</a>
        </p>
      )}
      {isFromCatalogue && found.value.value !== undefined && <p>{t.fromEntry(found.value.value.title)}</p>}
      {isWithoutImage && <p class="notice notice-wait">{t.noImageInEntry}</p>}
      {host !== undefined && (
        <form class="sheet form" aria-labelledby={SECTION_TITLE_ID} onSubmit={install}>
          <SelectField
            label={t.host}
            value={host.id}
            onInput={setHostId}
            options={(list ?? []).map(({ id, name: label }) => ({ value: id, label }))}
          />
          <TextField label={t.name} value={name} onInput={setName} hint={t.nameHint} required maxLength={63} code />
          <SettingsFields draft={draft} onChange={setDraft} />
          <FaultNotice
            error={action.error}
            fields={{ '/name': t.name, '/image': t.image, '/env': t.variables, '/args': t.args, '/ports': t.published }}
            message={action.error?.code === 'secret_refused' ? t.secretRefused : undefined}
          />
          <div class="actions">
            <button type="submit" class="button" aria-disabled={action.isBusy}>
              {action.isBusy ? t.working : t.installNow}
            </button>
            <a class="button button-quiet" href={placeHash('servers')}>
              {t.cancel}
            </a>
          </div>
        </form>
      )}
    </section>
  );
}

interface ProgressProps {
  readonly job: JobView;
  readonly name: string;
  readonly onAgain: () => void;
}

/** The id of the job is the server's. */
function Progress({ job, name, onAgain }: ProgressProps) {
  const t = serversText.value;
  const [ended, setEnded] = useState<JobView>();
  const isDone = ended?.status === 'succeeded';
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.installing(name)}</SectionTitle>
      <JobProgressView jobId={job.job_id} onEnd={setEnded} />
      {isDone && (
        <>
          <p class="notice notice-good" role="status">
            {t.installed(name)}
          </p>
          <div class="actions">
            <a class="button" href={placeHash('servers', job.job_id)}>
              {t.toServer}
            </a>
          </div>
        </>
      )}
      {ended !== undefined && !isDone && (
        <div class="actions">
          <button type="button" class="button" onClick={onAgain}>
            {t.again}
          </button>
        </div>
      )}
    </section>
  );
}
