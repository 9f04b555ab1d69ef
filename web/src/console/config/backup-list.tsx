/** The copies of the gateway settings: made, restored, deleted. */
import type { BackupView } from '../../../../shared/gateway-config.schema.ts';
import { ConfirmButton } from '../../desk/confirm-button.tsx';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { Instant } from '../../desk/instant.tsx';
import { shownInstant } from '../../desk/instants.ts';
import { tell } from '../../desk/section-title.tsx';
import { useAction } from '../../desk/use-action.ts';
import { language, shownNumber } from '../../preferences.ts';
import { announce } from '../../ui/announcer.tsx';
import { noticeFault } from '../console-state.ts';
import { backups, configApi, saved } from './config-state.ts';
import { configText } from './config-texts.ts';

export function BackupList({ revision }: { readonly revision: number }) {
  const t = configText.value;
  const action = useAction(noticeFault);
  const list = backups.value.value?.backups;
  const backUp = (): void => {
    void action.run(configApi.backUp, ({ success }) => {
      announce(success ? t.backedUp : t.nothingToKeep);
      void backups.load();
    });
  };
  return (
    <section class="sheet stack-tight" aria-labelledby="config-backups">
      <h3 id="config-backups">{t.backups}</h3>
      <p class="quiet">{revision === 0 ? t.nothingToKeep : t.backupsLead}</p>
      <div class="actions">
        <button type="button" class="button" aria-disabled={action.isBusy || revision === 0} onClick={backUp}>
          {action.isBusy ? deskText.value.working : t.backUp}
        </button>
      </div>
      <FaultNotice error={action.error} />
      <FaultNotice error={backups.error.value} onRetry={() => void backups.load()} />
      {list === undefined && backups.isLoading.value && <p class="quiet">{deskText.value.loading}</p>}
      {list?.length === 0 && <p>{t.noBackups}</p>}
      {list !== undefined && list.length > 0 && (
        <ul class="rows" aria-labelledby="config-backups">
          {list.map((backup) => (
            <BackupRow key={backup.id} backup={backup} revision={revision} />
          ))}
        </ul>
      )}
    </section>
  );
}

function BackupRow({ backup, revision }: { readonly backup: BackupView; readonly revision: number }) {
  const t = configText.value;
  const when = shownInstant(backup.created_at, language.value);
  return (
    <li class="row">
      <p>
        <Instant iso={backup.created_at} />
      </p>
      <p class="quiet">{t.backupFacts(shownNumber(backup.revision), backup.servers, shownNumber(backup.servers))}</p>
      <div class="actions">
        <ConfirmButton
          label={t.restore}
          spoken={t.restoreWhich(when)}
          question={t.restoreQuestion}
          consequence={t.restoreConsequence}
          yes={t.restore}
          work={() => configApi.restore(backup.id, revision)}
          done={() => {
            void saved.load();
            tell(t.restored);
          }}
          onError={noticeFault}
          refusal={({ code }) => (code === 'conflict' ? t.conflict : undefined)}
        />
        <ConfirmButton
          label={t.forget}
          spoken={t.forgetWhich(when)}
          question={t.forgetQuestion}
          yes={t.forget}
          work={() => configApi.forget(backup.id)}
          done={() => {
            void backups.load();
            tell(t.forgotten);
          }}
          onError={noticeFault}
        />
      </div>
    </li>
  );
}
