/** Starts a session. */
import { useState } from 'preact/hooks';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SelectField, TextField } from '../../desk/fields.tsx';
import { createOnce } from '../../desk/once.ts';
import { RowsField } from '../../desk/rows-field.tsx';
import { useAction } from '../../desk/use-action.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { placeHash } from '../place.ts';
import { BLANK_DRAFT, BLANK_VARIABLE, newSession, type SessionDraft } from './session-draft.ts';
import { hosts, sessionsApi } from './sessions-api.ts';
import { sessionsText } from './sessions-texts.ts';

const VARIABLES_MAX = 50;

export function StartForm() {
  const t = sessionsText.value;
  const [draft, setDraft] = useState(BLANK_DRAFT);
  const action = useAction(noticeFault);
  const [once] = useState(createOnce);
  const known = hosts.value.value?.hosts;
  const hostId = draft.hostId === '' ? (known?.[0]?.id ?? '') : draft.hostId;
  const set = (change: Partial<SessionDraft>): void => setDraft({ ...draft, ...change });
  if (known?.length === 0) {
    return (
      <p>
        {t.noHosts} <a href={placeHash('hosts')}>{t.toHosts}</a>
      </p>
    );
  }
  const submit = (event: Event): void => {
    event.preventDefault();
    const wanted = newSession({ ...draft, hostId });
    void action.run(
      () => once(wanted, (key) => sessionsApi.start(wanted, key)),
      ({ session_id: id }) => {
        announce(t.startedNote);
        location.hash = placeHash('sessions', id);
      },
    );
  };
  return (
    <section class="stack-tight" aria-labelledby="start-session">
      <h3 id="start-session">{t.startNew}</h3>
      <form class="sheet form" onSubmit={submit} aria-labelledby="start-session">
        <FaultNotice error={hosts.error.value} onRetry={() => void hosts.load()} />
        <div class="form-line">
          <SelectField
            label={t.chooseHost}
            value={hostId}
            onInput={(chosen) => set({ hostId: chosen })}
            options={(known ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
          <TextField
            label={t.imageField}
            hint={t.imageHint}
            value={draft.image}
            onInput={(image) => set({ image })}
            required
            code
          />
        </div>
        <div class="form-line">
          <TextField label={t.cpusField} hint={t.cpusHint} value={draft.cpus} onInput={(cpus) => set({ cpus })} />
          <TextField
            label={t.memoryField}
            hint={t.memoryHint}
            value={draft.memory}
            onInput={(memory) => set({ memory })}
          />
          <TextField label={t.idleField} hint={t.idleHint} value={draft.idle} onInput={(idle) => set({ idle })} />
          <TextField label={t.hoursField} hint={t.hoursHint} value={draft.hours} onInput={(hours) => set({ hours })} />
        </div>
        <div class="form-line">
          <TextField label={t.portField} value={draft.port} onInput={(port) => set({ port })} />
          <SelectField
            label={t.reachField}
            value={draft.reach}
            onInput={(reach) => set({ reach: reach === 'network' ? 'network' : 'host' })}
            options={(['host', 'network'] as const).map((value) => ({ value, label: t.reach[value] }))}
          />
        </div>
        <RowsField
          legend={t.envField}
          hint={t.envHint}
          items={draft.env}
          blank={BLANK_VARIABLE}
          max={VARIABLES_MAX}
          onChange={(env) => set({ env })}
          add={t.envAdd}
          remove={t.envRemove}
          row={(variable, change) => (
            <>
              <TextField
                label={t.envName}
                value={variable.name}
                onInput={(name) => change({ ...variable, name })}
                code
              />
              <TextField
                label={t.envValue}
                value={variable.value}
                onInput={(value) => change({ ...variable, value })}
                code
              />
            </>
          )}
        />
        <FaultNotice
          error={action.error}
          fields={{
            '/image': t.imageField,
            '/host_id': t.chooseHost,
            '/cpus': t.cpusField,
            '/memory_mb': t.memoryField,
            '/idle_minutes': t.idleField,
            '/lifetime_hours': t.hoursField,
            '/port': t.portField,
            '/env': t.envField,
          }}
        />
        <div class="actions">
          <button type="submit" class="button" aria-disabled={action.isBusy}>
            {action.isBusy ? t.starting : t.start}
          </button>
        </div>
      </form>
    </section>
  );
}
