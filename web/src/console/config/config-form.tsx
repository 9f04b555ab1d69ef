/** The form of the gateway settings. What is wrong shows while one types; the server has the last word. */
import { useId, useState } from 'preact/hooks';
import { problemsOf } from '../../../../shared/gateway-config.rules.ts';
import type { ConfigReply, ValidateConfigReply } from '../../../../shared/gateway-config.schema.ts';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { CodeField } from '../../desk/fields.tsx';
import { focusOn } from '../../desk/focus.ts';
import { useAction } from '../../desk/use-action.ts';
import { shownNumber } from '../../preferences.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { BLANK_SERVER, configOf, draftOf, isJsonObject } from './config-draft.ts';
import { configApi, saved } from './config-state.ts';
import { configText } from './config-texts.ts';
import { faultAt, problemText } from './problem-text.ts';
import { ServerFields } from './server-fields.tsx';
import { SettingRows } from './setting-rows.tsx';

const SERVERS_MAX = 100;
const GLOBAL = '/config/global_settings';

export function ConfigForm({ reply, onSaved }: { readonly reply: ConfigReply; readonly onSaved: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(reply.config));
  const [checked, setChecked] = useState<ValidateConfigReply | undefined>(undefined);
  const saving = useAction(noticeFault);
  const checking = useAction(noticeFault);
  const addId = useId();
  const t = configText.value;
  const config = configOf(draft);
  const problems = config === undefined ? [] : problemsOf(config);
  const isChanged = JSON.stringify(config) !== JSON.stringify(configOf(draftOf(reply.config)));
  const change = (changed: Partial<typeof draft>): void => {
    setChecked(undefined);
    setDraft({ ...draft, ...changed });
  };
  const save = (event: Event): void => {
    event.preventDefault();
    if (config === undefined) return;
    void saving.run(() => configApi.save(config, reply.revision), onSaved);
  };
  const check = (): void => {
    if (config === undefined) return;
    void checking.run(
      () => configApi.validate(config),
      (answer) => {
        setChecked(answer);
        const count = answer.problems.length;
        announce(count === 0 ? t.fine : t.found(count, shownNumber(count)));
      },
    );
  };
  const isConflict = saving.error?.code === 'conflict';
  return (
    <form class="sheet form" aria-label={t.form} onSubmit={save}>
      <h3>{t.servers}</h3>
      {draft.servers.length === 0 && <p class="quiet">{t.noServers}</p>}
      {draft.servers.length > 0 && (
        <ul class="rows">
          {draft.servers.map((server, at) => (
            // A server has no identity but its place.
            <ServerFields
              key={String(at)}
              position={String(at + 1)}
              pointer={`/config/servers/${at}`}
              server={server}
              problems={problems}
              onChange={(changed) => change({ servers: draft.servers.with(at, changed) })}
              onRemove={() => {
                change({ servers: draft.servers.toSpliced(at, 1) });
                focusOn(addId);
              }}
            />
          ))}
        </ul>
      )}
      <div class="actions">
        <button
          id={addId}
          type="button"
          class="button button-quiet"
          disabled={draft.servers.length >= SERVERS_MAX}
          onClick={() => change({ servers: [...draft.servers, BLANK_SERVER] })}
        >
          {t.addServer}
        </button>
      </div>
      <SettingRows
        legend={t.global}
        nameLabel={t.setting}
        add={t.addSetting}
        remove={t.removeSetting}
        rows={draft.global}
        onChange={(global) => change({ global })}
        pointer={GLOBAL}
        problems={problems}
      />
      <CodeField
        label={t.others}
        rows={draft.otherGlobal === '' ? 2 : 6}
        value={draft.otherGlobal}
        fault={
          isJsonObject(draft.otherGlobal)
            ? faultAt(
                problems.filter(
                  ({ pointer }) => !draft.global.some(({ name }) => pointer === `${GLOBAL}/${name.trim()}`),
                ),
                GLOBAL,
              )
            : t.noObject
        }
        onInput={(otherGlobal) => change({ otherGlobal })}
      />
      <FaultNotice error={checking.error} />
      {checked !== undefined && <Checked reply={checked} />}
      <FaultNotice error={saving.error} message={isConflict ? t.conflict : undefined} />
      {isConflict && (
        <div class="actions">
          <button type="button" class="button button-quiet" onClick={() => void saved.load()}>
            {t.loadAgain}
          </button>
        </div>
      )}
      <p class="quiet" role="status">
        {isChanged ? t.unsaved : reply.revision === 0 ? t.neverSaved : t.revision(shownNumber(reply.revision))}
      </p>
      <div class="actions">
        <button type="submit" class="button" aria-disabled={saving.isBusy || config === undefined}>
          {saving.isBusy ? deskText.value.working : t.save}
        </button>
        <button
          type="button"
          class="button button-quiet"
          aria-disabled={checking.isBusy || config === undefined}
          onClick={check}
        >
          {checking.isBusy ? deskText.value.working : t.check}
        </button>
      </div>
    </form>
  );
}

function Checked({ reply: { problems } }: { readonly reply: ValidateConfigReply }) {
  const t = configText.value;
  if (problems.length === 0) {
    return (
      <div class="notice notice-good">
        <p>{t.fine}</p>
      </div>
    );
  }
  return (
    <div class="notice notice-wait">
      <p>{t.found(problems.length, shownNumber(problems.length))}</p>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.pointer} ${problem.kind}`}>
            {problem.severity === 'error' && <strong>{t.mustFix} </strong>}
            {problemText(problem)} <code>{problem.pointer}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
